using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Groups;

public abstract class GroupTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : GroupTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : GroupTests(shared), IClassFixture<OnPostgres>;

    private const string Full = """
        {"name":"Rescue Diver","description":"Two days\nin cold water","achievement":{"name":"Rescue","description":"Can rescue","criteria":{"narrative":"**Pass** the exam","id":"https://example.org/criteria"},
        "type":"Course","image":{"id":"https://example.org/badge.png","caption":"A buoy"},"alignments":[{"targetName":"Rescue","targetUrl":"https://example.org/f#1","targetCode":"R1","targetFramework":"Sea"}],"tags":["water","rescue"]},
        "subjectSchema":{"type":"object","properties":{"hours":{"type":"integer"}},"required":["hours"]},"defaultValidity":"P2Y","extraParams":{"own":{"Key_One":[1,2.50,null]}}}
        """;

    [Fact]
    public async Task A_group_keeps_everything_it_was_given()
    {
        var issuer = await App.NewOrganization();
        var made = (await App.Post("/v1/groups", issuer.Live.Secret, Full)).Should(201);
        made.Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(
                [
                    "id",
                    "number",
                    "name",
                    "description",
                    "achievement",
                    "subjectSchema",
                    "defaultValidity",
                    "extraParams",
                    "state",
                    "issuedCount",
                    "draftCount",
                    "mode",
                    "createdAt",
                    "updatedAt",
                    "version",
                    "statusPurposes",
                    "verifiedEventsPercent",
                    "templateId",
                ],
                ignoreOrder: true
            );
        made.At("id").ShouldNotBeNull().ShouldMatch("^grp_[0-9a-hjkmnp-tv-z]{26}$");
        made.At("number").ShouldBe("1");
        made.At("description").ShouldBe("Two days\nin cold water");
        made.At("achievement", "criteria", "narrative").ShouldBe("**Pass** the exam");
        made.Json.GetProperty("achievement")
            .GetProperty("alignments")[0]
            .GetProperty("targetCode")
            .GetString()
            .ShouldBe("R1");
        made.At("subjectSchema")
            .ShouldBe(
                """{"type":"object","properties":{"hours":{"type":"integer"}},"required":["hours"]}"""
            );
        made.At("extraParams").ShouldBe("""{"own":{"Key_One":[1,2.50,null]}}""");
        (
            made.At("state"),
            made.At("issuedCount"),
            made.At("draftCount"),
            made.At("mode"),
            made.At("version")
        ).ShouldBe(("active", "0", "0", "live", "1"));
        made.At("createdAt")
            .ShouldBe(App.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        (await App.Get($"/v1/groups/{made.At("id")}", issuer.Live.Secret))
            .Should(200)
            .Text.ShouldBe(made.Text);
        (await App.Get("/v1/groups/1", issuer.Live.Secret)).Should(200).Text.ShouldBe(made.Text);
    }

    [Fact]
    public async Task A_number_names_one_group_of_the_organization_whatever_the_mode()
    {
        var live = await Programme.Start(App);
        var test = await Programme.In(live.Issuer, test: true);
        (live.Number, test.Number).ShouldBe((1, 2));
        (await App.Get("/v1/groups/2", live.Key.Secret)).ShouldBeProblem(404, "GROUP_NOT_FOUND");
        (await App.Get("/v1/groups/1", test.Key.Secret)).ShouldBeProblem(404, "GROUP_NOT_FOUND");
        (await test.Get("/v1/groups/2")).Should(200).At("mode").ShouldBe("test");
        (await live.Get("/v1/groups/99999999999999999999")).ShouldBeProblem(404, "GROUP_NOT_FOUND");
        (await live.Get("/v1/groups/-1")).ShouldBeProblem(404, "GROUP_NOT_FOUND");
    }

    [Fact]
    public async Task Groups_created_at_once_get_numbers_of_their_own()
    {
        var issuer = await App.NewOrganization();
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(_ => App.Post("/v1/groups", issuer.Live.Secret, """{"name":"x"}"""))
        );
        made.Select(m => m.Should(201).Json.GetProperty("number").GetInt32())
            .Order()
            .ShouldBe(Enumerable.Range(1, 12));
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":"x","number":4}""", "number")]
    [InlineData("""{"name":"x","mode":"test"}""", "mode")]
    [InlineData("""{"name":"x","issuedCount":4}""", "issuedCount")]
    [InlineData("""{"name":"x","achievement":[]}""", "achievement")]
    [InlineData("""{"name":"x","achievement":{"type":"Spaceship"}}""", "achievement.type")]
    [InlineData("""{"name":"x","achievement":{"colour":"red"}}""", "achievement.colour")]
    [InlineData("""{"name":"x","achievement":{"image":{"caption":"c"}}}""", "achievement.image.id")]
    [InlineData(
        """{"name":"x","achievement":{"image":{"id":"javascript:alert(1)"}}}""",
        "achievement.image.id"
    )]
    [InlineData(
        """{"name":"x","achievement":{"criteria":{"id":"//example.org"}}}""",
        "achievement.criteria.id"
    )]
    [InlineData(
        """{"name":"x","achievement":{"alignments":[{"targetName":"n","targetUrl":"https://example.org"},{"targetName":"n"}]}}""",
        "achievement.alignments.1.targetUrl"
    )]
    [InlineData(
        """{"name":"x","achievement":{"alignments":[null]}}""",
        "achievement.alignments.0.targetName"
    )]
    [InlineData("""{"name":"x","achievement":{"tags":["a",""]}}""", "achievement.tags.1")]
    [InlineData("""{"name":"x","achievement":{"tags":[null]}}""", "achievement.tags.0")]
    [InlineData("""{"name":"x","subjectSchema":[]}""", "subjectSchema")]
    [InlineData("""{"name":"x","subjectSchema":"{}"}""", "subjectSchema")]
    [InlineData("""{"name":"x","defaultValidity":"2 years"}""", "defaultValidity")]
    [InlineData("""{"name":"x","defaultValidity":"P0D"}""", "defaultValidity")]
    [InlineData("""{"name":"x","defaultValidity":"P1.5Y"}""", "defaultValidity")]
    [InlineData("""{"name":"x","defaultValidity":"P"}""", "defaultValidity")]
    [InlineData("""{"name":"x","defaultValidity":"PT"}""", "defaultValidity")]
    [InlineData("""{"name":"x","defaultValidity":"-P1Y"}""", "defaultValidity")]
    [InlineData("""{"name":"x","defaultValidity":"P101Y"}""", "defaultValidity")]
    [InlineData("""{"name":"x","extraParams":[]}""", "extraParams")]
    [InlineData("""{"name":"x","extraParams":{"a":"\ud800"}}""", "extraParams")]
    [InlineData("""{"name":"x","extraParams":{"\udc00":1}}""", "extraParams")]
    [InlineData("""{"name":"\ud800"}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"x","description":"a\u0000b"}""", "description")]
    public async Task A_wrong_member_is_refused_by_name(string body, string field)
    {
        var issuer = await App.NewOrganization();
        (await App.Post("/v1/groups", issuer.Live.Secret, body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
        (await App.Get("/v1/groups", issuer.Live.Secret)).Ids().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"properties":{"hours":{"type":"integr"}}}""", "/properties/hours/type")]
    [InlineData(
        """{"properties":{"a":{"items":{"$ref":"https://example.org/s.json"}}}}""",
        "/properties/a/items/$ref"
    )]
    [InlineData("""{"properties":{"a/b":{"pattern":"("}}}""", "/properties/a~1b/pattern")]
    [InlineData("""{"$defs":{"x":{"minLength":-1}}}""", "/$defs/x/minLength")]
    public async Task A_subject_schema_that_cannot_be_used_is_refused_and_the_place_named(
        string schema,
        string place
    )
    {
        var programme = await Programme.Start(App);
        var body = $$"""{"name":"x","subjectSchema":{{schema}}}""";
        (await programme.Post("/v1/groups", body))
            .ShouldBeProblem(400, "VALIDATION_ERROR", "subjectSchema")
            .At("error", "message")
            .ShouldNotBeNull()
            .ShouldContain(place);
        (await programme.Patch($"/v1/groups/{programme.GroupId}", body))
            .ShouldBeProblem(400, "VALIDATION_ERROR", "subjectSchema")
            .At("error", "message")!
            .ShouldContain(place);
        (await programme.Group()).GetProperty("name").GetString().ShouldBe("First Aid");
    }

    [Fact]
    public async Task Editing_changes_what_is_given_null_clears_and_the_rest_stays()
    {
        var issuer = await App.NewOrganization();
        var before = (await App.Post("/v1/groups", issuer.Live.Secret, Full)).Should(201);
        var path = $"/v1/groups/{before.At("id")}";
        App.Advance(TimeSpan.FromSeconds(3));
        var renamed = (
            await App.Patch(path, issuer.Live.Secret, """{"name":"Lifeguard"}""")
        ).Should(200);
        (renamed.At("name"), renamed.At("version")).ShouldBe(("Lifeguard", "2"));
        renamed.At("updatedAt").ShouldNotBe(before.At("updatedAt"));
        foreach (
            var kept in (string[])
                [
                    "id",
                    "number",
                    "description",
                    "achievement",
                    "subjectSchema",
                    "defaultValidity",
                    "extraParams",
                    "createdAt",
                    "state",
                ]
        )
            renamed.At(kept).ShouldBe(before.At(kept));
        var cleared = (
            await App.Patch(
                path,
                issuer.Live.Secret,
                """{"description":null,"achievement":null,"subjectSchema":null,"defaultValidity":null,"extraParams":null}"""
            )
        ).Should(200);
        foreach (
            var gone in (string[])["description", "subjectSchema", "defaultValidity", "extraParams"]
        )
            cleared.At(gone).ShouldBeNull();
        cleared.At("achievement", "name").ShouldBeNull();
        cleared.At("name").ShouldBe("Lifeguard");
        (await App.Patch(path, issuer.Live.Secret, """{"name":null}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "name"
        );
        (await App.Get(path, issuer.Live.Secret)).Should(200).Text.ShouldBe(cleared.Text);
    }

    [Fact]
    public async Task An_archived_group_takes_no_new_credentials_and_loses_none()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var draft = await programme.Draft();
        var archived = (await programme.Post($"/v1/groups/{programme.GroupId}/archive")).Should(
            200
        );
        archived.At("state").ShouldBe("archived");
        (await programme.Post($"/v1/groups/{programme.GroupId}/archive"))
            .Should(200)
            .Text.ShouldBe(archived.Text);
        (await programme.TryIssue()).ShouldBeProblem(409, "GROUP_ARCHIVED");
        (await programme.TryIssue(""","draft":true""")).ShouldBeProblem(409, "GROUP_ARCHIVED");
        (
            await programme.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{"name":"Ada Example"}}]}"""
            )
        ).ShouldBeProblem(409, "GROUP_ARCHIVED");
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).ShouldBeProblem(
            409,
            "GROUP_ARCHIVED"
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/reissue")).ShouldBeProblem(
            409,
            "GROUP_ARCHIVED"
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/renew")).ShouldBeProblem(
            409,
            "GROUP_ARCHIVED"
        );
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
        (await programme.Counts()).ShouldBe((1, 1));
        (await programme.Post($"/v1/groups/{programme.GroupId}/restore"))
            .Should(200)
            .At("state")
            .ShouldBe("active");
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).Should(200);
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Left"}""")
        ).Should(200);
    }

    [Fact]
    public async Task Counts_are_right_at_once()
    {
        var programme = await Programme.Start(App);
        var first = await programme.Issue();
        (await programme.Counts()).ShouldBe((1, 0));
        var draft = await programme.Draft();
        var second = await programme.Draft();
        (await programme.Counts()).ShouldBe((1, 2));
        (await programme.Delete($"/v1/credentials/{draft.Id}")).Should(204);
        (await programme.Counts()).ShouldBe((1, 1));
        (await programme.Post($"/v1/credentials/{second.Id}/issue")).Should(200);
        (await programme.Counts()).ShouldBe((2, 0));
        (await programme.Post($"/v1/credentials/{first.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        (await programme.Counts()).ShouldBe((2, 0));
        (await programme.TryIssue(recipient: "{}")).Should(400);
        (await programme.Counts()).ShouldBe((2, 0));
        await Task.WhenAll(
            Enumerable.Range(0, 24).Select(i => i % 3 == 0 ? programme.Draft() : programme.Issue())
        );
        (await programme.Counts()).ShouldBe((18, 8));
        (await programme.Get("/v1/groups?limit=1"))
            .Json.GetProperty("data")[0]
            .GetProperty("issuedCount")
            .GetInt64()
            .ShouldBe(18);
    }
}
