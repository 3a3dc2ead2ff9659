using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Imports;
using Vidimus.Tools;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>What is carried out is what a person read, once, and what became of it is told as far as it is known.</summary>
public abstract class BoundTests(SharedApp shared) : Scenario(shared)
{
    private const string Lists =
        """{"name":"Lists","tool":"issueCredential","countOver":10,"amountOverCents":null}""";

    public sealed class Sqlite(OnSqlite shared) : BoundTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : BoundTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task An_import_is_started_as_it_was_approved_and_not_otherwise()
    {
        var assistant = await Assistant.Start(App, Lists);
        var import = await Class.Id(assistant.Programme);
        var start = $"/v1/imports/{import}/start";
        var id = Assistant.Pending(await assistant.Post(start, null));
        var asked = JsonElement
            .Parse((await assistant.Read(id)).At("arguments")!)
            .GetProperty("worksOn");
        asked.GetProperty("groupId").GetString().ShouldBe(assistant.Programme.GroupId);
        asked.GetProperty("groupName").GetString().ShouldNotBeNullOrEmpty();
        asked.GetProperty("rows").GetInt32().ShouldBe(2);
        asked.GetProperty("distribute").GetBoolean().ShouldBeFalse();
        asked
            .GetProperty("fields")
            .GetProperty("recipient.name")
            .GetString()
            .ShouldBe("columns 0 (Name)");
        (await assistant.Decide(id)).Should(200);
        foreach (
            var change in new[]
            {
                """{"draft":true}""",
                """{"draft":false,"fields":{"recipient.name":{"columns":[1]}}}""",
                """{"fields":{"recipient.name":{"constant":"Grace Example"}}}""",
            }
        )
        {
            (await Change(assistant, import, change)).Should(200);
            (await assistant.Post(start, null, ("Vidimus-Approval", id)))
                .Should(409)
                .At("error", "code")
                .ShouldBe("APPROVAL_MISMATCH");
            Assistant.Pending(await assistant.Post(start, null)).ShouldNotBe(id);
        }
        (await State(assistant, import)).ShouldNotBeOneOf("running", "done");
    }

    [Fact]
    public async Task Nothing_slips_in_between_an_approval_and_what_it_lets_through()
    {
        var assistant = await Assistant.Start(App, Lists);
        var import = await Class.Id(assistant.Programme);
        var start = $"/v1/imports/{import}/start";
        (await Change(assistant, import, """{"draft":true}""")).Should(200);
        var head = (byte[])
            (
                await App.Query(
                    "SELECT head FROM credentials_imports WHERE id = @id",
                    ("id", import)
                )
            )[0][0]!;
        (await Change(assistant, import, """{"draft":false}""")).Should(200);
        var id = Assistant.Pending(await assistant.Post(start, null));
        (await assistant.Decide(id)).Should(200);
        // As if another request changed the import the moment this one was let through.
        await App.Execute(Slip(import, id, Convert.ToHexString(head)));
        var refused = await assistant.Post(start, null, ("Vidimus-Approval", id));
        refused.Should(409).At("error", "code").ShouldBe("APPROVAL_MISMATCH");
        refused.At("error", "message")!.ShouldContain("changed after it was approved");
        (await State(assistant, import)).ShouldNotBeOneOf("running", "done");
        (await assistant.State(id)).ShouldBe("failed");
    }

    [Fact]
    public async Task A_draft_is_issued_as_it_was_approved_and_not_otherwise()
    {
        var assistant = await Assistant.Start(App);
        var draft = (await assistant.Programme.Draft()).Id;
        var issue = $"/v1/credentials/{draft}/issue";
        var id = Assistant.Pending(await assistant.Post(issue, null));
        (await assistant.Read(id)).At("arguments")!.ShouldContain("Ada Example");
        (await assistant.Decide(id)).Should(200);
        var path = $"/v1/credentials/{draft}";
        foreach (var name in new[] { "Grace Example", "Ada Example" })
            (
                await assistant.Programme.Patch(
                    path,
                    $$$"""{"recipient":{"name":"{{{name}}}"},"custom":{"a":"{{{name}}}"}}"""
                )
            ).Should(200);
        (await assistant.Post(issue, null, ("Vidimus-Approval", id)))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_MISMATCH");
        (await assistant.Issued()).ShouldBe(0);
        (await assistant.Programme.Patch(path, """{"custom":null}""")).Should(200);
        (await assistant.Post(issue, null, ("Vidimus-Approval", id))).Should(200);
        (await assistant.Issued()).ShouldBe(1);
    }

