using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>Where a browser may be sent with a code: to an address as it was registered, and nowhere else.</summary>
public abstract class ClientRedirectTests(SharedApp shared) : Scenario(shared)
{
    private static readonly string[] Registered =
    [
        "https://helper.example/cb?from=desk",
        "https://helper.example/",
        "https://xn--hlper-bsa.example/cb",
        "http://127.0.0.1/callback",
        "http://localhost:8787/local",
        "http://[::1]:1234/six",
    ];

    [Fact]
    public async Task O1_only_the_very_address_that_was_registered_is_led_to()
    {
        var id = await App.RegisterPublic("Helper", Registered);
        foreach (var uri in Registered)
            (await App.Ask(id, uri)).ShouldGoOn(uri);
        foreach (
            var wrong in new[]
            {
                "https://other.example/cb?from=desk",
                "https://helper.example.other.example/cb?from=desk",
                "https://sub.helper.example/cb?from=desk",
                "http://helper.example/cb?from=desk",
                "https://helper.example/cb",
                "https://helper.example/cb?from=desk&to=other",
                "https://helper.example/cb?from=desk2",
                "https://helper.example/cb/more?from=desk",
                "https://helper.example/c",
                "https://helper.example",
                "https://helper.example//",
                "https://helper.example/cb?from=desk#",
                "https://helper.example/cb?from=desk#part",
                "https://ada@helper.example/cb?from=desk",
                "https://helper.example@other.example/cb?from=desk",
                "https://helper.example:443/cb?from=desk",
                "https://helper.example:8443/cb?from=desk",
                "https://helper.example./cb?from=desk",
                "https://HELPER.example/cb?from=desk",
                "HTTPS://helper.example/cb?from=desk",
                "https://helper.example/CB?from=desk",
                "https://helper.example/x/../cb?from=desk",
                "https://helper.example/%2e/cb?from=desk",
                "https://helper.example/%63b?from=desk",
                "https://helper%2eexample/cb?from=desk",
                "https://helper.example/cb?from=desk\r\nX-Injected: 1",
                "https://hélper.example/cb",
                "https://XN--HLPER-BSA.example/cb",
                "https:helper.example/cb?from=desk",
                "//helper.example/cb?from=desk",
                "/portal",
                "",
            }
        )
            (await App.Ask(id, wrong)).ShouldStop(wrong);
    }

    [Fact]
    public async Task O1_on_loopback_the_port_may_vary_and_nothing_else()
    {
        var id = await App.RegisterPublic("Helper", Registered);
        foreach (
            var right in new[]
            {
                "http://127.0.0.1:1/callback",
                "http://127.0.0.1:65535/callback",
                "http://localhost/local",
                "http://localhost:50123/local",
                "http://[::1]/six",
                "http://[::1]:9/six",
            }
        )
            (await App.Ask(id, right)).ShouldGoOn(right);
        foreach (
            var wrong in new[]
            {
                // Another name of the same device is another address.
                "http://localhost:8787/callback",
                "http://127.0.0.1:8787/local",
                "http://[::1]:1234/callback",
                "http://127.0.0.2/callback",
                "http://127.0.0.1.:80/callback",
                "http://127.0.0.1:0/callback",
                "http://127.0.0.1:080/callback",
                "http://127.0.0.1:65536/callback",
                "http://127.0.0.1:80:80/callback",
                "http://127.0.0.1:/callback",
                "http://127.0.0.1:8a/callback",
                "http://127.0.0.1:80@other.example/callback",
                "http://127.0.0.1:80/callback/",
                "http://127.0.0.1:80/callback?x=1",
                "http://127.0.0.1:80/Callback",
                "http://localhost.other.example:8787/local",
                "http://LOCALHOST:8787/local",
                "https://127.0.0.1/callback",
                "https://localhost:8787/local",
                "http://2130706433/callback",
                "http://0x7f000001/callback",
                "http://[0:0:0:0:0:0:0:1]:1234/six",
            }
        )
            (await App.Ask(id, wrong)).ShouldStop(wrong);
    }

    [Fact]
    public async Task O2_what_was_registered_by_other_rules_is_not_led_to()
    {
        var id = await App.RegisterPublic("Helper", "https://helper.example/cb");
        foreach (
            var stored in new[]
            {
                "javascript:alert(1)",
                "data:text/html,x",
                "vbscript:x",
                "blob:https://helper.example/1",
                "file:///etc/passwd",
                "helper://callback",
                "http://helper.example/cb",
                "https://ada@helper.example/cb",
            }
        )
        {
            // As an older version, or somebody with the database in hand, could have written it.
            await App.Execute(
                $"UPDATE access_oauth_registrations SET redirect_uris = '{stored}' WHERE id = '{id}'"
            );
            (await App.Ask(id, stored))
                .ShouldStop(stored)
                .Text.ShouldNotContain($"href=\"{stored}");
        }
    }

