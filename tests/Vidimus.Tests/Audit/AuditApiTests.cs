using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Audit;

/// <summary>The record as its readers get it: list, filters, export.</summary>
public abstract class AuditApiTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : AuditApiTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : AuditApiTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task The_list_shows_what_was_done_newest_first_page_by_page_with_numbers_and_hashes()
    {
        var (programme, count) = await App.WithRecord();
        var seen = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await programme.Get($"/v1/audit?limit=2&cursor={cursor}".TrimCursor()))
                .Should(200)
                .Json;
            seen.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        seen.Count.ShouldBe(count);
        var ids = seen.Select(e => e.GetProperty("id").GetString()!).ToList();
        ids.ShouldBe(ids.OrderDescending(StringComparer.Ordinal));
        seen.Select(e => e.GetProperty("number").GetInt64())
            .Order()
            .ShouldBe(Enumerable.Range(1, count).Select(n => (long)n));
        seen.ShouldAllBe(e => e.GetProperty("hash").GetString()!.Length == 64);
        seen[0].GetProperty("kind").GetString().ShouldBe("credential.issued");
        var one = (await programme.Get($"/v1/audit/{seen[0].GetProperty("id").GetString()}"))
            .Should(200)
            .Json;
        one.GetRawText().ShouldBe(seen[0].GetRawText());
    }

    [Fact]
    public async Task Filters_narrow_the_list_and_the_export_alike()
    {
        var (programme, count) = await App.WithRecord(2);
        var issued = await programme.Issue();
        await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"An end"}""");
        await App.Sealed(programme.Issuer.Id);
        var now = App.Clock.Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        (string Query, int Expected)[] asked =
        [
            ("", count + 2),
            ("kind=credential.issued", 3),
            ("kind=credential.*", 4),
            ("kind=credential", 0),
            ($"resourceId={issued.Id}", 2),
            ($"resourceId={issued.Id}&kind=credential.revoked", 1),
            ($"actorId={programme.Key.Id}", 6),
            ("actorId=key_of_nobody", 0),
            ("environment=production&kind=credential.*", 4),
            ("environment=staging", 0),
            ("mode=test&kind=credential.*", 0),
            ("mode=live&kind=credential.*", 4),
            ($"from={now}", count + 2),
            ($"to={now}", 0),
            ("from=2020-01-01&to=2021-01-01", 0),
            ("from=2020-01-01&to=2099-01-01", count + 2),
        ];
        foreach (var (query, expected) in asked)
        {
            var list = (await programme.Get($"/v1/audit?limit=100&{query}")).Should(200).Json;
            list.GetProperty("data").GetArrayLength().ShouldBe(expected, query);
            var export = (await programme.Get($"/v1/audit/export?{query}")).Should(200).Text;
            export
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Length.ShouldBe(expected, query);
        }
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("environment=moon", "environment")]
    [InlineData("mode=both", "mode")]
    [InlineData("kind=a&kind=b", "kind")]
    [InlineData("limit=0", "limit")]
    [InlineData("kind=%01", "kind")]
    [InlineData("from=0001-01-01", "from")]
    [InlineData("to=9999-12-31T23:59:59.9999999Z", "to")]
    [InlineData("from=9001-01-01", "from")]
    [InlineData("to=1969-12-31", "to")]
    public async Task A_wrong_filter_is_named(string query, string field)
    {
        var programme = await Programme.Start(App);
        (await programme.Get($"/v1/audit?{query}")).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        if (field != "limit")
            (await programme.Get($"/v1/audit/export?{query}")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                field
            );
    }

    [Fact]
    public async Task The_first_and_the_last_day_that_a_filter_takes_are_answered()
    {
        var (programme, count) = await App.WithRecord(1);
        (await programme.Get("/v1/audit?from=1970-01-01&to=9000-12-31T23:59:59.9999999Z&limit=100"))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(count);
        foreach (var day in new[] { "0001-01-01", "9999-12-31" })
        {
            (await programme.Get($"/v1/usage?from={day}&to={day}")).Should(400);
            (await programme.Get($"/v1/usage/charges?from={day}&to={day}")).Should(400);
            (await programme.Get($"/v1/credentials?updatedSince={day}T00:00:00Z")).Status.ShouldBe(
                200,
                day
            );
        }
    }

    [Fact]
    public async Task Only_an_administrators_key_or_one_for_the_record_reads_it_and_only_its_own_organizations()
    {
        var (programme, _) = await App.WithRecord(1);
        var (other, _) = await App.WithRecord(1);
        var entry = (await programme.Get("/v1/audit?limit=1"))
            .Json.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;
        (await other.Get($"/v1/audit/{entry}")).ShouldBeProblem(404, "NOT_FOUND");
        (await other.Get("/v1/audit?limit=100")).Text.ShouldNotContain(entry);
        (await other.Get("/v1/audit/export")).Text.ShouldNotContain(entry);
        (await other.Get($"/v1/audit?resourceId={programme.GroupId}"))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);

        var auditor = await programme.Issuer.KeyWith("audit:read");
        var writer = await programme.Issuer.KeyWith("write");
        foreach (
            var path in new[]
            {
                "/v1/audit",
                "/v1/audit/export",
                $"/v1/audit/{entry}",
                "/v1/audit/checkpoint",
            }
        )
        {
            (await App.Get(path, auditor.Secret)).Should(200);
            (await App.Get(path, writer.Secret)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
            (await App.Get(path)).Should(401);
        }
        (await App.Get("/v1/keys", auditor.Secret)).Should(403);
    }

    [Fact]
    public async Task A_test_key_sees_what_was_done_in_test_mode_only()
    {
        var (programme, _) = await App.WithRecord(1);
        var test = await Programme.In(programme.Issuer, test: true);
        await test.Issue();
        await App.Sealed(programme.Issuer.Id);
        foreach (var query in new[] { "", "mode=live", "mode=test" })
        {
            var seen = (await test.Get($"/v1/audit?{query}")).Should(200).Json.GetProperty("data");
            seen.EnumerateArray().ShouldAllBe(e => e.GetProperty("mode").GetString() == "test");
            seen.GetArrayLength().ShouldBe(query == "mode=live" ? 0 : 3);
        }
        (await test.Get("/v1/audit/export")).Text.ShouldNotContain("\"mode\":\"live\"");
    }

    [Fact]
    public async Task P6_no_cell_of_the_csv_export_begins_like_a_formula()
    {
        var (programme, _) = await App.WithRecord(1);
        string[] evil =
        [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\uFF1D1+1",
            "\uFF0B1",
            "\uFF0D1",
            "\uFF20A",
            "  =1",
            "a\",=1",
        ];
        foreach (var (cell, i) in evil.Select((c, i) => (c, i)))
            await App.Execute(
                "INSERT INTO platform_facts (organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members) VALUES (@o, @id, 'live', 1, @kind, @cell, 'key', @cell, 'req', '{}')",
                ("o", programme.Issuer.Id),
                ("id", $"fct_0000000000000000000000{i:0000}"),
                ("kind", $"evil.cell{i}"),
                ("cell", cell)
            );
        await App.Sealed(programme.Issuer.Id);
        var answer = (await programme.Get("/v1/audit/export?format=csv")).Should(200);
        answer.MediaType.ShouldBe("text/csv");
        answer["Content-Disposition"].ShouldNotBeNull().ShouldStartWith("attachment");
        var rows = Rows(answer.Text);
        rows.ShouldAllBe(r => r.Count == 14);
        rows[0][0].ShouldBe("number");
        rows.SelectMany(r => r)
            .ShouldAllBe(cell =>
                cell.TrimStart(' ').Length == 0
                || !"=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".Contains(cell.TrimStart(' ')[0])
            );
        var cells = rows.Where(r => r[4].StartsWith("evil", StringComparison.Ordinal))
            .ToDictionary(r => r[4], r => r[5]);
        for (var i = 0; i < evil.Length; i++)
            cells[$"evil.cell{i}"].ShouldBe(i == evil.Length - 1 ? evil[i] : "'" + evil[i]);
        (await programme.VerifyAudit()).GetProperty("valid").GetBoolean().ShouldBeTrue();
    }

    /// <summary>RFC 4180, read to the letter.</summary>
    private static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted)
            {
                if (text[i] != '"')
                    cell.Append(text[i]);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[i++]);
                else
                    quoted = false;
            }
            else if (text[i] == '"')
                quoted = true;
            else if (text[i] is ',' or '\r')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (text[i] == ',')
                    continue;
                text[++i].ShouldBe('\n');
                rows.Add(row);
                row = [];
            }
            else
                cell.Append(text[i]);
        }
        return rows;
    }
}

internal static class CursorText
{
    /// <summary>Leaves an empty cursor out.</summary>
    public static string TrimCursor(this string path) =>
        path.EndsWith("&cursor=", StringComparison.Ordinal) ? path[..^"&cursor=".Length] : path;
}
