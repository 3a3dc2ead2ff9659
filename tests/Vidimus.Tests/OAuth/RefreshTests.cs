using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>Refresh tokens: replaced at each use, and worth nothing to who copied one.</summary>
public abstract class RefreshTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task O10_each_use_replaces_the_token_and_the_client_goes_on()
    {
        var (_, assistant, tokens) = await Connected();
        var refresh = tokens.At("refresh_token")!;
        for (var i = 0; i < 4; i++)
        {
            App.Advance(TimeSpan.FromMinutes(59));
            var next = (await assistant.Refresh(refresh)).Should(200);
            next.At("refresh_token").ShouldNotBe(refresh);
            next.At("scope").ShouldBe("credentials:read credentials:issue");
            (await Assistant.Opens(App, next.At("access_token")!)).ShouldBe(200);
            refresh = next.At("refresh_token")!;
        }
    }

    [Fact]
    public async Task O10_a_token_used_again_ends_everything_for_who_copied_it_and_who_had_it()
    {
        var (member, assistant, tokens) = await Connected();
        var first = tokens.At("refresh_token")!;
        var second = (await assistant.Refresh(first)).Should(200);
        App.Advance(TimeSpan.FromSeconds(61));
        await Refused(assistant.Refresh(first));
        (await Assistant.Opens(App, second.At("access_token")!)).ShouldBe(401);
        await Refused(assistant.Refresh(second.At("refresh_token")!));
        (await Assistant.Facts(App, member.Issuer, "grant.token-reused")).ShouldBe(1);
        (await Assistant.Facts(App, member.Issuer, "grant.revoked")).ShouldBe(1);
        var listed = await App.Get("/v1/grants?state=revoked", await member.Token());
        listed
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("revokedFor")
            .GetString()
            .ShouldBe("reuse");
    }

    [Fact]
    public async Task O10_who_lost_the_answer_gets_the_same_token_again_until_it_is_used()
    {
        var (_, assistant, tokens) = await Connected();
        var first = tokens.At("refresh_token")!;
        var lost = (await assistant.Refresh(first)).Should(200);
        App.Advance(TimeSpan.FromSeconds(30));
        var again = (await assistant.Refresh(first)).Should(200);
        again.At("refresh_token").ShouldBe(lost.At("refresh_token"));
        (await Assistant.Opens(App, again.At("access_token")!)).ShouldBe(200);
        var next = (await assistant.Refresh(again.At("refresh_token")!)).Should(200);
        // Now the answer had come, so that whoever still shows the first has it from somewhere else.
        await Refused(assistant.Refresh(first));
        (await Assistant.Opens(App, next.At("access_token")!)).ShouldBe(401);
    }

    [Fact]
    public async Task O10_what_is_sent_at_once_on_two_nodes_gets_one_and_the_same_successor()
    {
        await using var second = await VidimusApp.Start(
            new(App.Engine) { Beside = App, Clock = App.Clock }
        );
        var (member, assistant, tokens) = await Connected();
        var there = assistant.With(second);
        var refresh = tokens.At("refresh_token")!;
        for (var i = 0; i < 3; i++)
        {
            var shown = refresh;
            var answers = await Task.WhenAll(
                assistant.Refresh(shown),
                there.Refresh(shown),
                assistant.Refresh(shown),
                there.Refresh(shown)
            );
            answers.ShouldAllBe(a => a.Status == 200);
            refresh = answers.Select(a => a.At("refresh_token")!).Distinct().Single();
        }
        (await Assistant.Facts(App, member.Issuer, "grant.token-reused")).ShouldBe(0);
        App.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Y14_a_client_of_Verity_asks_by_its_one_word_and_comes_again_with_it()
    {
        var door = App.PublicUrl + "/mcp/x/policies";
        var (_, assistant, tokens) = await Connected(("scope", "verity:mcp"), ("resource", door));
        tokens.At("scope").ShouldBe("webhooks:read policies:read compliance:ack");
        (await Assistant.Opens(App, tokens.At("access_token")!, "/mcp/x/policies")).ShouldBe(200);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        var next = (
            await assistant.Refresh(tokens.At("refresh_token")!, ("scope", "verity:mcp"))
        ).Should(200);
        next.At("scope")!
            .Split(' ')
            .ShouldBe(["policies:read", "webhooks:read", "compliance:ack"], ignoreOrder: true);
        // Its later name only reads, and one that names nothing begins with what its door says.
        var (_, _, reading) = await Connected(("scope", "backwork:mcp"), ("resource", door));
        reading.At("scope").ShouldBe("webhooks:read policies:read");
        var (_, _, usual) = await Connected(("scope", null), ("resource", door));
        usual.At("scope").ShouldBe("webhooks:read policies:read");
    }

    [Fact]
    public async Task O10_scopes_are_only_ever_narrowed()
    {
        var (_, assistant, tokens) = await Connected(("scope", "read credentials:issue"));
        var refresh = tokens.At("refresh_token")!;
        foreach (
            var wider in new[]
            {
                "write",
                "admin",
                "read write",
                "credentials:revoke",
                "unknown",
                "read read",
                " ",
            }
        )
            (await assistant.Refresh(refresh, ("scope", wider)))
                .Should(400)
                .At("error")
                .ShouldBe("invalid_scope", wider);
        var narrow = (
            await assistant.Refresh(refresh, ("scope", "credentials:read offline_access"))
        ).Should(200);
        narrow.At("scope").ShouldBe("credentials:read");
        // The access token is narrow; what was granted stays as it was.
        var whole = (await assistant.Refresh(narrow.At("refresh_token")!)).Should(200);
        whole.At("scope").ShouldBe("read credentials:issue");
        await Refused(
            assistant.Refresh(
                whole.At("refresh_token")!,
                ("resource", App.PublicUrl + "/mcp/readonly")
            ),
            "invalid_target"
        );
    }

    [Fact]
    public async Task O10_another_client_gets_nothing_for_it()
    {
        var (_, assistant, tokens) = await Connected();
        var other = await Assistant.Public(App);
        await Refused(other.Refresh(tokens.At("refresh_token")!));
        var confidential = await Assistant.Confidential(App, "client_secret_post");
        await Refused(confidential.Refresh(tokens.At("refresh_token")!));
        (await assistant.Refresh(tokens.At("refresh_token")!)).Should(200);
    }

    [Fact]
    public async Task O10_a_client_that_is_away_for_a_month_or_comes_for_a_quarter_asks_its_member_again()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        var member = await app.Member();
        var away = await Assistant.Public(app);
        var left = (await away.Connect(member)).At("refresh_token")!;
        var busy = await Assistant.Public(app);
        var refresh = (await busy.Connect(member)).At("refresh_token")!;
        app.Advance(TimeSpan.FromDays(29));
        refresh = (await busy.Refresh(refresh)).Should(200).At("refresh_token")!;
        app.Advance(TimeSpan.FromDays(2));
        await Refused(away.Refresh(left));
        app.Advance(TimeSpan.FromDays(27));
        refresh = (await busy.Refresh(refresh)).Should(200).At("refresh_token")!;
        app.Advance(TimeSpan.FromDays(29));
        var last = (await busy.Refresh(refresh)).Should(200);
        app.Advance(TimeSpan.FromDays(3.1));
        await Refused(busy.Refresh(last.At("refresh_token")!));
        // A quarter later nothing of it is kept any more.
        app.Advance(TimeSpan.FromDays(91));
        app.Advance(TimeSpan.FromMinutes(11));
        foreach (var table in new[] { "refresh_tokens", "oauth_codes", "grants" })
        {
            for (var tries = 0; await Rows(app, table) > 0; tries++)
            {
                tries.ShouldBeLessThan(400, table);
                await Task.Delay(25);
            }
        }
    }

    private static async Task<long> Rows(VidimusApp app, string table) =>
        Convert.ToInt64(
            (await app.Query($"SELECT count(*) FROM access_{table}"))[0][0],
            System.Globalization.CultureInfo.InvariantCulture
        );

    [Fact]
    public async Task O10_nothing_that_opens_anything_is_kept()
    {
        var (member, assistant, tokens) = await Connected();
        var code = await assistant.Again().Code(member);
        var next = (await assistant.Refresh(tokens.At("refresh_token")!)).Should(200);
        var dump = System.Text.Encoding.UTF8.GetString(await App.Dump());
        foreach (
            var secret in new[]
            {
                code,
                tokens.At("refresh_token")!,
                next.At("refresh_token")!,
                next.At("access_token")!,
            }
        )
        {
            dump.ShouldNotContain(secret[5..]);
            // Nor does it stand in any answer, log or mail from now on; that is searched at the end of the run.
            Output.Plant("OAuth secret", secret);
        }
    }

    private async Task<(Member, Assistant, Answer)> Connected(
        params (string Name, string? Value)[] changes
    )
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        return (member, assistant, await assistant.Connect(member, "live", changes));
    }

    private static async Task Refused(Task<Answer> sent, string error = "invalid_grant")
    {
        var answer = (await sent).Should(400);
        answer.At("error").ShouldBe(error, answer.Text);
    }

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : RefreshTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : RefreshTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}
