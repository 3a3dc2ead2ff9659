using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tools;
using Xunit;

namespace Vidimus.Tests.Mcp.Tools;

/// <summary>The tools of credentials, carried out over the API of a real server.</summary>
public abstract class CredentialToolTests(ToolApp shared) : Scenario(shared)
{
    private const string Schema =
        ""","subjectSchema":{"type":"object","properties":{"grade":{"type":"string","enum":["A","B"]}},"required":["grade"]}""";

    [Fact]
    public async Task An_issued_credential_is_found_verified_listed_and_revoked()
    {
        var programme = await Programme.Start(App, more: Schema);
        using var assistant = ToolCaller.Of(programme);
        var issued = (
            await assistant.Done(
                "issueCredential",
                new
                {
                    groupId = programme.GroupId,
                    recipient = new { name = "Ada Example", externalId = "student-1" },
                    claims = new { grade = "A" },
                    validUntil = "2030-01-01T00:00:00Z",
                }
            )
        ).GetProperty("credential");
        var id = issued.GetProperty("id").GetString()!;
        issued.GetProperty("state").GetString().ShouldBe("issued");
        issued.GetProperty("mode").GetString().ShouldBe("live");
        issued.GetProperty("validUntil").GetString().ShouldBe("2030-01-01T00:00:00Z");
        Words(issued).GetProperty("recipientName").GetString().ShouldBe("Ada Example");

        var record = (
            await assistant.Done("getCredential", new { id, responseFormat = "detailed" })
        ).GetProperty("credential");
        Words(record).GetProperty("claims").GetProperty("grade").GetString().ShouldBe("A");
        Words(record).GetProperty("recipientExternalId").GetString().ShouldBe("student-1");

        var listed = await assistant.Done("listCredentials", new { groupId = programme.GroupId });
        Ids(listed.GetProperty("credentials")).ShouldBe([id]);

        (await assistant.Done("verifyCredential", new { id }))
            .GetProperty("verdict")
            .GetString()
            .ShouldBe("valid");

        var revoked = (
            await assistant.Done("revokeCredential", new { id, reason = "Issued by mistake" })
        ).GetProperty("credential");
        revoked.GetProperty("state").GetString().ShouldBe("revoked");
        Words(revoked).GetProperty("revocationReason").GetString().ShouldBe("Issued by mistake");
        var verified = await assistant.Done("verifyCredential", new { id });
        verified.GetProperty("verdict").GetString().ShouldBe("invalid");
        verified.GetProperty("reasons")[0].GetString().ShouldBe("revoked");
        await assistant.Refused(
            "revokeCredential",
            new { id, reason = "Again" },
            "CREDENTIAL_REVOKED"
        );
    }

    [Fact]
    public async Task A_credential_is_found_by_id_by_every_link_of_ours_and_by_external_id()
    {
        var programme = await Programme.Start(App);
        var other = await Programme.In(programme.Issuer);
        using var assistant = ToolCaller.Of(programme);
        const string ada = """{"name":"Ada Example","externalId":"student-2"}""";
        var first = await programme.Issue(recipient: ada);
        App.Advance(TimeSpan.FromSeconds(1)); // ids made in one moment have no order
        var second = await other.Issue(recipient: ada);
        var own = App.PublicUrl;
        object[] ways =
        [
            new { id = first.Id },
            new { id = first.Uuid },
            new { id = $"urn:uuid:{first.Uuid}" },
            new { link = first.VerifyUrl },
            new { link = $"{own}/verify/{first.Uuid}" },
            new { link = $"{own}/verify/{first.Id}/document?form=jwt" },
            new { link = $"{own}/verify/{first.Id}/report" },
            new { link = $"{own}/v1/credentials/{first.Id}" },
            new { externalId = "student-2", groupId = programme.GroupId },
        ];
        foreach (var way in ways)
            (await assistant.Done("getCredential", way))
                .GetProperty("credential")
                .GetProperty("id")
                .GetString()
                .ShouldBe(first.Id, JsonSerializer.Serialize(way));

        var newest = await assistant.Done("getCredential", new { externalId = "student-2" });
        newest.GetProperty("credential").GetProperty("id").GetString().ShouldBe(second.Id);
        newest.GetProperty("others").EnumerateArray().Single().GetString().ShouldBe(first.Id);

        await assistant.Refused(
            "getCredential",
            new { link = $"https://elsewhere.example/verify/{first.Id}" },
            "LINK_OF_ANOTHER_SERVER"
        );
        await assistant.Refused(
            "getCredential",
            new { externalId = "student-unknown" },
            "CREDENTIAL_NOT_FOUND"
        );
        (
            await assistant.Refused(
                "getCredential",
                new { link = $"{own}/about" },
                "VALIDATION_ERROR"
            )
        ).ShouldContain("link leads to no credential");
        (
            await assistant.Refused(
                "getCredential",
                new { id = first.Id, externalId = "student-2" },
                "VALIDATION_ERROR"
            )
        ).ShouldContain("exactly one of id, link, externalId");
    }

