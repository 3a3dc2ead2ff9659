using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>What ends or narrows a grant does so at the next request, whoever asks there.</summary>
public abstract class GrantTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task A_member_who_is_taken_out_takes_the_clients_along_for_good()
    {
        var owner = await App.Member();
        var (member, assistant, tokens) = await Connected("issuer", owner.Issuer);
        (await App.Delete($"/v1/members/{member.Id}", owner.Issuer.Live.Secret)).Should(204);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        await App.Join(member, owner.Issuer, "owner");
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        (await assistant.Refresh(tokens.At("refresh_token")!)).Should(400);
        (await Assistant.Facts(App, owner.Issuer, "grant.revoked")).ShouldBe(1);
    }

    [Fact]
    public async Task A_role_that_is_narrowed_narrows_tokens_that_were_issued()
    {
        var owner = await App.Member();
        var (member, assistant, tokens) = await Connected("issuer", owner.Issuer);
        (
            await App.Patch(
                $"/v1/members/{member.Id}",
                owner.Issuer.Live.Secret,
                new { role = "viewer" }
            )
        ).Should(200);
        var token = tokens.At("access_token")!;
        (await Asked(owner.Issuer, token)).At("scope").ShouldBe("credentials:read");
        var next = (await assistant.Refresh(tokens.At("refresh_token")!)).Should(200);
        next.At("scope").ShouldBe("credentials:read");
        (
            await App.Patch(
                $"/v1/members/{member.Id}",
                owner.Issuer.Live.Secret,
                new { role = "issuer" }
            )
        ).Should(200);
        (await Asked(owner.Issuer, token))
            .At("scope")
            .ShouldBe("credentials:read credentials:issue");
    }

    [Fact]
    public async Task An_organization_that_is_disabled_is_closed_to_clients_too()
    {
        var (member, assistant, tokens) = await Connected();
        (
            await App.Patch(
                $"/v1/organizations/{member.Issuer.Id}",
                App.OperatorToken,
                new { state = "disabled" }
            )
        ).Should(200);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        (await assistant.Refresh(tokens.At("refresh_token")!))
            .Should(400)
            .At("error")
            .ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_assistants_where_that_is_wanted()
    {
        var (member, _, tokens) = await Connected();
        await member.Browser.Submit("/account", "/account/sessions/end-all");
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(200);
        await member.Browser.SignIn(member.Email, member.Password);
        await member.Browser.Submit("/account", "/account/sessions/end-all", ("assistants", "end"));
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        (await Assistant.Facts(App, member.Issuer, "grant.revoked")).ShouldBe(1);
    }

    [Fact]
    public async Task A_client_gives_back_what_it_has_by_either_token()
    {
        var (member, assistant, tokens) = await Connected();
        var other = await Assistant.Public(App);
        foreach (var nothing in new[] { "unknown", "vdr_unknown", "a.b.c" })
            (await assistant.Revoke(nothing)).Should(200);
        (await other.Revoke(tokens.At("refresh_token")!)).Should(200);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(200);
        (await assistant.Revoke(tokens.At("refresh_token")!)).Should(200);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        (await assistant.Revoke(tokens.At("refresh_token")!)).Should(200);
        var second = await assistant.Again().Connect(member);
        // Connect made a client with another verifier; the client is the same.
        (await assistant.Revoke(second.At("access_token")!)).Should(200);
        (await Assistant.Opens(App, second.At("access_token")!)).ShouldBe(401);
        (await Assistant.Facts(App, member.Issuer, "grant.revoked")).ShouldBe(2);
        (await App.Post("/oauth/revoke", null, VidimusApp.Form(("token", "x")))).Should(401);
    }

    [Fact]
    public async Task Who_may_ask_about_a_token_is_told_and_nobody_else_learns_that_there_is_one()
    {
        var member = await App.Member();
        var assistant = await Assistant.Confidential(App, "client_secret_post");
        var tokens = await assistant.Connect(member);
        var token = tokens.At("access_token")!;
        var told = (await assistant.Introspect(token)).Should(200);
        told.At("active").ShouldBe("true");
        told.At("client_id").ShouldBe(assistant.Id);
        told.At("aud").ShouldBe(App.PublicUrl + "/mcp");
        told.At("sub").ShouldBe(member.Id);
        told.At("mode").ShouldBe("live");
        (await assistant.Introspect(tokens.At("refresh_token")!)).At("active").ShouldBe("true");
        // A resource server of the organization asks by a key, at Verity's path too.
        var key = await member.Issuer.KeyWith("read");
        (await Asked(member.Issuer, token, key.Secret)).At("active").ShouldBe("true");
        (await Asked(member.Issuer, token, key.Secret, "/api/oauth/introspect"))
            .At("scope")
            .ShouldBe("credentials:read credentials:issue");

        string inactive = """{"active":false}""";
        // T6: it answers for its own mode, and a refresh token is nothing that a resource server is shown.
        (await Asked(member.Issuer, token, member.Issuer.Test.Secret)).Text.ShouldBe(inactive);
        (await Asked(member.Issuer, tokens.At("refresh_token")!, key.Secret)).Text.ShouldBe(
            inactive
        );
        var narrow = await member.Issuer.KeyWith("credentials:verify");
        (await Asked(member.Issuer, token, narrow.Secret)).Text.ShouldBe(inactive);
        var elsewhere = await App.NewOrganization();
        (await Asked(elsewhere, token)).Text.ShouldBe(inactive);
        var other = await Assistant.Confidential(App, "client_secret_post");
        (await other.Introspect(token)).Text.ShouldBe(inactive);
        (await assistant.Introspect("a.b.c")).Text.ShouldBe(inactive);
        (await assistant.Introspect(await member.Token())).Text.ShouldBe(inactive);
        var open = await Assistant.Public(App);
        (await open.Introspect(token)).Should(401).At("error").ShouldBe("invalid_client");
        (await Asked(elsewhere, token, "vdm_live_wrong")).Should(401);
        (await App.Post("/oauth/introspect", null, VidimusApp.Form(("token", token)))).Should(401);
        App.Advance(TimeSpan.FromHours(1));
        (await assistant.Introspect(token)).Text.ShouldBe(inactive);
    }

    [Fact]
    public async Task T6_a_key_that_asks_is_held_to_the_rules_of_the_door()
    {
        var (member, _, tokens) = await Connected();
        var (issuer, token) = (member.Issuer, tokens.At("access_token")!);
        var exchanged = await issuer.ClientTokenWith("read");
        (await Asked(issuer, token, exchanged.Secret)).Should(401);
        var (used, narrow) = (await issuer.KeyWith("read"), await issuer.KeyWith("groups:read"));
        (await Asked(issuer, token, used.Secret)).At("active").ShouldBe("true");
        (await Asked(issuer, token, narrow.Secret)).At("active").ShouldBe("false");
        // Both are written down in the background.
        await Until(async () =>
            (await App.Get($"/v1/keys/{used.Id}", issuer.Live.Secret)).At("lastUsedAt") is not null
        );
        await Until(async () =>
            (
                await App.Get($"/v1/keys/{narrow.Id}/authentications", issuer.Live.Secret)
            ).Text.Contains("scope_insufficient", StringComparison.Ordinal)
        );
    }

    private async Task Until(Func<Task<bool>> holds)
    {
        App.Advance(TimeSpan.FromSeconds(6));
        var written = await Patience.Until(
            holds,
            () => App.Advance(TimeSpan.FromSeconds(6)),
            pause: 50
        );
        written.ShouldBeTrue("It was not written down.");
    }

    [Fact]
    public async Task Members_see_and_end_their_own_and_administrators_everybodys()
    {
        var owner = await App.Member();
        var (viewer, _, tokens) = await Connected("viewer", owner.Issuer);
        var own = await Assistant.Public(App);
        await own.Connect(owner);
        (await List(await viewer.Token())).Length.ShouldBe(1);
        (await List(await owner.Token())).Length.ShouldBe(2);
        (await List(owner.Issuer.Live.Secret)).Length.ShouldBe(2);
        (await List(await owner.Token(), "?memberId=" + viewer.Id)).Length.ShouldBe(1);
        (await List(await viewer.Token(), "?memberId=" + owner.Id)).Length.ShouldBe(0);
        var ofOwner = (await List(await owner.Token(), "?memberId=" + owner.Id))[0];
        var ofViewer = (await List(await viewer.Token()))[0];
        (await App.Delete("/v1/grants/" + ofOwner, await viewer.Token())).Should(404);
        var stranger = await App.Member();
        (await App.Delete("/v1/grants/" + ofOwner, await stranger.Token())).Should(404);
        (await List(await stranger.Token())).Length.ShouldBe(0);
        var key = await owner.Issuer.KeyWith("write");
        (await App.Get("/v1/grants", key.Secret)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await App.Delete("/v1/grants/" + ofOwner, key.Secret)).Should(403);
        (await App.Delete("/v1/grants/" + ofViewer, await owner.Token())).Should(204);
        (await App.Delete("/v1/grants/" + ofViewer, await owner.Token())).Should(204);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        (await List(await viewer.Token(), "?state=active")).Length.ShouldBe(0);
        (await List(await viewer.Token(), "?state=revoked")).Length.ShouldBe(1);
        (await Assistant.Facts(App, owner.Issuer, "grant.revoked")).ShouldBe(1);
        // One that was allowed and never came is nothing to be seen.
        await own.Again().Code(owner);
        (await List(await owner.Token(), "?state=active")).Length.ShouldBe(1);

        async Task<string[]> List(string key, string query = "") =>
            [
                .. (await App.Get("/v1/grants" + query, key))
                    .Should(200)
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(g => g.GetProperty("id").GetString()!),
            ];
    }

    [Fact]
    public async Task A_client_that_asks_again_and_again_has_twenty_grants_of_a_member_at_most()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var first = await assistant.Connect(member);
        for (var i = 0; i < 20; i++)
        {
            App.Advance(TimeSpan.FromSeconds(1));
            await assistant.Again().Code(member);
        }
        (await Assistant.Opens(App, first.At("access_token")!)).ShouldBe(401);
        (await Assistant.Facts(App, member.Issuer, "grant.revoked")).ShouldBe(1);
    }

    [Fact]
    public async Task T12_who_guesses_is_slowed_down_and_the_client_beside_it_is_not()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Limits:FailuresPerAddress"] = "5" },
            }
        );
        var member = await app.Member();
        var assistant = await Assistant.Public(app);
        var tokens = await assistant.Connect(member);
        var other = assistant.Again();
        var code = await other.Code(member);
        for (var i = 0; i < 5; i++)
            (await assistant.Refresh($"vdr_guess{i}")).Should(400);
        var waits = (await assistant.Refresh("vdr_guess")).Should(429);
        waits.At("error").ShouldBe("temporarily_unavailable");
        waits.Number("Retry-After").ShouldBeGreaterThan(0);
        // A code that was given to a member is new here, and no guess.
        (await assistant.Redeem(code, ("code_verifier", other.Verifier))).Should(200);
        // The token that was given out here goes on, and so does its owner.
        var next = (await assistant.Refresh(tokens.At("refresh_token")!)).Should(200);
        (await assistant.Refresh(next.At("refresh_token")!)).Should(200);
        // So does the access token, which nobody has shown yet.
        (await Assistant.Opens(app, tokens.At("access_token")!)).ShouldBe(200);
        (await Assistant.Opens(app, next.At("access_token")!)).ShouldBe(200);
        (await member.Browser.Get("/account")).Should(200);
    }

    [Fact]
    public async Task T12_giving_back_what_is_over_is_no_failure_and_is_bounded_all_the_same()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Limits:FailuresPerAddress"] = "5",
                    ["Limits:PublicRequestsPerMinute"] = "120",
                },
            }
        );
        var member = await app.Member();
        var assistant = await Assistant.Public(app);
        var tokens = await assistant.Connect(member);
        var code = await assistant.Again().Code(member);
        for (var i = 0; i < 8; i++)
            (await assistant.Revoke($"vdr_over{i}")).Should(200);
        (await Assistant.Opens(app, tokens.At("access_token")!)).ShouldBe(200);
        (await app.Get("/v1/auth/me", member.Issuer.Live.Secret)).Should(200);
        (await assistant.Redeem(code)).Should(400).At("error").ShouldBe("invalid_grant");
        // One token is given back thirty times a minute at most; a stranger as often as other public routes are called.
        await UntilRefused(() => assistant.Revoke(tokens.At("refresh_token")!), 200, 30);
        await UntilRefused(() => assistant.Revoke("vdr_over"), 200, 120);
        app.Advance(TimeSpan.FromMinutes(2));
        await UntilRefused(
            () => app.Post("/oauth/introspect", null, VidimusApp.Form(("token", "x"))),
            401,
            120
        );
    }

    [Fact]
    public async Task T12_a_client_that_proved_who_it_is_asks_no_more_often_than_it_may()
    {
        var assistant = await Assistant.Confidential(App, "client_secret_post");
        await UntilRefused(() => assistant.Introspect("vdr_unknown"), 200, 600);
        // Who only names it takes nothing of it, and another client is not touched by that.
        var other = await Assistant.Confidential(App, "client_secret_post");
        (await other.Introspect("vdr_unknown")).Should(200);
    }

    private static async Task UntilRefused(Func<Task<Answer>> ask, int usual, int most)
    {
        for (var i = 0; i <= most; i++)
        {
            var answer = await ask();
            if (answer.Status == 429)
            {
                answer.Number("Retry-After").ShouldBeGreaterThan(0);
                return;
            }
            answer.Should(usual);
        }
        Assert.Fail($"{most + 1} requests were answered.");
    }

    [Fact]
    public async Task T12_one_grant_is_refreshed_thirty_times_a_minute_at_most()
    {
        var (member, assistant, tokens) = await Connected();
        var refresh = tokens.At("refresh_token")!;
        Answer answer;
        var good = 0;
        while ((answer = await assistant.Refresh(refresh)).Status == 200)
        {
            good++;
            refresh = answer.At("refresh_token")!;
        }
        good.ShouldBe(29);
        answer.Should(429);
        // Somebody else's grant to the same client is not touched by that.
        await assistant.Again().Connect(await App.Member());
        App.Advance(TimeSpan.FromMinutes(2));
        (await assistant.Refresh(refresh)).Should(200);
    }

    private Task<Answer> Asked(
        Issuer issuer,
        string token,
        string? key = null,
        string path = "/oauth/introspect"
    ) => App.Post(path, key ?? issuer.Live.Secret, VidimusApp.Form(("token", token)));

    private async Task<(Member, Assistant, Answer)> Connected(
        string role = "owner",
        Issuer? issuer = null
    )
    {
        var member = await App.Member(role, issuer);
        var assistant = await Assistant.Public(App);
        return (member, assistant, await assistant.Connect(member));
    }

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : GrantTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : GrantTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}
