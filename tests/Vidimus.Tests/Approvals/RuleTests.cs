using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>Which calls a rule is about.</summary>
public abstract class RuleTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RuleTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : RuleTests(shared), IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("""{"name":"All writes"}""", true)]
    [InlineData("""{"name":"A scope","scope":"credentials:issue"}""", true)]
    [InlineData("""{"name":"A broader scope","scope":"write"}""", true)]
    [InlineData("""{"name":"The broadest scope","scope":"admin"}""", true)]
    [InlineData("""{"name":"A tool","tool":"issueCredential","scope":"write"}""", true)]
    [InlineData("""{"name":"Sending","tool":"distributeCredential"}""", true)]
    [InlineData("""{"name":"Another scope","scope":"credentials:revoke"}""", false)]
    [InlineData("""{"name":"Another tool","tool":"revokeCredential"}""", false)]
    [InlineData("""{"name":"Keys","callers":"keys"}""", true)]
    [InlineData("""{"name":"Clients","callers":"clients"}""", false)]
    [InlineData("""{"name":"Many","countOver":1}""", false)]
    [InlineData("""{"name":"Some","countOver":0}""", true)]
    [InlineData("""{"name":"Dear","amountOverCents":0}""", false)]
    [InlineData("""{"name":"Off","enabled":false}""", false)]
    public async Task A_rule_is_about_what_it_says(string rule, bool asks)
    {
        var assistant = await Assistant.Start(App, rule);
        (await assistant.Issue()).Should(asks ? 202 : 201);
        // What only looks is asked of nobody.
        (await App.Get("/v1/credentials", assistant.Key.Secret)).Should(200);
    }

    [Fact]
    public async Task A_broad_scope_means_what_is_changed_beneath_it_and_nothing_above_or_that_only_looks()
    {
        var assistant = await Assistant.Start(App, """{"name":"Writing","scope":"write"}""");
        Assistant.Pending(await assistant.Post("/v1/groups", """{"name":"Another group"}"""));
        (
            await assistant.Post(
                "/v1/keys",
                """{"label":"Another","mode":"live","scopes":["read"]}"""
            )
        ).Should(201);
        (await assistant.Post("/v1/audit/verifications", null)).Status.ShouldBeInRange(200, 201);
        // One that was saved before tools and scopes had to go together can be switched off.
        await App.Execute(
            "UPDATE access_approval_rules SET tool = 'mintKey' WHERE id = @id",
            ("id", assistant.RuleId)
        );
        (
            await App.Patch(
                $"/v1/approval-rules/{assistant.RuleId}",
                assistant.Issuer.Live.Secret,
                """{"enabled":false}"""
            )
        ).Should(200);
    }

    [Fact]
    public async Task Only_assistants_are_asked()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        (await assistant.Programme.TryIssue()).Should(201);
        (
            await App.Post(
                "/v1/credentials",
                await assistant.Owner.Token(),
                assistant.Programme.Body()
            )
        ).Should(201);
        // A program that carries out tools says so, and is one from then on.
        Assistant.Pending(
            await assistant.Programme.Post(
                "/v1/credentials",
                assistant.Programme.Body(),
                ("Vidimus-Tool", "issueCredential")
            )
        );
        // The assistant's token is the assistant's.
        Assistant.Pending(
            await App.Post(
                "/v1/credentials",
                await assistant.Issuer.Exchange(assistant.Key),
                assistant.Programme.Body()
            )
        );
    }

    [Fact]
    public async Task A_rule_about_a_tool_holds_on_every_way_to_the_same()
    {
        var assistant = await Assistant.Start(App);
        var (group, number) = (assistant.Programme.GroupId, assistant.Programme.Number);
        var rows = $$$"""{"groupId":"{{{group}}}","credentials":[{"recipient":{"name":"Ada"}}]}""";
        Assistant.Pending(await assistant.Post("/v1/credentials/batch", rows));
        // Nothing is what its header says.
        Assistant.Pending(
            await assistant.Post(
                "/v1/credentials",
                assistant.Programme.Body(),
                ("Vidimus-Tool", "listGroups")
            )
        );
        var verix = await assistant.Post(
            $"/verix/v1/credentials/groups/{number}/",
            """{"issue":true,"inputs":[{"recipient":{"name":"Ada Example","externalId":"s-1"}}]}"""
        );
        verix.Should(202).Text.ShouldContain("APPROVAL_REQUIRED");
        (await assistant.Issued()).ShouldBe(0);
    }

    [Fact]
    public async Task What_goes_beyond_a_number_within_a_time_is_asked()
    {
        var assistant = await Assistant.Start(
            App,
            """{"name":"Three an hour","tool":"issueCredential","countOver":3,"periodSeconds":3600}"""
        );
        for (var i = 0; i < 3; i++)
            (await assistant.Issue($"Ada Example {i}")).Should(201);
        var id = await assistant.Approved("Ada Example 4");
        (await assistant.Issue("Ada Example 4", id)).Should(201);
        // Of another assistant nothing was counted.
        var other = assistant with
        {
            Key = await Assistant.KeyOf(assistant.Issuer),
        };
        (await other.Issue()).Should(201);
        App.Advance(TimeSpan.FromMinutes(61));
        (await assistant.Issue("Ada Example 5")).Should(201);
        (await assistant.Issued()).ShouldBe(6);
    }

    [Fact]
    public async Task Calls_at_once_do_not_get_past_a_number()
    {
        var assistant = await Assistant.Start(
            App,
            """{"name":"Three an hour","countOver":3,"periodSeconds":3600}"""
        );
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => assistant.Issue($"Ada Example {i}"))
        );
        answers.Count(a => a.Status == 201).ShouldBe(3);
        (await assistant.Issued()).ShouldBe(3);
    }

    [Fact]
    public async Task A_list_counts_by_its_rows()
    {
        var assistant = await Assistant.Start(App, """{"name":"Lists","countOver":2}""");
        Task<Answer> Batch(int rows) =>
            assistant.Post(
                "/v1/credentials/batch",
                JsonSerializer.Serialize(
                    new
                    {
                        groupId = assistant.Programme.GroupId,
                        credentials = Enumerable.Repeat(
                            new { recipient = new { name = "Ada Example" } },
                            rows
                        ),
                    }
                )
            );
        (await Batch(3)).Should(202);
        (await Batch(2)).Status.ShouldNotBe(202);
    }

    [Fact]
    public async Task What_nobody_could_read_is_not_asked()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        (await assistant.Issue(new string('a', 70_000)))
            .Should(403)
            .At("error", "code")
            .ShouldBe("APPROVAL_NOT_REVIEWABLE");
        using var picture = new ByteArrayContent([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]);
        picture.Headers.ContentType = new("image/png");
        (await App.Send(HttpMethod.Put, "/v1/organization/logo", assistant.Key.Secret, picture))
            .Should(403)
            .At("error", "code")
            .ShouldBe("APPROVAL_NOT_REVIEWABLE");
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"x","tool":"issue credential"}""", "tool")]
    [InlineData("""{"name":"x","scope":"everything"}""", "scope")]
    [InlineData("""{"name":"x","scope":"read"}""", "scope")]
    [InlineData("""{"name":"x","scope":"usage:read"}""", "scope")]
    [InlineData("""{"name":"x","tool":"my.own","scope":"read"}""", "scope")]
    [InlineData("""{"name":"x","tool":"mintKey","scope":"write"}""", "scope")]
    [InlineData("""{"name":"x","tool":"issueCredential","scope":"credentials:revoke"}""", "scope")]
    [InlineData("""{"name":"x","countOver":-1}""", "countOver")]
    [InlineData("""{"name":"x","periodSeconds":600}""", "countOver")]
    [InlineData("""{"name":"x","callers":"nobody"}""", "callers")]
    [InlineData("""{"name":"x","expirySeconds":10}""", "expirySeconds")]
    public async Task A_rule_that_means_nothing_is_refused(string rule, string field)
    {
        var issuer = await App.NewOrganization();
        (await App.Post("/v1/approval-rules", issuer.Live.Secret, rule))
            .Should(400)
            .At("error", "field")
            .ShouldBe(field);
    }

    [Fact]
    public async Task Rules_are_listed_read_edited_and_deleted_in_their_own_mode()
    {
        var issuer = await App.NewOrganization();
        var id = await Assistant.Rule(issuer, Assistant.OfIssuing);
        var path = $"/v1/approval-rules/{id}";
        (await App.Get(path, issuer.Test.Secret)).Should(404);
        var edited = await App.Patch(
            path,
            issuer.Live.Secret,
            """{"scope":"credentials:issue","fourEyes":true}"""
        );
        edited.Should(200).At("version").ShouldBe("2");
        edited.At("fourEyes").ShouldBe("true");
        (await App.Get("/v1/approval-rules", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
        (await App.Patch(path, issuer.Live.Secret, """{"name":null}""")).Should(400);
        var apart = await App.Patch(path, issuer.Live.Secret, """{"tool":"revokeCredential"}""");
        apart.Should(400).At("error", "field").ShouldBe("scope");
        apart.Text.ShouldContain("revokeCredential needs credentials:revoke");
        (await App.Get(path, await Writer(issuer))).Should(403);
        (await App.Delete(path, issuer.Live.Secret)).Should(204);
        (await App.Get(path, issuer.Live.Secret)).Should(404);
        (await App.Query("SELECT kind FROM platform_facts WHERE resource_id = @id", ("id", id)))
            .Select(r => r[0])
            .ShouldBe(
                ["approval.rule-created", "approval.rule-edited", "approval.rule-deleted"],
                ignoreOrder: true
            );
    }

    private static async Task<string> Writer(Issuer issuer) =>
        (await issuer.KeyWith("write")).Secret;
}
