using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Spending;
using Xunit;

namespace Vidimus.Tests.Imports;

/// <summary>Files of people are mapped, checked row by row, and issued in the background, once.</summary>
public abstract class ImportTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(Priced.OnSqlite shared)
        : ImportTests(shared),
            IClassFixture<Priced.OnSqlite>;

    public sealed class Postgres(Priced.OnPostgres shared)
        : ImportTests(shared),
            IClassFixture<Priced.OnPostgres>;

    private const string Schema =
        ""","subjectSchema":{"type":"object","required":["grade"],"properties":{"grade":{"type":"integer","title":"Note","minimum":1,"maximum":6},"passed":{"type":"boolean"},"level":{"enum":["Gold","Silver"]},"held":{"type":"string","format":"date"}}}""";

    [Fact]
    public async Task A_german_class_list_is_mapped_by_its_words_and_issued()
    {
        var programme = await Programme.Start(App, more: Schema);
        var file =
            "Vorname;Nachname;E-Mail-Adresse;Matrikelnr.;Note;passed;Level;Held;Gültig bis\r\n"
            + "Jürgen;Beispiel;juergen@example.org;4711;2;ja;gold;24.12.2026;31.12.2031\r\n"
            + "\r\n"
            + "Ada;\"Beispiel; geb. Muster\";;4712;1;nein;Silver;2026-12-24;\r\n";
        var uploaded = (
            await programme.Upload(
                CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(file),
                "Klasse 7b.csv"
            )
        ).Should(201);
        uploaded.At("encoding").ShouldBe("windows-1252");
        uploaded.At("delimiter").ShouldBe(";");
        uploaded.At("rowCount").ShouldBe("2");
        uploaded.At("fileName").ShouldBe("Klasse 7b.csv");
        uploaded.Json.GetProperty("firstRows")[1][1].GetString().ShouldBe("Beispiel; geb. Muster");
        uploaded
            .Json.GetProperty("mapping")
            .GetProperty("fields")
            .EnumerateObject()
            .Select(f => $"{f.Name}={f.Value.GetProperty("columns").GetRawText()}")
            .ShouldBe(
                [
                    "recipient.name=[0,1]",
                    "recipient.email=[2]",
                    "recipient.externalId=[3]",
                    "subject.grade=[4]",
                    "subject.passed=[5]",
                    "subject.level=[6]",
                    "subject.held=[7]",
                    "validUntil=[8]",
                ],
                ignoreOrder: true
            );
        var id = uploaded.At("id")!;
        (await programme.Map(id)).Should(200).At("state").ShouldBe("checking");
        var found = await programme.Until(id, "checked");
        found
            .GetProperty("wrongCount")
            .GetInt32()
            .ShouldBe(0, (await programme.Get($"/v1/imports/{id}/rows")).Text);
        (await programme.Counts()).ShouldBe((0, 0));
        (await programme.Start(id)).Should(202).At("state").ShouldBe("running");
        var done = await programme.Until(id, "done");
        done.GetProperty("issuedCount").GetInt32().ShouldBe(2);
        (await programme.Counts()).ShouldBe((2, 0));
        var first = (await programme.Get("/v1/credentials?externalId=4711"))
            .Should(200)
            .Json.GetProperty("data")[0];
        first.GetProperty("recipient").GetProperty("name").GetString().ShouldBe("Jürgen Beispiel");
        first.GetProperty("validUntil").GetString().ShouldBe("2031-12-31T23:59:59.000Z");
        var subject = first.GetProperty("subject");
        subject.GetProperty("grade").GetInt32().ShouldBe(2);
        subject.GetProperty("passed").GetBoolean().ShouldBeTrue();
        subject.GetProperty("level").GetString().ShouldBe("Gold");
        subject.GetProperty("held").GetString().ShouldBe("2026-12-24");
        (await App.VerifyId(first.GetProperty("id").GetString()!)).ShouldSay("valid");
    }

    [Fact]
    public async Task Each_wrong_row_is_told_with_its_number_and_column_and_keeps_no_other_from_being_issued()
    {
        var programme = await Programme.Start(App, more: Schema);
        var id = await Class.Id(
            programme,
            "Name,Email,Grade\n"
                + "Ada Example,ada@example.org,1\n"
                + "Bob Example,not an address,2\n"
                + ",carl@example.org,3\n"
                + "Dora Example,,seven\n"
                + "Emil Example,,7\n"
                + "Fay Example,,6,what is this\n"
                + "Gus Example,,5\n"
        );
        (await programme.Map(id)).Should(200);
        (await programme.Until(id, "checked")).GetProperty("wrongCount").GetInt32().ShouldBe(5);
        string[] wrong =
        [
            "3 wrong Email: must be an e-mail address such as ada@example.org",
            "4 wrong Name: is required",
            "5 wrong Grade: must be a number such as 3 or 2.5, without groups of digits",
            "6 wrong Grade:",
            "7 wrong : has more cells than the header, which has 3",
        ];
        var told = await programme.Rows(id, "?state=wrong");
        told.Length.ShouldBe(5);
        for (var i = 0; i < 5; i++)
            told[i].ShouldStartWith(wrong[i]);
        (await programme.Start(id)).Should(202);
        (await programme.Until(id, "done")).GetProperty("failedCount").GetInt32().ShouldBe(5);
        (await programme.Counts()).ShouldBe((2, 0));
        var rows = await programme.Rows(id);
        rows.Length.ShouldBe(7);
        rows[0].ShouldBe("2 issued");
        rows[1].ShouldStartWith("3 failed Email: must be an e-mail address");
        var page = (await programme.Get($"/v1/imports/{id}/rows?state=failed&limit=2")).Should(200);
        page.At("hasMore").ShouldBe("true");
        var rest = await programme.Rows(
            id,
            $"?state=failed&limit=100&cursor={page.At("nextCursor")}"
        );
        rest.Select(r => r[..1]).ShouldBe(["5", "6", "7"]);
    }

    [Fact]
    public async Task Columns_can_be_mapped_by_hand_with_constants_and_a_date_format()
    {
        var programme = await Programme.Start(App, more: Schema);
        var id = await Class.Id(programme, "A|B|C\nAda Example|05/04/2026|x\n");
        const string change = """
            {"fields":{"recipient.name":{"columns":[0]},"subject.held":{"columns":[1]},"subject.passed":{"columns":[2]},"subject.grade":{"constant":"3"},"description":{"constant":"Summer"}},"draft":true}
            """;
        (await programme.Start(id)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "fields.recipient.name"
        );
        (await programme.Map(id, change)).Should(200);
        (await programme.Until(id, "checked")).GetProperty("wrongCount").GetInt32().ShouldBe(1);
        (await programme.Rows(id))[0].ShouldStartWith("2 wrong B: can be read as two dates");
        (await programme.Map(id, """{"dateFormat":"dmy"}""")).Should(200);
        (await programme.Until(id, "checked")).GetProperty("wrongCount").GetInt32().ShouldBe(0);
        (await programme.Start(id)).Should(202);
        await programme.Until(id, "done");
        (await programme.Counts()).ShouldBe((0, 1));
        var draft = (await programme.Get("/v1/credentials?state=draft"))
            .Should(200)
            .Json.GetProperty("data")[0];
        draft.GetProperty("description").GetString().ShouldBe("Summer");
        draft.GetProperty("subject").GetProperty("held").GetString().ShouldBe("2026-04-05");
        (await programme.Map(id, "{}")).ShouldBeProblem(409, "IMPORT_STARTED");
        (
            await programme.Map(
                await Class.Id(programme),
                """{"fields":{"recipient.name":{"columns":[2]}}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "fields.recipient.name.columns");
        (
            await programme.Map(
                await Class.Id(programme),
                """{"fields":{"recipient.name":{"columns":[0]},"proof":{"constant":"x"}}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "fields.proof");
    }

    [Fact]
    public async Task Started_by_many_at_once_every_row_is_issued_once()
    {
        var programme = await Programme.Start(App);
        var id = await Class.Id(programme, Class.Of(1200));
        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => programme.Start(id)));
        started.ShouldAllBe(a => a.Status == 202 || a.Status == 409);
        await programme.Until(id, "done");
        (await programme.Start(id)).Should(202).At("state").ShouldBe("done");
        (await programme.Counts()).ShouldBe((1200, 0));
        (await Recipients(programme)).ShouldBe(1200);
        (await programme.Rows(id, "?limit=100")).Length.ShouldBe(100);
    }

    [Fact]
    public async Task Cancelled_it_issues_no_further_row()
    {
        var programme = await Programme.Start(App);
        var id = await Class.Id(programme, Class.Of(3000));
        (await programme.Start(id)).Should(202);
        (await programme.Post($"/v1/imports/{id}/cancel"))
            .Should(200)
            .At("state")
            .ShouldBe("cancelled");
        var after = (await programme.Get($"/v1/imports/{id}")).Should(200).Json;
        for (var i = 0; i < 10; i++)
        {
            App.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        var issued = (await programme.Get($"/v1/imports/{id}"))
            .Should(200)
            .Json.GetProperty("issuedCount")
            .GetInt32();
        issued.ShouldBe(after.GetProperty("issuedCount").GetInt32());
        (await programme.Counts()).Issued.ShouldBe(issued);
        (await programme.Start(id)).ShouldBeProblem(409, "IMPORT_OVER");
    }

    [Fact]
    public async Task Over_the_cap_it_stands_still_and_goes_on_where_it_stopped()
    {
        var spender = await Spender.Start(App, day: 3 * Priced.Issue);
        var programme = spender.Programme;
        var id = await Class.Id(programme, Class.Of(5));
        (await App.Post($"/v1/imports/{id}/start", spender.Key.Secret)).Should(202);
        var stopped = await programme.Until(id, "stopped");
        stopped
            .GetProperty("stopped")
            .GetProperty("code")
            .GetString()
            .ShouldBe("SPEND_LIMIT_EXCEEDED");
        stopped.GetProperty("issuedCount").GetInt32().ShouldBe(3);
        stopped.GetProperty("failedCount").GetInt32().ShouldBe(0);
        (await spender.Charges()).Count.ShouldBe(3);
        (await programme.Start(id)).Should(202); // by a key without a cap
        (await programme.Until(id, "done")).GetProperty("issuedCount").GetInt32().ShouldBe(5);
        (await programme.Counts()).ShouldBe((5, 0));
        (await programme.Rows(id)).Select(r => r[2..]).ShouldBe(Enumerable.Repeat("issued", 5));
    }

    [Fact]
    public async Task A_key_that_was_revoked_meanwhile_issues_nothing_more()
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith("credentials:issue", "credentials:read");
        var id = await Class.Id(programme);
        await App.Hold(true);
        (await App.Post($"/v1/imports/{id}/start", key.Secret)).Should(202);
        (await programme.Post($"/v1/keys/{key.Id}/revoke")).Should(200);
        await App.Hold(false);
        var stopped = await programme.Until(id, "stopped");
        stopped.GetProperty("stopped").GetProperty("code").GetString().ShouldBe("AUTH_REVOKED_KEY");
        (await programme.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Mode_organization_and_scope_bound_who_sees_and_starts_it()
    {
        var programme = await Programme.Start(App);
        var id = await Class.Id(programme);
        var stranger = await App.NewOrganization();
        var reader = await programme.Issuer.KeyWith("credentials:read");
        foreach (var key in new[] { stranger.Live, programme.Issuer.Test })
        {
            (await App.Get($"/v1/imports/{id}", key.Secret)).ShouldBeProblem(
                404,
                "IMPORT_NOT_FOUND"
            );
            (await App.Post($"/v1/imports/{id}/start", key.Secret)).ShouldBeProblem(
                404,
                "IMPORT_NOT_FOUND"
            );
            (await App.Get($"/v1/imports/{id}/errors.csv", key.Secret)).ShouldBeProblem(
                404,
                "IMPORT_NOT_FOUND"
            );
        }
        (await App.Get($"/v1/imports/{id}", reader.Secret)).Should(200);
        foreach (var step in new[] { "start", "cancel" })
            (await App.Post($"/v1/imports/{id}/{step}", reader.Secret)).Should(403);
        (
            await App.Post(
                $"/v1/groups/{programme.GroupId}/imports",
                reader.Secret,
                "Name\nAda Example\n"
            )
        ).Should(403);
    }

    [Fact]
    public async Task What_stood_in_the_file_is_nowhere_in_the_clear_and_goes_soon_after_the_end()
    {
        var programme = await Programme.Start(App);
        var id = await Class.Id(programme, "Name,E-Mail\nZaphod Unmistakable,not an address\n");
        (await Plain("Zaphod")).ShouldBe(0);
        (await programme.Start(id)).Should(202);
        await programme.Until(id, "done");
        (await Plain("Zaphod")).ShouldBe(0);
        (await programme.Get($"/v1/imports/{id}/errors.csv"))
            .Should(200)
            .Text.ShouldContain("Zaphod");
        App.Clock.Jump(TimeSpan.FromHours(25));
        for (var tries = 0; await Chunks(id) > 0; tries++)
        {
            tries.ShouldBeLessThan(200);
            App.Advance(TimeSpan.FromMinutes(5));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        var gone = (await programme.Get($"/v1/imports/{id}")).Should(200).Json;
        gone.GetProperty("fileName").ValueKind.ShouldBe(JsonValueKind.Null);
        gone.GetProperty("columns").ValueKind.ShouldBe(JsonValueKind.Null);
        gone.GetProperty("failedCount").GetInt32().ShouldBe(1);
        (await programme.Get($"/v1/imports/{id}/rows")).ShouldBeProblem(410, "IMPORT_ROWS_GONE");
        (await App.Query("SELECT data_key FROM credentials_imports WHERE id = @id", ("@id", id)))[0]
            [0]
            .ShouldBeOneOf(null, DBNull.Value);
    }

    [Fact]
    public async Task Erasing_a_recipient_erases_the_rows_it_was_imported_with()
    {
        var programme = await Programme.Start(App);
        // Ada's second row is wrong, and hers all the same.
        var id = await Class.Id(programme, Class.Small + ",ADA@example.org\n");
        (await programme.Start(id)).Should(202);
        await programme.Until(id, "done");
        var recipient = (await programme.Get("/v1/credentials"))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(c => c.GetProperty("recipient"))
            .Single(r => r.GetProperty("name").GetString() == "Ada Example")
            .GetProperty("id")
            .GetString();
        (await programme.Delete($"/v1/recipients/{recipient}")).Should(204);
        var rows = (await programme.Get($"/v1/imports/{id}"))
            .Should(200)
            .Json.GetProperty("firstRows")
            .GetRawText();
        rows.ShouldNotContain("ada@example.org", Case.Insensitive);
        rows.ShouldContain("bob@example.org");
        var errors = (await programme.Get($"/v1/imports/{id}/errors.csv")).Should(200).Text;
        errors.ShouldNotContain("ADA@example.org");
    }

    private async Task<long> Plain(string word)
    {
        var found = 0L;
        foreach (
            var table in new[]
            {
                "credentials_imports",
                "credentials_import_chunks",
                "platform_facts",
            }
        )
        foreach (var row in await App.Query($"SELECT * FROM {table}"))
        foreach (var value in row)
            found += value switch
            {
                string text when text.Contains(word, StringComparison.Ordinal) => 1,
                byte[] bytes when bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0 => 1,
                _ => 0,
            };
        return found;
    }

    private async Task<long> Chunks(string id) =>
        Convert.ToInt64(
            (
                await App.Query(
                    "SELECT count(*) FROM credentials_import_chunks WHERE import_id = @id",
                    ("@id", id)
                )
            )[0][0],
            CultureInfo.InvariantCulture
        );

    private async Task<long> Recipients(Programme programme) =>
        Convert.ToInt64(
            (
                await App.Query(
                    "SELECT count(DISTINCT recipient_id) FROM credentials_credentials WHERE group_id = @id",
                    ("@id", programme.GroupId)
                )
            )[0][0],
            CultureInfo.InvariantCulture
        );
}
