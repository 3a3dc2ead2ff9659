using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>The keys of v1a signatures: published before they sign and after, and gone at once when they leaked.</summary>
public abstract class SigningKeyTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : SigningKeyTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SigningKeyTests(shared),
            IClassFixture<OnPostgres>;

    private const string Rotate = "/v1/webhook-keys/rotate";

    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_one_for_seven_days_after()
    {
        var issuer = await App.NewOrganization();
        (await App.Get($"/v1/webhook-keys/{issuer.Id}")).Should(404);
        (await App.Get("/v1/webhook-keys/org_nobody")).Should(404);

        var first = (await App.Post(Rotate, issuer.Live.Secret)).Should(200);
        first.At("signsFrom").ShouldBe(Time(App.Clock.Now), "the first one signs at once");
        var answer = (await App.Get($"/v1/webhook-keys/{issuer.Id}")).Should(200);
        answer["Cache-Control"].ShouldBe("public, max-age=300");
        answer.MediaType.ShouldBe("application/jwk-set+json");
        var key = answer.Json.GetProperty("keys").EnumerateArray().Single();
        key.GetProperty("kty").GetString().ShouldBe("OKP");
        key.GetProperty("crv").GetString().ShouldBe("Ed25519");
        key.GetProperty("kid").GetString().ShouldBe(first.At("id"));
        key.GetProperty("whpk").GetString().ShouldBe(first.At("publicKey"));
        key.TryGetProperty("d", out _).ShouldBeFalse("the private part");

        App.Clock.Jump(TimeSpan.FromHours(1));
        var rotated = App.Clock.Now;
        var second = (await App.Post(Rotate, issuer.Live.Secret)).Should(200);
        second.At("signsFrom").ShouldBe(Time(rotated.AddMinutes(10)));
        (await Published(issuer)).ShouldBe([first.At("id"), second.At("id")]);
        (await App.Post(Rotate, issuer.Live.Secret)).ShouldBeProblem(409, "WEBHOOK_KEY_IS_NEW");
        App.Clock.Jump(TimeSpan.FromMinutes(10) + TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        (await Published(issuer)).ShouldBe([first.At("id"), second.At("id")]);
        App.Advance(TimeSpan.FromSeconds(1));
        (await Published(issuer)).ShouldBe([second.At("id")]);
    }

    [Fact]
    public async Task A_key_that_somebody_else_may_have_is_withdrawn_at_once()
    {
        var issuer = await App.NewOrganization();
        await App.Post(Rotate, issuer.Live.Secret);
        await App.Post(Rotate, issuer.Live.Secret);
        var now = (await App.Post(Rotate, issuer.Live.Secret, """{"compromised":true}""")).Should(
            200
        );
        now.At("signsFrom").ShouldBe(Time(App.Clock.Now));
        (await Published(issuer)).ShouldBe([now.At("id")]);
        (await issuer.Facts("webhook.signing-key-made")).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Only_a_live_key_that_may_change_webhooks_replaces_it()
    {
        var issuer = await App.NewOrganization();
        (await App.Post(Rotate, issuer.Test.Secret)).Status.ShouldBe(403);
        var reader = await issuer.KeyWith("read");
        (await App.Post(Rotate, reader.Secret)).Status.ShouldBe(403);
        (await App.Post(Rotate)).Status.ShouldBe(401);
        var writer = await issuer.KeyWith("webhooks:write");
        (await App.Post(Rotate, writer.Secret)).Should(200);
    }

    private async Task<string?[]> Published(Issuer issuer) =>
        [
            .. (await App.Get($"/v1/webhook-keys/{issuer.Id}"))
                .Should(200)
                .Json.GetProperty("keys")
                .EnumerateArray()
                .Select(k => k.GetProperty("kid").GetString()),
        ];

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );
}
