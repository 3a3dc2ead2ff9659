using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class IssueTests(SharedApp shared, Engine engine) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : IssueTests(shared, Engine.Sqlite),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : IssueTests(shared, Engine.Postgres),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task An_issued_credential_says_what_it_was_given()
    {
        var programme = await Programme.Start(App, more: ""","defaultValidity":"P2Y" """);
        var answer = await programme.TryIssue(
            ""","name":"Diploma","description":"With\nhonours","subject":{"hours":16,"place":{"town":"Kiel"}},"custom":{"Invoice_No":"A-1"}""",
            """{"name":"Ada Example","email":"ada@example.org","externalId":"s-1"}"""
        );
        var json = answer.Should(201).Json;
        json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(
                [
                    "id",
                    "uuid",
                    "groupId",
                    "state",
                    "mode",
                    "name",
                    "description",
                    "recipient",
                    "subject",
                    "custom",
                    "validFrom",
                    "validUntil",
                    "issuedAt",
                    "revokedAt",
                    "revocationReason",
                    "createdAt",
                    "updatedAt",
                    "verifyUrl",
                    "replaces",
                    "replacedBy",
                    "renewalOf",
                    "distributedAt",
                    "digest",
                    "suspendedAt",
                    "suspensionReason",
                ],
                ignoreOrder: true
            );
        answer.At("id").ShouldNotBeNull().ShouldMatch("^cred_[0-9a-hjkmnp-tv-z]{26}$");
        Guid.ParseExact(answer.At("uuid")!, "D").Version.ShouldBe(7);
        (answer.At("state"), answer.At("mode"), answer.At("name"), answer.At("groupId")).ShouldBe(
            ("issued", "live", "Diploma", programme.GroupId)
        );
        answer.At("recipient", "id").ShouldNotBeNull().ShouldStartWith("rcp_");
        (
            answer.At("recipient", "name"),
            answer.At("recipient", "email"),
            answer.At("recipient", "externalId")
        ).ShouldBe(("Ada Example", "ada@example.org", "s-1"));
        answer.At("subject").ShouldBe("""{"hours":16,"place":{"town":"Kiel"}}""");
        answer.At("custom").ShouldBe("""{"Invoice_No":"A-1"}""");
        answer.At("validFrom").ShouldBe(answer.At("issuedAt"));
        json.GetProperty("validUntil")
            .GetDateTimeOffset()
            .ShouldBe(json.GetProperty("validFrom").GetDateTimeOffset().AddYears(2));
        answer
            .At("verifyUrl")
            .ShouldBe($"{App.Url.GetLeftPart(UriPartial.Authority)}/verify/{answer.At("id")}");
        answer.At("digest").ShouldNotBeNull().ShouldMatch("^u[A-Za-z0-9_-]{43}$");
        (await programme.Get($"/v1/credentials/{answer.At("id")}"))
            .Should(200)
            .Text.ShouldBe(answer.Text);
        (await App.VerifyId(answer.At("id")!)).ShouldSay("valid");
    }

    [Fact]
    public async Task The_signed_document_holds_what_stands_on_the_credential_and_nothing_else()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            ""","subject":{"hours":16},"custom":{"secret":"kept apart"}""",
            """{"name":"Ada Example","email":"ada@example.org","externalId":"s-1"}"""
        );
        var document = (await programme.Get($"/v1/credentials/{issued.Id}/document")).Should(200);
        document.At("id").ShouldBe(issued.VerifyUrl);
        document
            .Json.GetProperty("type")
            .EnumerateArray()
            .Select(t => t.GetString())
            .ShouldBe(["VerifiableCredential", "OpenBadgeCredential"]);
        document.At("issuer", "id").ShouldNotBeNull().ShouldStartWith("did:web:localhost%3A");
        document.At("issuer", "name").ShouldBe(programme.Issuer.Name);
        document.At("credentialSubject", "name").ShouldBe("Ada Example");
        document.At("credentialSubject", "hours").ShouldBe("16");
        document.At("credentialSubject", "achievement", "name").ShouldBe("First Aid");
        document.Json.GetProperty("proof").ValueKind.ShouldBe(JsonValueKind.Array);
        document.Text.ShouldNotContain("ada@example.org");
        document.Text.ShouldNotContain("s-1\"");
        document.Text.ShouldNotContain("kept apart");
    }

    [Theory]
    [InlineData("""{"recipient":{"name":"A"}}""", "groupId")]
    [InlineData("""{"groupId":"G"}""", "recipient")]
    [InlineData("""{"groupId":"G","recipient":{}}""", "recipient.name")]
    [InlineData("""{"groupId":"G","recipient":{"name":""}}""", "recipient.name")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A\u0000B"}}""", "recipient.name")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A\u001bB"}}""", "recipient.name")]
    [InlineData("""{"groupId":"G","recipient":{"name":["A"]}}""", "recipient.name")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A","email":"ada"}}""", "recipient.email")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A","email":"ada@example.org\r\nBcc: eve@example.org"}}""",
        "recipient.email"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A","email":"Ada <ada@example.org>"}}""",
        "recipient.email"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A","externalId":"x\u0000"}}""",
        "recipient.externalId"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A","id":"rcp_1"}}""", "recipient.id")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"id":"cred_1"}""", "id")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"state":"issued"}""", "state")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"organizationId":"org_1"}""",
        "organizationId"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"draft":"yes"}""", "draft")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"validFrom":"2026-11-22"}""",
        "validFrom"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"validFrom":"2026-11-22T10:00:00"}""",
        "validFrom"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"validFrom":1800000000}""", "validFrom")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"validFrom":"2026-11-22T10:00:00Z","validUntil":"2026-11-22T10:00:00Z"}""",
        "validUntil"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"validUntil":"2020-01-01T00:00:00Z"}""",
        "validUntil"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"validFrom":"2030-01-01T00:00:00.100Z","validUntil":"2030-01-01T00:00:00.900Z"}""",
        "validUntil"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"subject":[]}""", "subject")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"subject":{"id":"did:example:1"}}""",
        "subject.id"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"subject":{"achievement":{}}}""",
        "subject.achievement"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"subject":{"@context":"x"}}""",
        "subject.@context"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"subject":{"deep":{"type":"x"}}}""",
        "subject.deep.type"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"subject":{"a":null}}""", "subject.a")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"subject":{"a":[1,{"b":1e400}]}}""",
        "subject.a.1.b"
    )]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"subject":{"a":"x\u0000y"}}""",
        "subject.a"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"custom":"x"}""", "custom")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"custom":{"a":"\ud800"}}""", "custom.a")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"custom":{"a":"x\u0000y"}}""",
        "custom.a"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"\ud800"}}""", "recipient.name")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A","email":"\udc00@example.org"}}""",
        "recipient.email"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"custom":{"\ud800":1}}""", "custom")]
    [InlineData(
        """{"groupId":"G","recipient":{"name":"A"},"custom":{"deep":[{"\udc00":1}]}}""",
        "custom"
    )]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"subject":{"\ud800":1}}""", "subject")]
    public async Task A_wrong_member_is_refused_by_name_and_nothing_is_issued(
        string body,
        string field
    )
    {
        var programme = await Programme.Start(App);
        var refused = (
            await programme.Post(
                "/v1/credentials",
                body.Replace("\"G\"", $"\"{programme.GroupId}\"")
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        if (body.Contains(@"\ud") && field != "custom.a")
            refused.At("error", "message").ShouldNotBeNull().ShouldContain("Unicode");
        (await programme.Counts()).ShouldBe((0, 0));
        (await programme.Get("/v1/credentials")).Ids().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},}""")]
    [InlineData("""{"groupId":"G","groupId":"G","recipient":{"name":"A"}}""")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A","name":"B"}}""")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"},"custom":{"a":1,"a":2}}""")]
    [InlineData("""{"groupId":"G","recipient":{"name":"A"}} trailing""")]
    [InlineData("""{/*x*/"groupId":"G","recipient":{"name":"A"}}""")]
    public async Task P1_a_body_that_is_not_strict_JSON_is_refused(string body)
    {
        var programme = await Programme.Start(App);
        (
            await programme.Post(
                "/v1/credentials",
                body.Replace("\"G\"", $"\"{programme.GroupId}\"")
            )
        ).ShouldBeProblem(400, "MALFORMED_JSON");
        (await programme.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task P1_a_body_that_is_too_deep_or_too_large_is_refused()
    {
        var programme = await Programme.Start(App);
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 40)) + "1" + new string('}', 40);
        (await programme.TryIssue($""","custom":{deep}""")).Should(400);
        (
            await programme.TryIssue($$""","custom":{"a":"{{new string('x', 17_000)}}"}""")
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "custom");
        (
            await programme.TryIssue($$""","custom":{"a":"{{new string('x', 1_048_576)}}"}""")
        ).ShouldBeProblem(413, "BODY_TOO_LARGE");
        (await programme.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task The_subject_must_satisfy_the_groups_schema_and_every_place_is_told()
    {
        var programme = await Programme.Start(
            App,
            more: ""","subjectSchema":{"type":"object","properties":{"hours":{"type":"integer","minimum":1},"place":{"type":"object","required":["town"]}},"required":["hours"],"additionalProperties":false}"""
        );
        (await programme.TryIssue()).ShouldBeProblem(400, "VALIDATION_ERROR", "subject.hours");
        var wrong = (
            await programme.TryIssue(""","subject":{"hours":0,"place":{},"more":1}""")
        ).ShouldBeProblem(400, "VALIDATION_ERROR");
        wrong
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("field").GetString())
            .ShouldBe(["subject.hours", "subject.place.town", "subject.more"], ignoreOrder: true);
        await programme.Issue(""","subject":{"hours":4,"place":{"town":"Kiel"}}""");
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_validity_beyond_the_calendar_is_refused()
    {
        var programme = await Programme.Start(App, more: ""","defaultValidity":"P2Y" """);
        (await programme.TryIssue(""","validFrom":"9999-06-01T00:00:00Z" """)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "validFrom"
        );
        (
            await programme.TryIssue(""","draft":true,"validFrom":"9999-06-01T00:00:00Z" """)
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "validFrom");
        (
            await programme.TryIssue(
                ""","validFrom":"9999-06-01T00:00:00Z","validUntil":"9999-07-01T00:00:00Z" """
            )
        ).Should(201);
    }

    [Fact]
    public async Task The_record_and_the_document_agree_on_the_validity_to_the_second()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            ""","validFrom":"2026-01-02T03:04:05.678+02:00","validUntil":"2031-01-02T03:04:05.678Z" """
        );
        var document = (await programme.Get($"/v1/credentials/{issued.Id}/document")).Should(200);
        (document.At("validFrom"), document.At("validUntil")).ShouldBe(
            ("2026-01-02T01:04:05Z", "2031-01-02T03:04:05Z")
        );
        (
            issued.Json.GetProperty("validFrom").GetString(),
            issued.Json.GetProperty("validUntil").GetString()
        ).ShouldBe(("2026-01-02T01:04:05.000Z", "2031-01-02T03:04:05.000Z"));
    }

    [Fact]
    public async Task The_same_external_id_is_the_same_recipient_and_another_one_is_not()
    {
        var programme = await Programme.Start(App);
        var first = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org","externalId":"s-1"}"""
        );
        var second = await programme.Issue(
            recipient: """{"name":"Ada B. Example","externalId":"s-1"}"""
        );
        var other = await programme.Issue(
            recipient: """{"name":"Ada Example","externalId":"s-2"}"""
        );
        var without = await programme.Issue();
        second.RecipientId.ShouldBe(first.RecipientId);
        new[] { first.RecipientId, other.RecipientId, without.RecipientId }
            .Distinct()
            .Count()
            .ShouldBe(3);
        var recipient = (await programme.Get($"/v1/recipients/{first.RecipientId}")).Should(200);
        (recipient.At("name"), recipient.At("email"), recipient.At("externalId")).ShouldBe(
            ("Ada B. Example", "ada@example.org", "s-1")
        );
        // What was signed stays as it was signed.
        (await programme.Get($"/v1/credentials/{first.Id}/document"))
            .Should(200)
            .At("credentialSubject", "name")
            .ShouldBe("Ada Example");
        var test = await Programme.In(programme.Issuer, test: true);
        (
            await test.Issue(recipient: """{"name":"Ada Example","externalId":"s-1"}""")
        ).RecipientId.ShouldNotBe(first.RecipientId);
    }

    [Fact]
    public async Task Parallel_issues_for_a_new_external_id_make_one_recipient()
    {
        var programme = await Programme.Start(App);
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ =>
                    programme.Issue(recipient: """{"name":"Ada Example","externalId":"new"}""")
                )
        );
        made.Select(m => m.Id).Distinct().Count().ShouldBe(10);
        made.Select(m => m.RecipientId).Distinct().Count().ShouldBe(1);
        foreach (var one in made)
            (await programme.Get($"/v1/credentials/{one.Id}/document")).Should(200);
    }

    [Fact]
    public async Task A_group_that_is_not_there_is_refused_by_name()
    {
        var programme = await Programme.Start(App);
        (
            await programme.Post(
                "/v1/credentials",
                """{"groupId":"grp_00000000000000000000000000","recipient":{"name":"Ada Example"}}"""
            )
        ).ShouldBeProblem(404, "GROUP_NOT_FOUND", "groupId");
        (
            await programme.Post(
                "/v1/credentials",
                """{"groupId":"none","recipient":{"name":"Ada Example"}}"""
            )
        ).ShouldBeProblem(404, "GROUP_NOT_FOUND", "groupId");
    }

    [Fact]
    public async Task Without_a_public_address_only_test_credentials_are_issued()
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine) { HasPublicUrl = false });
        var live = await Programme.Start(app);
        (await live.TryIssue()).ShouldBeProblem(409, "PUBLIC_URL_MISSING");
        (
            await live.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{live.GroupId}}}","rows":[{"recipient":{"name":"Ada Example"}}]}"""
            )
        ).ShouldBeProblem(409, "PUBLIC_URL_MISSING");
        var draft = await live.Draft();
        (await live.Post($"/v1/credentials/{draft.Id}/issue")).ShouldBeProblem(
            409,
            "PUBLIC_URL_MISSING"
        );
        (await live.Counts()).ShouldBe((0, 1));
        var test = await Programme.In(live.Issuer, test: true);
        (await app.VerifyId((await test.Issue()).Id)).ShouldSay("valid_test", "test_mode");
    }

    [Fact]
    public async Task A_public_address_that_changed_stops_live_issuing_and_not_verifying()
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var programme = await Programme.Start(app);
        var issued = await programme.Issue();
        var settings = new Dictionary<string, string>
        {
            ["PublicUrl"] = "https://other.example.org",
        };
        await using var moved = await VidimusApp.Start(
            new(engine) { Beside = app, Settings = settings }
        );
        var there = programme with { Issuer = programme.Issuer with { App = moved } };
        (await there.TryIssue()).ShouldBeProblem(409, "PUBLIC_URL_CHANGED");
        (await there.Get($"/v1/credentials/{issued.Id}/document")).Should(200);
    }
}
