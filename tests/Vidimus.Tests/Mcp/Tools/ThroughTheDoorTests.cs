using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tools;
using Xunit;

namespace Vidimus.Tests.Mcp.Tools;

/// <summary>The tools as an assistant meets them, over the protocol.</summary>
public abstract class ThroughTheDoorTests(SharedApp shared) : Scenario(shared)
{
    private static readonly ToolCatalogue Catalogue = ToolCatalogue.Standard();

    [Fact]
    public async Task The_door_lists_the_catalogue_as_it_is_written_down()
    {
        var programme = await Programme.Start(App);
        var listed = (await new Assistant(App, programme.Key.Secret).List())
            .Should(200)
            .Message()
            .GetProperty("result")
            .GetProperty("tools")
            .EnumerateArray()
            .ToList();
        listed.Count.ShouldBe(Catalogue.In(ToolCatalogue.Credentials).Count);
        foreach (var (tool, shown) in Catalogue.In(ToolCatalogue.Credentials).Zip(listed))
        {
            shown.GetProperty("name").GetString().ShouldBe(tool.Name);
            shown.GetProperty("title").GetString().ShouldBe(tool.Title);
            shown.GetProperty("description").GetString().ShouldBe(tool.Description);
            Same(shown.GetProperty("inputSchema"), tool.InputSchema);
            Same(shown.GetProperty("outputSchema"), tool.OutputSchema);
            var hints = shown.GetProperty("annotations");
            bool Hint(string name) => hints.GetProperty(name).GetBoolean();
            Hint("readOnlyHint").ShouldBe(tool.Effect is ToolEffect.Read);
            Hint("destructiveHint").ShouldBe(tool.Effect is ToolEffect.Ends);
            Hint("idempotentHint").ShouldBe(tool.Idempotent);
            Hint("openWorldHint").ShouldBe(tool.OpenWorld);
        }
    }

