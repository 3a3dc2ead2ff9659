using System.Text.Json;
using Shouldly;
using Vidimus.Access;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>Integrations: getting an access token on a page, and what is done with it there.</summary>
public abstract class KeyPageTests(SharedApp shared) : Scenario(shared)
{
    private const string New = "/portal/integrations/new";

    public sealed class Sqlite(ListeningOnSqlite shared)
        : KeyPageTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : KeyPageTests(shared),
            IClassFixture<ListeningOnPostgres>;

    [Fact]
    public async Task A_token_got_on_the_page_is_what_was_asked_for_and_works_at_once()
    {
        await using var receiver = Receiver.Answering();
        var owner = await Live("owner");
        (await owner.Browser.Get("/portal/integrations"))
            .ShouldBePage()
            .Text.ShouldContain("Get access token");
        var page = (
            await owner.Browser.Submit(
                New,
                New,
                ("label", "Course site"),
                ("mode", "live"),
                ("environment", "staging"),
                ("family", "vdm"),
                ("use", "exchange"),
                ("scopes", "groups:read"),
                ("scopes", "credentials:issue"),
                ("capDay", "12.50"),
                ("capMonth", "100"),
                ("rate", "60"),
                ("networks", "127.0.0.0/8\r\n::1/128"),
                ("expires", "2030-11-30"),
                ("webhook", receiver.Url)
            )
        ).ShouldBePage();
        var (secret, basic) = (page.TextOf("token"), page.TextOf("basic"));
        basic.ShouldStartWith("Authorization: Basic ");
        page.TextOf("curl").ShouldContain(basic);
        page.TextOf("csharp").ShouldContain(secret);
        page.TextOf("signing").ShouldStartWith("whsec_");
        // It is good in exchange only, and so the program that exchanges it is what an assistant starts.
        var program = McpOf(page);
        program.GetProperty("command").GetString().ShouldBe("vidimus");
        program.GetProperty("env").GetProperty("VIDIMUS_URL").GetString().ShouldBe(App.PublicUrl);
        program.GetProperty("env").GetProperty("VIDIMUS_KEY").GetString().ShouldBe(secret);
        page.Text.ShouldContain("/portal/connect");
        page.Text.ShouldNotContain("no-mcp");

        (await App.Get("/v1/groups", secret)).Status.ShouldNotBe(200, "it is exchanged first");
        var token = (
            await App.Send(
                HttpMethod.Post,
                "/v1/auth/token",
                null,
                null,
                ("Authorization", basic["Authorization: ".Length..])
            )
        )
            .Should(200)
            .At("access_token")!;
        (await App.Get("/v1/groups", token)).Should(200);
        (await App.Get("/v1/webhooks", token)).Should(403);

        var key = await KeyOf(owner, "Course site");
        key.GetProperty("environment").GetString().ShouldBe("staging");
        key.GetProperty("scopes")
            .EnumerateArray()
            .Select(s => s.GetString())
            .ShouldBe(["groups:read", "credentials:issue"], ignoreOrder: true);
        key.GetProperty("spendCapDayCents").GetInt64().ShouldBe(1250);
        key.GetProperty("spendCapMonthCents").GetInt64().ShouldBe(10000);
        key.GetProperty("rateLimitPerMinute").GetInt32().ShouldBe(60);
        key.GetProperty("exchangeOnly").GetBoolean().ShouldBeTrue();
        key.GetProperty("expiresAt")
            .GetDateTimeOffset()
            .ShouldBe(new(2030, 12, 1, 0, 0, 0, default));
        (await App.Get("/v1/webhooks", owner.Issuer.Live.Secret)).Text.ShouldContain(
            key.GetProperty("id").GetString()!
        );
    }

    [Fact]
    public async Task X8_a_token_is_on_one_answer_and_on_no_page_before_or_after_and_in_no_address()
    {
        var owner = await Live("owner");
        var fields = Asked("Shown once", PageText.Once('a'));
        var page = (await owner.Browser.Submit(New, New, fields)).ShouldBePage();
        var secret = page.TextOf("token");
        page["Location"].ShouldBeNull();
        page.Text.ShouldNotContain("?token");

        var again = (await owner.Browser.Post(New, fields)).ShouldBePage();
        again.Text.ShouldNotContain(secret);
        again.Text.ShouldContain("Shown once already");
        var id = (await KeyOf(owner, "Shown once")).GetProperty("id").GetString()!;
        string[] pages =
        [
            New,
            "/portal/integrations",
            $"/portal/integrations/{id}",
            $"/portal/integrations/{id}/edit",
        ];
        foreach (var path in pages)
            (await owner.Browser.Get(path))
                .ShouldBePage()
                .Text.ShouldNotContain(secret, customMessage: path);
        (await App.Get("/v1/auth/me", secret)).Should(200);
    }

