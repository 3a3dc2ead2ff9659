using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>A key's own webhook: one secret, shown once, and the address where its orders are told of.</summary>
public abstract class KeyWebhookTests(HookedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HookedOnSqlite shared)
        : KeyWebhookTests(shared),
            IClassFixture<HookedOnSqlite>;

    public sealed class Postgres(HookedOnPostgres shared)
        : KeyWebhookTests(shared),
            IClassFixture<HookedOnPostgres>;

    private static string Path(Key key) => $"/v1/keys/{key.Id}/webhook";

    [Fact]
    public async Task C1_a_key_gets_a_secret_of_its_own_shown_once_and_the_address_may_come_later()
    {
        var issuer = await App.NewOrganization();
        var admin = issuer.Test.Secret;
        var (one, other) = (await issuer.VerdacertKey(), await issuer.VerdacertKey());
        (await App.Get(Path(one), admin)).ShouldBeProblem(404, "WEBHOOK_OF_KEY_NOT_FOUND");
        var made = (await App.Post(Path(one), admin)).Should(201);
        made.At("secret").ShouldNotBeNull().ShouldStartWith("whsec_");
        made.At("url").ShouldBe("");
        made.At("keyId").ShouldBe(one.Id);
        made.At("events").ShouldBe("""["order.*"]""");
        (await App.Post(Path(other), admin))
            .Should(201)
            .At("secret")
            .ShouldNotBe(made.At("secret"));
        var shown = (await App.Get(Path(one), admin)).Should(200);
        shown.Text.ShouldNotContain(made.At("secret")!);

        // Asked again: the address is set, the secret replaced, and the old one signs for a while.
        var again = (
            await App.Post(Path(one), admin, $$"""{"url":"{{Hooks.Url}}","graceHours":2}""")
        ).Should(201);
        again.At("id").ShouldBe(made.At("id"));
        again.At("secret").ShouldNotBe(made.At("secret"));
        again.At("url").ShouldBe(Hooks.Url);
        again.Json.GetProperty("secrets").GetArrayLength().ShouldBe(2);
        (await App.Facts(made.At("id")!)).ShouldBe(
            ["webhook.created", "webhook.edited", "webhook.secret-rotated"],
            ignoreOrder: true
        );
        // Without an address the one there is stays.
        (await App.Post(Path(one), admin, "{}"))
            .Should(201)
            .At("url")
            .ShouldBe(Hooks.Url);
        // It is an endpoint like others: it may be led elsewhere and deleted.
        (
            await App.Patch(
                $"/v1/webhooks/{made.At("id")}",
                admin,
                """{"url":"https://other.example/hooks"}"""
            )
        ).Should(200);
        (await App.Delete($"/v1/webhooks/{made.At("id")}", admin)).Should(204);
        (await App.Get(Path(one), admin)).ShouldBeProblem(404, "WEBHOOK_OF_KEY_NOT_FOUND");
    }

    [Fact]
    public async Task A_live_administrator_looks_after_test_keys_and_nobody_after_those_of_others()
    {
        var issuer = await App.NewOrganization();
        var sandbox = await issuer.VerdacertKey();
        var live = await issuer.VerdacertKey("live");
        var made = (await App.Post(Path(sandbox), issuer.Live.Secret)).Should(201);
        made.At("mode").ShouldBe("test");
        (await App.Get(Path(sandbox), issuer.Live.Secret)).Should(200);
        (await App.Post(Path(live), issuer.Test.Secret)).ShouldBeProblem(
            404,
            "WEBHOOK_KEY_NOT_FOUND"
        );
        (await App.Post(Path(live), issuer.Live.Secret)).Should(201);
        (await App.Get(Path(live), issuer.Test.Secret)).ShouldBeProblem(
            404,
            "WEBHOOK_OF_KEY_NOT_FOUND"
        );
        var stranger = await App.NewOrganization();
        foreach (var key in (Key[])[sandbox, live])
        {
            (await App.Post(Path(key), stranger.Live.Secret)).ShouldBeProblem(
                404,
                "WEBHOOK_KEY_NOT_FOUND"
            );
            (await App.Get(Path(key), stranger.Live.Secret)).ShouldBeProblem(
                404,
                "WEBHOOK_OF_KEY_NOT_FOUND"
            );
        }
        // The key itself orders and reads; where it is told of that is not its to say, except for one order.
        (await App.Post(Path(sandbox), sandbox.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Post($"/v1/keys/{live.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await App.Post(Path(live), issuer.Live.Secret)).ShouldBeProblem(
            404,
            "WEBHOOK_KEY_NOT_FOUND"
        );
    }

    [Theory]
    [InlineData("https://private.example/hook")]
    [InlineData("https://metadata.example/hook")]
    [InlineData("http://receiver.example/hook")]
    [InlineData("nothing")]
    public async Task An_address_that_nothing_would_be_sent_to_is_refused(string url)
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.VerdacertKey();
        (await App.Post(Path(key), issuer.Test.Secret, $$"""{"url":"{{url}}"}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "url"
        );
        (await App.Get(Path(key), issuer.Test.Secret)).ShouldBeProblem(
            404,
            "WEBHOOK_OF_KEY_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Asked_at_once_from_all_sides_there_is_one_endpoint()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.VerdacertKey();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => App.Post(Path(key), issuer.Test.Secret))
        );
        foreach (var answer in answers)
            answer.Should(201);
        answers.Select(a => a.At("id")).Distinct().ShouldHaveSingleItem();
        answers.Select(a => a.At("secret")).Distinct().Count().ShouldBe(8);
    }
}