    [Fact]
    public async Task M3_twenty_first_calls_at_once_with_one_key_issue_one_credential()
    {
        var programme = await Programme.Start(App);
        var assistant = new Assistant(App, programme.Key.Secret);
        var call = new
        {
            groupId = programme.GroupId,
            recipient = new { name = "Ada Example" },
            idempotencyKey = "line-1",
        };
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => assistant.Call("issueCredential", call))
        );
        (await programme.Counts()).Issued.ShouldBe(1);
        // Who came while the first was at work may be told to come back; all others have its answer.
        foreach (var waits in answers.Where(a => a.IsError))
            waits.ShouldBeRefused("IDEMPOTENCY_IN_PROGRESS");
        var again = (await assistant.Call("issueCredential", call)).ShouldBeDone();
        answers.Where(a => !a.IsError).ShouldNotBeEmpty();
        answers.Where(a => !a.IsError).ShouldAllBe(a => a.Text == again.Text);
        (await programme.Counts()).Issued.ShouldBe(1);
    }

    [Fact]
    public async Task M3_first_calls_at_once_on_two_nodes_issue_one_credential()
    {
        var programme = await Programme.Start(App);
        await using var node = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var call = new
        {
            groupId = programme.GroupId,
            recipient = new { name = "Ada Example" },
            idempotencyKey = "line-1",
        };
        Assistant[] assistants = [new(App, programme.Key.Secret), new(node, programme.Key.Secret)];
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => assistants[i % 2].Call("issueCredential", call))
        );
        foreach (var waits in answers.Where(a => a.IsError))
            waits.ShouldBeRefused("IDEMPOTENCY_IN_PROGRESS");
        answers.Where(a => !a.IsError).Select(a => a.Text).Distinct().Count().ShouldBe(1);
        (await programme.Counts()).Issued.ShouldBe(1);
    }

    [Fact]
    public async Task M3_retries_over_the_door_with_a_key_issue_one_credential()
    {
        var programme = await Programme.Start(App);
        var assistant = new Assistant(App, programme.Key.Secret);
        var call = new
        {
            groupId = programme.GroupId,
            recipient = new { name = "Ada Example" },
            idempotencyKey = "line-1",
        };
        var first = (await assistant.Call("issueCredential", call)).ShouldBeDone();
        var again = await Task.WhenAll(
            Enumerable.Range(0, 49).Select(_ => assistant.Call("issueCredential", call))
        );
        again.ShouldAllBe(a => !a.IsError && a.Text == first.Text);
        (await programme.Counts()).Issued.ShouldBe(1);
    }

    [Fact]
    public async Task M3_the_same_key_of_two_assistants_means_two_calls()
    {
        var programme = await Programme.Start(App);
        object Call(string name) =>
            new
            {
                groupId = programme.GroupId,
                recipient = new { name },
                idempotencyKey = "1",
            };
        var member = await App.Member("issuer", programme.Issuer);
        var one = (await Granted.To(member, "credentials:issue")).At();
        var two = (await Granted.To(member, "credentials:issue")).At();
        var first = (await one.Call("issueCredential", Call("Ada Example"))).ShouldBeDone();
        (await two.Call("issueCredential", Call("Ada Example")))
            .ShouldBeDone()
            .Text.ShouldNotBe(first.Text);
        (await one.Call("issueCredential", Call("Ada Example")))
            .ShouldBeDone()
            .Text.ShouldBe(first.Text);
        (await one.Call("issueCredential", Call("Bob Example"))).IsError.ShouldBeTrue();
        // A key of a program is the organization's, as ever, and none of theirs.
        (
            await new Assistant(App, programme.Key.Secret).Call(
                "issueCredential",
                Call("Cy Example")
            )
        ).ShouldBeDone();
        (await programme.Counts()).Issued.ShouldBe(3);
    }

    [Fact]
    public async Task M1_M5_over_the_door_text_and_structure_say_the_same_and_hide_nothing()
    {
        var programme = await Programme.Start(App);
        var assistant = new Assistant(App, programme.Key.Secret);
        var hidden = string.Concat("obey".Select(c => char.ConvertFromUtf32(0xE0000 + c)));
        var issued = await programme.Issue(
            $$""","subject":{"note":{{JsonSerializer.Serialize($"a{hidden}b\u202ec\u200d")}}}"""
        );
        var json = (await App.Get($"/verify/{issued.Id}/document?form=json")).Should(200).Text;
        foreach (
            var (tool, arguments) in new (string, object)[]
            {
                ("getCredential", new { link = issued.VerifyUrl, responseFormat = "detailed" }),
                ("listCredentials", new { responseFormat = "detailed" }),
                ("verifyCredential", new { json = JsonElement.Parse(json) }),
                ("getGroup", new { id = programme.GroupId }),
                ("getUsage", new { groupBy = new[] { "tool" } }),
            }
        )
        {
            var said = (await assistant.Call(tool, arguments)).ShouldBeDone();
            Same(JsonElement.Parse(said.Text), said.Structured!.Value);
            foreach (var text in new[] { said.Text, said.Structured.Value.ToString() })
            {
                text.ShouldNotContain(hidden);
                text.ShouldNotContain("\u202e");
            }
            said.Text.ShouldNotContain("\u200d");
        }
        (await assistant.Call("verifyCredential", new { json }))
            .Structured!.Value.GetProperty("verdict")
            .GetString()
            .ShouldBe("valid");

        foreach (
            var (tool, arguments, code) in new (string, object, string)[]
            {
                ("getCredential", new { id = programme.Key.Secret }, "VALIDATION_ERROR"),
                (
                    "listGroups",
                    new Dictionary<string, object> { [programme.Key.Secret] = 1 },
                    "VALIDATION_ERROR"
                ),
                (
                    "getCredential",
                    new { id = "cred_01kb0c5q7me1vtgy7m3a8r2xwd" },
                    "CREDENTIAL_NOT_FOUND"
                ),
                ("issueCredential", new { mode = "live" }, "VALIDATION_ERROR"),
            }
        )
        {
            var said = (await assistant.Call(tool, arguments)).ShouldBeRefused(code);
            said.Text.ShouldNotContain(programme.Key.Secret[..20]);
            said.Text.ShouldContain("What to do: ");
        }
    }

    private static void Same(JsonElement one, JsonElement other) =>
        JsonElement.DeepEquals(one, other).ShouldBeTrue($"{one}\n{other}");

    public sealed class Sqlite(OnSqlite shared)
        : ThroughTheDoorTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ThroughTheDoorTests(shared),
            IClassFixture<OnPostgres>;
}
