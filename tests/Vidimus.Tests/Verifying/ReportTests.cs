using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>The report of the checks as a sheet of paper, which says what it is about to the byte.</summary>
public abstract class ReportTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ReportTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ReportTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_report_names_every_check_its_outcome_and_reason_the_time_the_bytes_and_the_server()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Wrong"}""")
        ).Should(200);
        var json = await App.Get($"/verify/{issued.Id}?format=json");
        var page = (await App.Get($"/verify/{issued.Id}/report")).Should(200);
        page.MediaType.ShouldBe("text/html");
        page.Text.ShouldContain("data-verdict=\"invalid\"");
        var rows = page.Text.Split("<th scope=\"row\">").Skip(1).ToList();
        rows.Count.ShouldBe(json.Json.GetProperty("checks").GetArrayLength());
        foreach (var (row, check) in rows.Zip(json.Json.GetProperty("checks").EnumerateArray()))
        {
            row.ShouldContain(
                check.GetProperty("outcome").GetString() == "pass" ? ">passed<" : ">failed<"
            );
            if (check.GetProperty("name").GetString() == "status")
                row.ShouldContain("It was revoked");
        }
        page.Text.ShouldContain($"{App.Clock.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        var document = (await App.Get($"/verify/{issued.Id}/document")).Should(200);
        page.Text.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(document.Bytes)));
        page.Text.ShouldContain($"{App.PublicUrl} (Vidimus ");
        page.Text.ShouldContain($"{App.PublicUrl}/verify/{issued.Id}");
        page.Text.ShouldContain("<svg class=\"qr\"");
        page.Text.ShouldContain("It proves nothing by itself");
        page["Cache-Control"].ShouldBe("no-store");
        (await App.Get($"/verify/{issued.Id}/report", null, ("Accept-Language", "de")))
            .Should(200)
            .Text.ShouldContain("Bericht der Prüfung");
    }

    [Fact]
    public async Task The_answer_to_what_was_pasted_or_sent_as_a_file_names_its_bytes()
    {
        using var issuer = new Foreign();
        var json = issuer.Signed().ToJsonString();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        foreach (
            var content in (HttpContent[])
                [
                    VidimusApp.Form(("text", json)),
                    new MultipartFormDataContent
                    {
                        { new ByteArrayContent(Encoding.UTF8.GetBytes(json)), "file", "a.json" },
                    },
                ]
        )
        {
            var page = (await App.Post("/verify", null, content)).Should(200);
            page.Text.ShouldContain(digest);
            page.Text.ShouldContain($"{App.PublicUrl} (Vidimus ");
        }
        var issued = await (await Programme.Start(App)).Issue();
        var document = (await App.Get($"/verify/{issued.Id}/document")).Should(200);
        (await App.Post("/verify", null, VidimusApp.Form(("text", issued.Id))))
            .Should(200)
            .Text.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(document.Bytes)));
    }

    [Fact]
    public async Task P16_there_is_no_report_of_nothing()
    {
        foreach (
            var id in (string[])
                ["nonsense", "cred_00000000000000000000000000", "javascript:alert(1)"]
        )
        {
            var page = (await App.Get($"/verify/{id}/report")).Should(404);
            page.Text.ShouldContain("No such credential");
        }
        var draft = await (await Programme.Start(App)).Draft();
        (await App.Get($"/verify/{draft.Id}/report")).Should(404);
        (await App.Get($"/badge/{draft.Id}.svg")).Should(404);
        (await App.Get($"/badge/{draft.Id}")).Should(404);
    }
}
