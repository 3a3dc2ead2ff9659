using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>
/// Consent outlives the session it was given in: it takes a fresh proof, a click that was meant, and ends with what a member
/// does against somebody who was in the account.
/// </summary>
public abstract partial class ConsentGuardTests(SharedApp shared) : Scenario(shared)
{
    private const string Other = "five other plain words here";

    [Fact]
    public async Task O7_who_finds_a_browser_signed_in_cannot_let_a_client_change_anything()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        App.Advance(TimeSpan.FromMinutes(5));
        (await member.Browser.Open(assistant.Asking())).Should(200);
        App.Advance(TimeSpan.FromMinutes(6));
        // The page was shown in time and is answered too late: the proof is too old by now.
        var late = (await Assistant.Press(member.Browser, "allow")).Should(303);
        late["Location"]!.ShouldStartWith("/account/prove?return=%2Foauth%2Fauthorize%3F");
        (await Open(member)).ShouldBe(0);
        var asked = (await member.Browser.Get(assistant.Asking())).Should(303);
        var prove = asked["Location"]!;
        prove.ShouldStartWith("/account/prove?return=");
        // What changes nothing is asked for as ever.
        (await member.Browser.Get(assistant.Asking(("scope", "credentials:read")))).Should(200);

        var to = Uri.UnescapeDataString(prove["/account/prove?return=".Length..]);
        var led = await member.Browser.Submit(
            prove,
            "/account/prove",
            ("password", member.Password),
            ("return", to)
        );
        led.Should(303)["Location"].ShouldBe(to);
        (await member.Browser.Open(to)).Should(200);
        (await Assistant.Press(member.Browser, "allow")).Should(303);
        (await Open(member)).ShouldBe(1);
    }

    [Fact]
    public async Task A_new_password_that_throws_everybody_out_ends_assistants_too()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var tokens = await assistant.Connect(member);
        await Change(member.Password, Other);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(200);
        await Change(Other, member.Password, ("others", "remove"));
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        (await assistant.Refresh(tokens.At("refresh_token")!)).Should(400);
        (await Assistant.Facts(App, member.Issuer, "grant.revoked")).ShouldBe(1);
        (await member.Browser.Get("/account"))
            .Should(200)
            .Text.ShouldContain("name=\"assistants\" value=\"end\" checked");

        async Task Change(string from, string to, params (string, string)[] more) =>
            (
                await member.Browser.Submit(
                    "/account/password",
                    "/account/password",
                    [("current", from), ("password", to), .. more]
                )
            ).Should(303);
    }

    [Fact]
    public async Task O7_a_click_that_was_meant_for_another_page_allows_nothing()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var page = (await member.Browser.Open(assistant.Asking())).Should(200);
        var modes = Radios().Matches(page.Text).Select(m => m.Value).ToArray();
        modes.Length.ShouldBe(2);
        modes.ShouldAllBe(m => m.Contains(" required") && !m.Contains("checked"));
        // Who refuses need not choose first.
        page.Text.ShouldContain("value=\"deny\" formnovalidate");
        var path = Assistant.FormOf(page);
        (await member.Browser.Post(path, ("answer", "allow")))
            .Should(409)["Location"]
            .ShouldBeNull();
        (await Open(member)).ShouldBe(0);
        await member.Browser.Open(assistant.Asking());
        Assistant
            .Led((await member.Browser.Post(path, ("answer", "deny"))).Should(303))["error"]
            .ShouldBe("access_denied");
    }

    [Theory]
    [InlineData("claudeai", "credentials:read credentials:verify groups:read")]
    [InlineData("openid offline_access", "credentials:read credentials:verify groups:read")]
    [InlineData("claudeai credentials:issue", "credentials:issue")]
    public async Task Scopes_of_a_clients_own_are_overlooked(string asked, string given)
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        (await assistant.Connect(member, "test", ("scope", asked))).At("scope").ShouldBe(given);
    }

    [Fact]
    public async Task Only_doors_that_are_there_can_be_asked_for()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        foreach (var path in new[] { "/mcp/x/nothing", "/mcp/x/credentialsx", "/api/mcp/readonly" })
            WebUtility
                .HtmlDecode(
                    (await member.Browser.Get(assistant.Asking(("resource", App.PublicUrl + path))))
                        .Should(400)
                        .Text
                )
                .ShouldContain("error=invalid_target");
        foreach (var path in new[] { "/mcp/x/credentials/readonly", "/mcp/x/orders", "/api/mcp" })
            (
                await member.Browser.Get(
                    assistant.Asking(
                        ("resource", App.PublicUrl + path),
                        ("scope", "credentials:read")
                    )
                )
            ).Should(200);
    }

    [Fact]
    public async Task A_member_has_a_hundred_open_grants_at_most_whatever_clients_there_are()
    {
        var member = await App.Member();
        var first = await Granted.To(member, "read");
        for (var i = 1; i < 100; i++)
            await Granted.To(member, "read");
        (await Open(member)).ShouldBe(100);
        App.Advance(TimeSpan.FromSeconds(1));
        (await first.At().List()).Should(200);
        await (await Assistant.Public(App)).Connect(member);
        (await Open(member)).ShouldBe(100);
        (await Assistant.Facts(App, member.Issuer, "grant.revoked")).ShouldBe(1);
        // The one that was used stays; one of those that were not made room.
        (await first.At().List()).Should(200);
    }

    private async Task<long> Open(Member member) =>
        Convert.ToInt64(
            (
                await App.Query(
                    "SELECT count(*) FROM access_grants WHERE member_id = @member AND revoked_at IS NULL",
                    ("member", member.Id)
                )
            )[0][0],
            CultureInfo.InvariantCulture
        );

    [GeneratedRegex("<input type=\"radio\"[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Radios();

    [GeneratedRegex("/sign-in/reset/[A-Za-z0-9_-]+", RegexOptions.None, 1000)]
    private static partial Regex Link();

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : ConsentGuardTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : ConsentGuardTests(shared),
            IClassFixture<UnlimitedOnPostgres>
    {
        // SQLite has one writer: there nothing can be between the other's reading and writing.
        [Theory]
        [InlineData("reset")]
        [InlineData("removal")]
        public async Task O7_consent_that_is_under_way_does_not_outlive_what_the_member_or_an_owner_does(
            string remedy
        )
        {
            var owner = await App.Member();
            var member = await App.Member("owner", owner.Issuer);
            var link = Link().Match(await App.OwnersLink(member)).Value;
            var visitor = new Browser(App);
            await visitor.Open(link);
            var assistant = await Assistant.Public(App);
            await member.Browser.Open(assistant.Asking());

            // Whoever allows has read that all is well, and waits with writing it down.
            await using var blocker = await App.OpenDatabase();
            await using var command = blocker.CreateCommand();
            command.CommandText = "BEGIN; LOCK TABLE access_grants IN SHARE MODE";
            await command.ExecuteNonQueryAsync();
            var allowed = Assistant.Press(member.Browser, "allow");
            command.CommandText =
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'access_grants'::regclass";
            while ((long)(await command.ExecuteScalarAsync())! == 0)
                await Task.Delay(20);
            var done =
                remedy == "reset"
                    ? visitor.Post(link, ("password", Other))
                    : App.Delete($"/v1/members/{member.Id}", await owner.Token());
            // Either it is through before the other one, or waits for it; both are right.
            await Task.WhenAny(done, Task.Delay(2000));
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
            (await done).Status.ShouldBeInRange(200, 303);
            if (remedy == "removal")
                await App.Join(member, owner.Issuer, "owner");
            var answer = await allowed;
            (await Open(member)).ShouldBe(0);
            if (answer.Status == 303)
                (await assistant.Redeem(Assistant.Led(answer)["code"])).Should(400);
        }
    }
}
