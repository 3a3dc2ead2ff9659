using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>What callers see and may do behind the door for assistants.</summary>
public abstract class DoorScopeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DoorScopeTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : DoorScopeTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task M6_the_list_of_tools_is_the_callers_own_and_so_is_what_can_be_called()
    {
        var issuer = await App.NewOrganization();
        var reader = await issuer.KeyWith("groups:read");
        var assistant = new Assistant(App, reader.Secret);
        (await assistant.Listed()).ShouldBe(["listGroups", "getGroup"]);
        (
            await assistant.Call(
                "revokeCredential",
                new { id = "cred_01kb0c5q7me1vtgy7m3a8r2xwd", reason = "by mistake" }
            )
        ).ShouldBeRefused("AUTH_SCOPE_INSUFFICIENT");
        (await assistant.Call("dropEverything")).ShouldBeRefused("there is no tool of this name");
        var calls = await ToolCalls.Of(issuer, 2);
        calls
            .Select(c =>
                (c.GetProperty("resourceId").GetString(), c.Member("outcome"), c.Member("code"))
            )
            .ShouldBe(
                [
                    ("revokeCredential", "refused", "AUTH_SCOPE_INSUFFICIENT"),
                    ("unknown", "refused", "TOOL_UNKNOWN"),
                ],
                ignoreOrder: true
            );
        // A name that is no tool's may be anything, and is not kept.
        calls.ShouldAllBe(c => !c.GetRawText().Contains("dropEverything"));
    }

    [Fact]
    public async Task M6_behind_a_door_for_reading_nothing_that_changes_exists()
    {
        var programme = await Programme.Start(App);
        foreach (var path in (string[])["/mcp/readonly", "/mcp/x/credentials/readonly"])
        {
            var assistant = new Assistant(App, programme.Key.Secret, path);
            var listed = await assistant.Listed();
            listed.ShouldContain("verifyCredential");
            listed.ShouldNotContain("issueCredential");
            listed.ShouldNotContain("revokeCredential");
            (await assistant.Call("issueCredential", programme.Body())).ShouldBeRefused(
                "there is no tool of this name"
            );
        }
        (
            await new Assistant(App, programme.Key.Secret, "/mcp/x/orders/readonly").Listed()
        ).ShouldBe(["get_capabilities", "get_status", "get_result", "verify_certificate"]);
        (await programme.Get("/v1/credentials"))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
        (await ToolCalls.Of(programme.Issuer, 2)).ShouldAllBe(c =>
            c.GetProperty("resourceId").GetString() == "issueCredential"
            && c.Member("code") == "TOOL_UNKNOWN"
        );
    }

    [Fact]
    public async Task O13_a_client_that_lacks_a_scope_is_told_all_it_needs_at_once()
    {
        var programme = await Programme.Start(App);
        var member = await App.Member("issuer", programme.Issuer);
        var granted = await Granted.To(member, "credentials:read groups:read");
        var arguments = programme.Body();
        var refused = (await granted.At().TryCall("issueCredential", arguments)).Should(403);
        refused["WWW-Authenticate"]
            .ShouldBe(
                $"Bearer error=\"insufficient_scope\", scope=\"credentials:read groups:read credentials:issue\", resource_metadata=\"{App.PublicUrl}/.well-known/oauth-protected-resource/mcp\""
            );
        (await programme.Get("/v1/credentials"))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
        var call = (await ToolCalls.Of(programme.Issuer, 1))[0];
        call.Member("outcome").ShouldBe("refused");
        call.Member("code").ShouldBe("AUTH_SCOPE_INSUFFICIENT");
        call.Member("viaClient").ShouldBe(granted.ClientId);
        call.Member("grant").ShouldBe(granted.Id);

        // With the scopes that were named the same call passes: there is no second challenge.
        var wider = await Granted.To(member, "credentials:read groups:read credentials:issue");
        (await wider.At().Call("issueCredential", arguments)).ShouldBeDone();
    }

    [Fact]
    public async Task O13_a_client_whose_member_could_never_give_a_scope_is_not_sent_to_ask_for_it()
    {
        var programme = await Programme.Start(App);
        var viewer = await App.Member("viewer", programme.Issuer);
        var granted = await Granted.To(viewer, "credentials:read groups:read credentials:issue");
        (await granted.At().Listed()).ShouldNotContain("issueCredential");
        (await granted.At().Call("issueCredential", programme.Body())).ShouldBeRefused(
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await ToolCalls.Of(programme.Issuer, 1))[0].Member("outcome").ShouldBe("refused");
    }

    [Fact]
    public async Task O13_a_client_sees_what_its_member_could_let_it_do_and_a_key_what_it_may()
    {
        var programme = await Programme.Start(App);
        var issuing = await App.Member("issuer", programme.Issuer);
        (await (await Granted.To(issuing, "groups:read")).At().Listed()).ShouldContain(
            "issueCredential"
        );
        var key = await programme.Issuer.KeyWith("groups:read");
        (await new Assistant(App, key.Secret).Listed()).ShouldNotContain("issueCredential");
    }

    [Fact]
    public async Task M2_a_test_key_issues_nothing_live()
    {
        var live = await Programme.Start(App);
        var assistant = new Assistant(App, live.Issuer.Test.Secret);
        var arguments = live.Body();
        (await assistant.Call("issueCredential", arguments)).ShouldBeRefused("GROUP_NOT_FOUND");
        (
            await assistant.Call("issueCredential", arguments[..^1] + ",\"mode\":\"live\"}")
        ).ShouldBeRefused("VALIDATION_ERROR");
        (await live.Get("/v1/credentials")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await ToolCalls.Of(live.Issuer, 2)).ShouldAllBe(c =>
            c.GetProperty("mode").GetString() == "test"
        );
    }

    [Fact]
    public async Task M2_a_grant_for_test_mode_issues_nothing_live()
    {
        var live = await Programme.Start(App);
        var member = await App.Member("issuer", live.Issuer);
        var granted = await Granted.To(member, "credentials:issue", mode: "test");
        var token = granted.Token(("mode", "\"test\""));
        (await new Assistant(App, token).Call("issueCredential", live.Body())).ShouldBeRefused(
            "GROUP_NOT_FOUND"
        );
        (await new Assistant(App, granted.Token(("mode", "\"live\""))).List()).ShouldBeProblem(
            401,
            "AUTH_GRANT_ENDED"
        );
    }

    [Fact]
    public async Task M3_fifty_calls_without_a_key_stop_at_the_cap_and_those_with_one_issue_once()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Prices:credential.issue"] = "100" },
            }
        );
        var programme = await Programme.Start(app);
        var key = await programme.Issuer.Mint(
            new
            {
                label = "An assistant",
                mode = "live",
                scopes = new[] { "credentials:issue" },
                spendCapDayCents = 300,
            }
        );
        var assistant = new Assistant(app, key.Secret);
        string Arguments(string more) => programme.Body(more);
        var same = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ =>
                    assistant.Call(
                        "issueCredential",
                        Arguments(",\"idempotencyKey\":\"class-of-2026\"")
                    )
                )
        );
        same.Where(s => !s.IsError).ShouldNotBeEmpty();
        (await Count()).ShouldBe(1);
        var calls = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => assistant.Call("issueCredential", Arguments("")))
        );
        calls.Count(c => !c.IsError).ShouldBe(2);
        calls.Where(c => c.IsError).ShouldAllBe(c => c.Text.Contains("SPEND_LIMIT_EXCEEDED"));
        (await Count()).ShouldBe(3);
        await ToolCalls.Of(programme.Issuer, 55);

        async Task<int> Count() =>
            (await programme.Get("/v1/credentials?limit=100"))
                .Should(200)
                .Json.GetProperty("data")
                .GetArrayLength();
    }
}