    [Fact]
    public async Task The_configuration_shown_with_a_token_that_is_sent_directly_is_answered_as_it_stands()
    {
        var owner = await Live("owner");
        var page = (await owner.Browser.Submit(New, New, Asked("Assistant"))).ShouldBePage();
        var shown = McpOf(page);
        shown.GetProperty("type").GetString().ShouldBe("http");
        var address = new Uri(shown.GetProperty("url").GetString()!);
        address.ToString().ShouldBe($"{App.PublicUrl}/mcp");
        (
            await App.Send(
                HttpMethod.Post,
                address.AbsolutePath,
                null,
                new
                {
                    jsonrpc = "2.0",
                    id = 1,
                    method = "initialize",
                    @params = new
                    {
                        protocolVersion = "2025-11-25",
                        capabilities = new { },
                        clientInfo = new { name = "test", version = "1" },
                    },
                },
                (
                    "Authorization",
                    shown.GetProperty("headers").GetProperty("Authorization").GetString()!
                ),
                ("Accept", "application/json, text/event-stream")
            )
        ).Should(200).Text.ShouldContain("serverInfo");
    }

    [Fact]
    public async Task A_webhook_for_a_token_of_the_other_mode_is_refused_before_anything_is_made()
    {
        var owner = await Live("owner");
        var refused = (
            await owner.Browser.Submit(
                New,
                New,
                [
                    .. Asked("Half done").Where(f => f.Item1 != "mode"),
                    ("mode", "test"),
                    ("webhook", "https://example.org/hook"),
                ]
            )
        ).ShouldBePage(400);
        refused.Text.ShouldContain("Switch to test mode for a token with a webhook");
        refused.Text.ShouldContain("https://example.org/hook");
        (await Keys(owner)).Text.ShouldNotContain("Half done");
        foreach (var key in (Key[])[owner.Issuer.Live, owner.Issuer.Test])
            (await App.Get("/v1/webhooks", key.Secret))
                .Should(200)
                .Text.ShouldNotContain("example.org/hook");
    }

    [Fact]
    public async Task X1_script_in_a_label_a_reason_or_a_refusal_is_text_on_every_page()
    {
        var owner = await Live("owner");
        (await owner.Browser.Submit(New, New, Asked(PageText.Script))).ShouldBePage();
        var id = (await KeyOf(owner, PageText.Script)).GetProperty("id").GetString()!;
        var path = $"/portal/integrations/{id}";
        foreach (var page in (string[])["/portal/integrations", path, $"{path}/edit"])
            (await owner.Browser.Get(page)).ShouldBePage().Text.ShouldContain("&lt;script&gt;");
        foreach (
            var (field, value) in (IEnumerable<(string, string)>)
                [
                    ("networks", PageText.Script),
                    ("expires", PageText.Script),
                    ("capDay", PageText.Script),
                    ("label", PageText.Script + new string('x', 200)),
                ]
        )
            (
                await owner.Browser.Submit(
                    New,
                    New,
                    [.. Asked("Refused").Where(f => f.Item1 != field), (field, value)]
                )
            )
                .ShouldBePage(400)
                .Text.ShouldContain("&lt;script&gt;", customMessage: field);
        (
            await owner.Browser.Get($"/portal/integrations/{Uri.EscapeDataString(PageText.Script)}")
        ).ShouldBePage(404);
        (
            await owner.Browser.Get(
                $"/portal/integrations?cursor={Uri.EscapeDataString(PageText.Script)}"
            )
        ).ShouldBePage(400);
    }