    [Fact]
    public async Task O2_an_address_of_a_known_program_is_led_to_as_it_is()
    {
        const string cursor = "cursor://anysphere.cursor-mcp/oauth/callback";
        var id = await App.RegisterPublic("Cursor", cursor, "http://localhost:8787/callback");
        (await App.Ask(id, cursor)).ShouldGoOn();
        foreach (
            var wrong in new[] { cursor + "/", cursor + "?x=1", "cursor://other/oauth/callback" }
        )
            (await App.Ask(id, wrong)).ShouldStop(wrong);
    }

    [Fact]
    public async Task A_client_that_nobody_knows_leads_nowhere()
    {
        foreach (
            var id in new[]
            {
                "dcr_00000000000000000000000000",
                "oac_00000000000000000000000000",
                "dcr_' OR 1=1 --",
                "vidimus",
                "http://assistant.example/client.json",
                "javascript:alert(1)",
                new string('a', 5000),
            }
        )
            (await App.Ask(id, "https://helper.example/cb")).ShouldStop(id);
    }

    [Fact]
    public async Task An_entered_client_is_let_in_by_members_of_its_organization_only()
    {
        var (member, other) = (await App.Member(), await App.Member());
        const string uri = "https://back-office.example/cb";
        var id = (
            await App.Post(
                "/v1/oauth/clients",
                member.Issuer.Live.Secret,
                new { name = "Back Office", redirectUris = new[] { uri } }
            )
        )
            .Should(201)
            .At("id")!;
        var shown = (await member.Browser.Open(Asking.Path(id, uri))).Should(200);
        foreach (
            var text in new[]
            {
                "Back Office",
                "back-office.example",
                "administrator of your organization",
            }
        )
            shown.Text.ShouldContain(text);
        (await other.Browser.Open(Asking.Path(id, uri))).Should(403);
        (await App.Delete($"/v1/oauth/clients/{id}", member.Issuer.Live.Secret)).Should(204);
        (await member.Browser.Open(Asking.Path(id, uri))).Should(400);
    }

    [Fact]
    public async Task O8_consent_says_that_nobody_checked_a_registered_client_and_where_it_leads()
    {
        var member = await App.Member();
        var id = await App.RegisterPublic(
            "Your Bank",
            "https://bank-of-ada.example/cb",
            "http://localhost/cb"
        );
        var page = (
            await member.Browser.Open(Asking.Path(id, "https://bank-of-ada.example/cb"))
        ).Should(200);
        foreach (
            var text in new[] { "Your Bank", "bank-of-ada.example", "Nobody has checked this name" }
        )
            page.Text.ShouldContain(text);
        (await member.Browser.Open(Asking.Path(id, "http://localhost:50123/cb")))
            .Should(200)
            .Text.ShouldContain("this device (localhost:50123)");
    }

    [Fact]
    public async Task X1_a_script_in_the_name_of_a_client_is_inert_on_every_page_that_shows_it()
    {
        var member = await App.Member();
        const string name = "</bdi><script>alert(1)</script><img src=x onerror=\"alert(2)\">";
        const string uri = "https://helper.example/cb?a='><script>alert(3)</script>";
        (await App.Register($$"""{"redirect_uris":["{{uri}}"]}""")).Should(400);
        var id = await App.RegisterPublic(name, "https://helper.example/cb");
        var consent = (
            await member.Browser.Open(Asking.Path(id, "https://helper.example/cb"))
        ).Should(200);
        Inert(consent);
        await App.Post(
            "/v1/oauth/clients",
            member.Issuer.Live.Secret,
            new { name, redirectUris = new[] { "https://helper.example/cb" } }
        );
        await Allow(member, id);
        Inert((await member.Browser.Get("/portal/assistants")).Should(200), times: 2);
        Inert((await member.Browser.Get("/portal/audit")).Should(200), times: 0);
    }

    /// <summary>The member allows it and the client's code is taken for redeemed, so that the grant is shown.</summary>
    private async Task Allow(Member member, string id)
    {
        await member.Browser.Open(Asking.Path(id, "https://helper.example/cb"));
        var form = System.Net.WebUtility.HtmlDecode(
            System
                .Text.RegularExpressions.Regex.Match(
                    member.Browser.Page!.Text,
                    "<form method=\"post\" action=\"(/oauth/authorize[^\"]*)\""
                )
                .Groups[1]
                .Value
        );
        (await member.Browser.Post(form, ("answer", "allow"), ("mode", "live"))).Should(303);
        await App.Execute(
            $"UPDATE access_grants SET used_at = created_at WHERE client_id = '{id}'"
        );
    }

    private static void Inert(Answer page, int times = 1)
    {
        page.Text.ShouldNotContain("<script>alert");
        page.Text.ShouldNotContain("<img src=x");
        if (times > 0)
            (page.Text.Split("&lt;script&gt;alert(1)").Length - 1).ShouldBeGreaterThanOrEqualTo(
                times
            );
        page["Content-Security-Policy"].ShouldNotBeNull().ShouldNotContain("unsafe-inline");
    }

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : ClientRedirectTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : ClientRedirectTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}