    [Fact]
    public async Task An_approval_is_used_once_also_where_no_first_answer_is_kept()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        Task<Answer> Put(params (string, string)[] headers) =>
            App.Send(
                HttpMethod.Put,
                "/ims/ob/v3p0/profile",
                assistant.Key.Secret,
                """{"type":"Profile","url":"https://academy.example"}""",
                [("Idempotency-Key", "once"), .. headers]
            );
        (await Put()).Should(202);
        var id = (await App.Get("/v1/approvals", await assistant.Owner.Token()))
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;
        (await assistant.Decide(id)).Should(200);
        (await Put(("Vidimus-Approval", id))).Should(200);
        (await Put(("Vidimus-Approval", id))).Should(409);
        (await Put()).Should(202);
        (
            await App.Query(
                "SELECT count(*) FROM platform_facts WHERE organization_id = @o AND kind = 'organization.profile-changed'",
                ("o", assistant.Issuer.Id)
            )
        )[0]
            [0]
            .ShouldBe(1L);
    }

    [Fact]
    public async Task A_person_reads_no_tool_that_the_call_is_not()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        foreach (var said in new[] { "listGroups", "harmless", "revokeCredential" })
        {
            var asked = await assistant.Post(
                "/v1/credentials",
                assistant.Programme.Body(recipient: $$"""{"name":"{{said}}"}"""),
                ("Vidimus-Tool", said)
            );
            (await assistant.Read(Assistant.Pending(asked))).At("tool").ShouldBe("issueCredential");
        }
        var list = await assistant.Post(
            "/v1/credentials/batch",
            $$$"""{"groupId":"{{{assistant.Programme.GroupId}}}","credentials":[{"recipient":{"name":"Ada"}}]}""",
            ("Vidimus-Tool", "issueCredential")
        );
        (await assistant.Read(Assistant.Pending(list))).At("tool").ShouldBe("issueCredential");
    }

    [Fact]
    public async Task No_body_stands_for_the_text_of_an_approved_call()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        // As deep as is read: the text around it is one deeper, and as a body is read no more.
        var deep = new string('[', 31) + new string(']', 31);
        var id = Assistant.Pending(
            await assistant.Post("/v1/credentials/one/revoke", $$"""{"reason":{{deep}}}""")
        );
        (await assistant.Decide(id)).Should(200);
        var text = (await assistant.Read(id)).At("arguments")!;
        (await assistant.Post("/v1/credentials/other/revoke", text, ("Vidimus-Approval", id)))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_MISMATCH");
    }

    private static Task<Answer> Change(Assistant assistant, string import, string change) =>
        assistant.App.Patch($"/v1/imports/{import}", assistant.Key.Secret, change);

    private static async Task<string?> State(Assistant assistant, string import) =>
        (await assistant.Programme.Get($"/v1/imports/{import}")).Should(200).At("state");

    private string Slip(string import, string approval, string head) =>
        App.Engine == Engine.Sqlite
            ? $"""
                CREATE TRIGGER slip AFTER UPDATE ON access_approvals WHEN NEW.id = '{approval}' AND NEW.state = 'used'
                BEGIN UPDATE credentials_imports SET head = x'{head}' WHERE id = '{import}'; END
                """
            : $"""
                CREATE FUNCTION slip() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN UPDATE credentials_imports SET head = decode(''{head}'', ''hex'') WHERE id = ''{import}''; RETURN NULL; END';
                CREATE TRIGGER slip AFTER UPDATE ON access_approvals FOR EACH ROW
                WHEN (NEW.id = '{approval}' AND NEW.state = 'used') EXECUTE FUNCTION slip()
                """;
}

/// <summary>Numbers in the digest of a call.</summary>
public sealed class CanonicalNumberTests
{
    [Fact]
    public void No_two_numbers_are_one_however_far_their_exponents_go()
    {
        string Of(string number) =>
            ToolArguments.Canonical(JsonElement.Parse($$"""{"n":{{number}}}"""));
        foreach (
            var far in new[]
            {
                "-9223372036854775808",
                "-9223372036854775807",
                "9223372036854775807",
                "10001",
            }
        )
            Of($"0.15e{far}").ShouldBe($$"""{"n":0.15e{{far}}}""");
        Of("0.15E2").ShouldBe(Of("15"));
        Of("0.15e10000").ShouldBe(Of("1.5e9999"));
    }
}
