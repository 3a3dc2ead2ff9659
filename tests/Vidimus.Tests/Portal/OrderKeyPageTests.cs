using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>Getting a key for orders on a page: environment, name, caps, webhook, and both secrets once.</summary>
public abstract class OrderKeyPageTests(SharedApp shared) : Scenario(shared)
{
    private const string New = "/portal/integrations/new-order-key";

    public sealed class Sqlite(ListeningOnSqlite shared)
        : OrderKeyPageTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : OrderKeyPageTests(shared),
            IClassFixture<ListeningOnPostgres>;

    [Fact]
    public async Task C20_a_key_for_orders_is_got_with_its_caps_and_webhook_and_both_secrets_are_shown_once()
    {
        await using var receiver = Receiver.Answering();
        var owner = await Live("owner");
        (await owner.Browser.Get("/portal/integrations")).ShouldBePage().Text.ShouldContain(New);
        (string, string)[] fields =
        [
            ("mode", "live"),
            ("label", "Tenant 1"),
            ("capDay", "250"),
            ("capMonth", "1000"),
            ("webhook", receiver.Url),
            PageText.Once('c'),
        ];
        var page = (await owner.Browser.Submit(New, New, fields)).ShouldBePage();
        var (secret, signing) = (page.TextOf("token"), page.TextOf("signing"));
        secret.ShouldMatch("^vc_live_[a-z2-7]{52}$");
        signing.ShouldStartWith("whsec_");
        page.TextOf("quote").ShouldContain("/api/v1/quote");
        (await App.Get("/api/v1/capabilities", secret)).Should(200);
        var again = (await owner.Browser.Post(New, fields)).ShouldBePage();
        again.Text.ShouldContain("Shown once already");
        again.Text.ShouldNotContain(secret);
        again.Text.ShouldNotContain(signing);

        var id =
            (await App.Get("/v1/auth/me", secret)).At("keyId") ?? await IdOf(owner, "Tenant 1");
        var key = (await App.Get($"/v1/keys/{id}", owner.Issuer.Live.Secret)).Should(200);
        key.At("spendCapDayCents").ShouldBe("25000");
        key.At("spendCapMonthCents").ShouldBe("100000");
        key.At("exchangeOnly").ShouldBe("false");
        key.At("scopes").ShouldBe("""["orders:read","orders:quote","orders:submit"]""");
        var shown = (await owner.Browser.Get($"/portal/integrations/{id}")).ShouldBePage();
        shown.Text.ShouldContain(receiver.Url);
        shown.Text.ShouldNotContain(signing);

        // Later, on the key's page: another secret.
        var renewed = (
            await owner.Browser.Submit(
                $"/portal/integrations/{id}",
                $"/portal/integrations/{id}/webhook",
                ("webhook", receiver.Url),
                ("grace", "0")
            )
        ).ShouldBePage();
        renewed.TextOf("secret").ShouldStartWith("whsec_");
        renewed.TextOf("secret").ShouldNotBe(signing);
    }

    [Fact]
    public async Task C20_a_sandbox_key_needs_nothing_but_a_click_and_has_its_secret_all_the_same()
    {
        var owner = await Live("owner");
        var page = (await owner.Browser.Submit(New, New, ("mode", "test"))).ShouldBePage();
        page.TextOf("token").ShouldMatch("^vc_sandbox_[a-z2-7]{52}$");
        page.TextOf("signing").ShouldStartWith("whsec_");
        (await App.Post("/api/v1/quote", page.TextOf("token"), Certification.Verdacert.Sample))
            .Should(200)
            .At("isSandbox")
            .ShouldBe("true");
    }

    [Fact]
    public async Task What_is_wrong_is_told_before_anything_is_made_and_who_may_not_mint_is_refused()
    {
        var owner = await Live("owner");
        (
            await owner.Browser.Submit(
                New,
                New,
                ("mode", "test"),
                ("label", "Half done"),
                ("webhook", "nothing")
            )
        )
            .ShouldBePage(400)
            .Text.ShouldContain("https://example.org/hooks");
        (await App.Get("/v1/keys", owner.Issuer.Live.Secret)).Text.ShouldNotContain("Half done");
        var viewer = await Live("viewer");
        (await viewer.Browser.Get(New)).ShouldBePage().Text.ShouldNotContain("name=\"capDay\"");
        await viewer.Browser.Open("/portal");
        (await viewer.Browser.Post(New, ("mode", "test"), ("label", "Not mine"))).ShouldBePage(403);
        (await App.Get("/v1/keys", viewer.Issuer.Live.Secret)).Text.ShouldNotContain("Not mine");
    }

    private async Task<string> IdOf(Member owner, string label) =>
        (await App.Get("/v1/keys", owner.Issuer.Live.Secret))
            .Json.GetProperty("data")
            .EnumerateArray()
            .Single(k => k.GetProperty("label").GetString() == label)
            .GetProperty("id")
            .GetString()!;

    private async Task<Member> Live(string role)
    {
        var member = await App.Member(role);
        await member.Look("live");
        return member;
    }
}