    [Fact]
    public async Task A_credential_is_verified_in_every_form_and_every_check_is_answered()
    {
        var programme = await Programme.Start(App, test: true);
        using var assistant = ToolCaller.Of(programme);
        var issued = await programme.Issue();
        var json = (await App.Get($"/verify/{issued.Id}/document?form=json")).Should(200).Text;
        var jwt = (await App.Get($"/verify/{issued.Id}/document?form=jwt")).Should(200).Text;
        var svg = (await App.Get($"/verify/{issued.Id}/document?form=svg")).Should(200).Bytes;
        object[] forms =
        [
            new { id = issued.Id },
            new { link = issued.VerifyUrl },
            new { json },
            new { json = JsonElement.Parse(json) },
            new { jwt },
            new { file = Convert.ToBase64String(svg) },
        ];
        foreach (var form in forms)
        {
            var found = await assistant.Done("verifyCredential", form);
            found.GetProperty("verdict").GetString().ShouldBe("valid_test");
            found.GetProperty("reasons")[0].GetString().ShouldBe("test_mode");
            found.GetProperty("credentialId").GetString().ShouldBe(issued.Id);
            found
                .GetProperty("checks")
                .EnumerateArray()
                .Select(c =>
                    (c.GetProperty("name").GetString(), c.GetProperty("outcome").GetString())
                )
                .ShouldContain(("proof", "pass"));
        }
        var altered = json.Replace("Ada Example", "Eve Example", StringComparison.Ordinal);
        (await assistant.Done("verifyCredential", new { json = altered }))
            .GetProperty("verdict")
            .GetString()
            .ShouldBe("invalid");
        await assistant.Refused("verifyCredential", new { json = "{\"a\":" }, "VALIDATION_ERROR");
        await assistant.Refused("verifyCredential", new { file = "abc" }, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task Claims_are_held_to_the_schema_of_the_group_and_every_mistake_is_named()
    {
        var programme = await Programme.Start(App, more: Schema);
        using var assistant = ToolCaller.Of(programme);
        (await assistant.Done("getGroup", new { id = programme.GroupId }))
            .GetProperty("group")
            .GetProperty("untrusted")
            .GetProperty("claimsSchema")
            .GetProperty("required")[0]
            .GetString()
            .ShouldBe("grade");
        var text = await assistant.Refused(
            "issueCredential",
            new
            {
                groupId = programme.GroupId,
                recipient = new { name = "Ada Example" },
                claims = new { grade = "Z" },
            },
            "VALIDATION_ERROR"
        );
        text.ShouldContain("quote a group's schema");
        text.ShouldContain("claims.grade");
        text.ShouldNotContain("subject");
        text = await assistant.Refused(
            "issueCredential",
            """{"group_id":"x","recipient":{"nam":"Ada"},"claims":[],"validFrom":"2030-01-01","send":"yes","idempotencyKey":""}""",
            "VALIDATION_ERROR"
        );
        text.ShouldSatisfyAllConditions(
            t => t.ShouldNotContain("quote a group's schema"),
            t => t.ShouldContain("group_id is not known; groupId is probably meant"),
            t => t.ShouldContain("groupId is missing"),
            t => t.ShouldContain("recipient.nam is not known; name is probably meant"),
            t => t.ShouldContain("recipient.name is missing"),
            t => t.ShouldContain("claims must be an object"),
            t => t.ShouldContain("validFrom must be a time with its zone"),
            t => t.ShouldContain("send must be true or false"),
            t => t.ShouldContain("idempotencyKey must not be empty")
        );
        (await programme.Counts()).Issued.ShouldBe(0);
    }

    [Fact]
    public async Task A_mail_that_is_refused_does_not_hide_that_the_credential_is_issued()
    {
        var programme = await Programme.Start(App);
        using var assistant = ToolCaller.Of(programme);
        var answer = await assistant.Done(
            "issueCredential",
            new
            {
                groupId = programme.GroupId,
                recipient = new { name = "Ada Example", email = "ada@example.org" },
                send = true,
            }
        );
        answer.GetProperty("credential").GetProperty("state").GetString().ShouldBe("issued");
        var sending = answer.GetProperty("sending");
        sending.GetProperty("state").GetString().ShouldBe("refused");
        sending.GetProperty("code").GetString().ShouldBe("MAIL_NOT_CONFIGURED");
        var text = await assistant.Refused(
            "issueCredential",
            new
            {
                groupId = programme.GroupId,
                recipient = new { name = "Ada Example" },
                send = true,
            },
            "VALIDATION_ERROR"
        );
        text.ShouldContain("recipient.email is needed for send");
        (await programme.Counts()).Issued.ShouldBe(1);
    }

    [Fact]
    public async Task M2_a_test_key_cannot_issue_live_and_there_is_no_argument_that_says_so()
    {
        var live = await Programme.Start(App);
        var test = await Programme.In(live.Issuer, test: true);
        using var assistant = ToolCaller.Of(test);
        ToolCaller
            .Find("issueCredential")
            .InputSchema.GetProperty("properties")
            .EnumerateObject()
            .Select(p => p.Name)
            .ShouldNotContain("mode");
        (
            await assistant.Refused(
                "issueCredential",
                new
                {
                    groupId = test.GroupId,
                    recipient = new { name = "Ada Example" },
                    mode = "live",
                },
                "VALIDATION_ERROR"
            )
        ).ShouldContain("mode is not known");
        await assistant.Refused(
            "issueCredential",
            new { groupId = live.GroupId, recipient = new { name = "Ada Example" } },
            "GROUP_NOT_FOUND"
        );
        (await live.Counts()).Issued.ShouldBe(0);
        var issued = await assistant.Done(
            "issueCredential",
            new { groupId = test.GroupId, recipient = new { name = "Ada Example" } }
        );
        issued.GetProperty("credential").GetProperty("mode").GetString().ShouldBe("test");
    }

    [Fact]
    public async Task M3_fifty_identical_calls_with_a_key_issue_one_credential_and_without_it_caps_stop_the_rest()
    {
        var programme = await Programme.Start(App);
        var capped = await programme.Issuer.Mint(
            new
            {
                label = "An assistant",
                mode = "live",
                scopes = new[] { "write" },
                rateLimitPerMinute = 100_000,
                // Seven cents each: five of them.
                spendCapDayCents = 35,
            }
        );
        using var assistant = ToolCaller.Of(programme, capped.Secret);
        var call = new
        {
            groupId = programme.GroupId,
            recipient = new { name = "Ada Example" },
            idempotencyKey = "class-7-line-1",
        };
        var first = await assistant.Done("issueCredential", call);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 49).Select(_ => assistant.Done("issueCredential", call))
        );
        answers.ShouldAllBe(a => JsonElement.DeepEquals(a, first));
        (await programme.Counts()).Issued.ShouldBe(1);
        await assistant.Refused(
            "issueCredential",
            call with
            {
                recipient = new { name = "Eve Example" },
            },
            "IDEMPOTENCY_CONFLICT"
        );

        var unkeyed = new { call.groupId, call.recipient };
        var outcomes = new List<ToolAnswer>();
        for (var i = 0; i < 50; i++)
            outcomes.Add(await assistant.Call("issueCredential", unkeyed));
        outcomes.Count(o => o.Outcome is ToolOutcome.Done).ShouldBe(4);
        outcomes
            .Where(o => o.Outcome is not ToolOutcome.Done)
            .ShouldAllBe(o => o.Outcome == ToolOutcome.Refused && o.Code == "SPEND_LIMIT_EXCEEDED");
        (await programme.Counts()).Issued.ShouldBe(5);
        ToolCaller.Find("issueCredential").Description.ShouldContain("idempotencyKey");
    }

    private static JsonElement Words(JsonElement item) => item.GetProperty("untrusted");

    private static IEnumerable<string> Ids(JsonElement list) =>
        list.EnumerateArray().Select(c => c.GetProperty("id").GetString()!);

    public sealed class Sqlite(ToolOnSqlite shared)
        : CredentialToolTests(shared),
            IClassFixture<ToolOnSqlite>;

    public sealed class Postgres(ToolOnPostgres shared)
        : CredentialToolTests(shared),
            IClassFixture<ToolOnPostgres>;
}