    [Fact]
    public async Task X3_a_form_without_the_token_of_its_page_or_from_elsewhere_mints_nothing()
    {
        var owner = await Live("owner");
        var fields = Asked("Foreign");
        (
            await owner.Browser.Send(
                new(HttpMethod.Post, New) { Content = VidimusApp.Form([.. fields]) }
            )
        ).ShouldBePage(403);
        await owner.Browser.Open(New);
        var request = new HttpRequestMessage(HttpMethod.Post, New)
        {
            Content = VidimusApp.Form([("_form", owner.Browser.FormToken!), .. fields]),
        };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Origin", "https://elsewhere.example");
        (await owner.Browser.Send(request)).ShouldBePage(403);
        (await Keys(owner)).Text.ShouldNotContain("Foreign");
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("reviewer")]
    [InlineData("issuer")]
    public async Task Who_may_not_mint_has_no_button_and_is_refused_all_the_same(string role)
    {
        var member = await Live(role);
        (await member.Browser.Get("/portal")).ShouldBePage().Text.ShouldNotContain(New);
        (await member.Browser.Get(New)).ShouldBePage().Text.ShouldNotContain("name=\"scopes\"");
        (await member.Browser.Post(New, Asked("Not mine to give"))).ShouldBePage(403);
        var key = member.Issuer.Live.Id;
        (await member.Browser.Post($"/portal/integrations/{key}/revoke")).ShouldBePage(403);
        (await member.Browser.Get($"/portal/integrations/{key}")).ShouldBePage(403);
        (await Keys(member)).Text.ShouldNotContain("Not mine to give");
        (await App.Get("/v1/auth/me", member.Issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task A_key_of_another_organization_is_not_found_and_stays_as_it_is()
    {
        var (owner, other) = (await Live("owner"), await App.NewOrganization());
        var path = $"/portal/integrations/{other.Live.Id}";
        foreach (var page in (string[])[path, $"{path}/edit"])
            (await owner.Browser.Get(page)).ShouldBePage(404).Text.ShouldContain("Not found");
        await owner.Browser.Open("/portal");
        foreach (var act in (string[])["edit", "rotate", "suspend", "resume", "revoke"])
            (await owner.Browser.Post($"{path}/{act}", Asked("Theirs"))).ShouldBePage(404);
        (await App.Get("/v1/auth/me", other.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task A_token_is_edited_suspended_resumed_rotated_and_revoked_on_its_page()
    {
        var owner = await Live("owner");
        var secret = (
            await owner.Browser.Submit(New, New, [.. Asked("Course site"), ("capDay", "5")])
        ).TextOf("token");
        var id = (await KeyOf(owner, "Course site")).GetProperty("id").GetString()!;
        var path = $"/portal/integrations/{id}";
        (await owner.Browser.Submit($"{path}/edit", $"{path}/edit", Asked("Site"))).Should(303);
        var key = await KeyOf(owner, "Site");
        key.GetProperty("spendCapDayCents").ValueKind.ShouldBe(JsonValueKind.Null);
        (await owner.Browser.Get(path)).ShouldBePage().Text.ShouldContain("no cap");

        (await owner.Browser.Post($"{path}/suspend", ("reason", "a reason"))).Should(303);
        (await App.Get("/v1/auth/me", secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await owner.Browser.Submit(path, $"{path}/resume")).Should(303);
        (await App.Get("/v1/auth/me", secret)).Should(200);

        var rotated = (
            await owner.Browser.Submit(
                path,
                $"{path}/rotate",
                ("grace", "3600"),
                PageText.Once('b')
            )
        ).ShouldBePage();
        var successor = rotated.TextOf("token");
        (await App.Get("/v1/auth/me", successor)).Should(200);
        (await App.Get("/v1/auth/me", secret)).Should(200);
        (await owner.Browser.Post($"{path}/rotate", ("grace", "3600"), PageText.Once('b')))
            .ShouldBePage()
            .Text.ShouldNotContain(successor);

        (await owner.Browser.Submit(path, $"{path}/revoke")).Should(303);
        (await App.Get("/v1/auth/me", secret)).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
        (await owner.Browser.Get(path)).ShouldBePage().Text.ShouldNotContain($"{path}/revoke");
    }

    [Fact]
    public async Task Every_scope_there_is_is_offered_with_what_it_means()
    {
        var page = (await (await Live("owner")).Browser.Get(New)).ShouldBePage().Text;
        foreach (var scope in Scopes.All)
            page.ShouldContain($"name=\"scopes\" value=\"{scope}\"");
        page.Split("name=\"scopes\"").Length.ShouldBe(Scopes.All.Count + 1);
    }

    private static (string, string)[] Asked(string label, params (string, string)[] more) =>
        [
            ("label", label),
            ("mode", "live"),
            ("environment", "production"),
            ("use", "direct"),
            ("scopes", "read"),
            .. more,
        ];

    private async Task<Member> Live(string role)
    {
        var member = await App.Member(role);
        await member.Look("live");
        return member;
    }

    private Task<Answer> Keys(Member member) =>
        App.Get("/v1/keys?limit=100", member.Issuer.Live.Secret);

    private static JsonElement McpOf(Answer page) =>
        JsonDocument
            .Parse(page.TextOf("mcp"))
            .RootElement.GetProperty("mcpServers")
            .GetProperty("vidimus");

    private async Task<JsonElement> KeyOf(Member member, string label) =>
        (await Keys(member))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Single(k => k.GetProperty("label").GetString() == label);
}
