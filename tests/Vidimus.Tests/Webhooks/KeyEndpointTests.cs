using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>A key's own endpoint, and what becomes of it when the key is replaced. Tests move the clock, so each has a server.</summary>
public abstract class KeyEndpointTests(Engine engine)
{
    public sealed class Sqlite() : KeyEndpointTests(Engine.Sqlite);

    public sealed class Postgres() : KeyEndpointTests(Engine.Postgres);

    [Fact]
    public async Task W5_a_keys_endpoint_goes_over_to_its_successor_and_signs_with_the_old_secret_until_the_old_key_ends()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var old = await programme.Issuer.KeyWith("write");
        var made = await Listen(programme, receiver, old);
        var secret = made.At("secret")!;
        await (programme with { Key = old }).Issue();
        Signatures((await receiver.Wait())[0])
            .ShouldBe([Signed((await receiver.Wait())[0], secret)]);

        var next = await Rotate(programme, old, 3600);
        var endpoint = (await All(programme, next)).ShouldHaveSingleItem();
        endpoint.At("url").ShouldBe(receiver.Url);
        endpoint.At("events").ShouldBe("""["credential.issued"]""");
        endpoint.At("headerNames").ShouldBe("""["X-Team"]""");
        endpoint.At("state").ShouldBe("active");
        var secrets = endpoint.Json.GetProperty("secrets");
        secrets.GetArrayLength().ShouldBe(2);
        secrets[0].GetProperty("expiresAt").GetString().ShouldBeNull();
        secrets[1]
            .GetProperty("expiresAt")
            .GetString()
            .ShouldBe((await app.Get($"/v1/keys/{old.Id}", programme.Key.Secret)).At("expiresAt"));

        // Both keys are told, each at its own endpoint; the receiver sees no gap.
        await (programme with { Key = next }).Issue();
        var second = (await receiver.Wait(2))[1];
        Signatures(second).Length.ShouldBe(2);
        Signatures(second)[1].ShouldBe(Signed(second, secret));
        second.Headers["X-Team"].ShouldBe("badges");
        await (programme with { Key = old }).Issue();
        var third = (await receiver.Wait(3))[2];
        Signatures(third).ShouldBe([Signed(third, secret)]);

        // Who learns the successor's secret by replacing it is heard with that and with what signed before.
        var own = (
            await app.Rotate(programme.Issuer.Live, endpoint.At("id")!, """{"graceHours":0}""")
        )
            .Should(201)
            .At("secret")!;
        await (programme with { Key = next }).Issue();
        var fourth = (await receiver.Wait(4))[3];
        Signatures(fourth).ShouldBe([Signed(fourth, own)]);
    }

    [Fact]
    public async Task W5_at_the_old_keys_end_its_secret_signs_no_more()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var old = await programme.Issuer.KeyWith("write");
        var secret = (await Listen(programme, receiver, old)).At("secret")!;
        var next = await Rotate(programme, old, 60);
        app.Clock.Jump(TimeSpan.FromMinutes(1));
        await (programme with { Key = next }).Issue();
        var got = (await receiver.Wait())[0];
        Signatures(got).ShouldHaveSingleItem().ShouldNotBe(Signed(got, secret));
        (await All(programme, next))[0].Json.GetProperty("secrets").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Without_grace_the_successors_endpoint_has_a_secret_of_its_own_alone()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var old = await programme.Issuer.KeyWith("write");
        await Listen(programme, receiver, old);
        await Listen(programme, receiver, old, ""","resourceId":"ord_1" """);
        var bare = await programme.Issuer.KeyWith("write");
        var next = await Rotate(programme, old, 0);
        (await All(programme, next))
            .ShouldHaveSingleItem()
            .Json.GetProperty("secrets")
            .GetArrayLength()
            .ShouldBe(1);
        // A key without an endpoint gets none, and an object's endpoint stays what it is.
        (await All(programme, await Rotate(programme, bare, 0))).ShouldBeEmpty();
        (await All(programme, old)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Keys_replaced_at_once_get_an_endpoint_each_and_a_key_that_is_replaced_twice_gets_one()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var keys = new List<Key>();
        for (var i = 0; i < 5; i++)
        {
            keys.Add(await programme.Issuer.KeyWith("write"));
            await Listen(programme, receiver, keys[^1]);
        }
        var answers = await Task.WhenAll(
            keys.Concat(keys).Select(k => TryRotate(programme, k, 60))
        );
        answers.Count(a => a.Status == 201).ShouldBe(5);
        foreach (var made in answers.Where(a => a.Status == 201))
            (await All(programme, Key.Of(made.Json))).ShouldHaveSingleItem();
        (
            await app.Query(
                "SELECT count(*), count(DISTINCT number), max(number) FROM webhooks_endpoints"
            )
        )[0]
            .Select(Convert.ToInt32)
            .ShouldBe([10, 10, 10]);
    }

    [Fact]
    public async Task Endpoints_of_ended_keys_take_nobodys_place_and_end_once_nothing_waits_for_them()
    {
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>(Listening.Settings)
                {
                    ["Webhooks:EndpointsPerOrganization"] = "3",
                },
            }
        );
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var all = await programme.Listen(receiver, "webhook.deleted");
        var first = await programme.Issuer.KeyWith("write");
        var waiting = (await Listen(programme, receiver, first)).At("id")!;
        await (programme with { Key = first }).Issue();
        await app.Settled(waiting);
        await programme.Pause(waiting);
        await (programme with { Key = first }).Issue();
        var key = first;
        for (var i = 0; i < 5; i++)
            key = await Rotate(programme, key, 0);

        // Five of seven are of ended keys: there is room for one more, and for no second one.
        await programme.Listen(receiver, "group.created");
        (await programme.TryListen(receiver.Url)).Should(409);
        (await Live(app)).ShouldBe(8);

        // Those of ended keys end, but for the one for which something waits.
        app.Clock.Jump(TimeSpan.FromMinutes(90));
        await Until(app, 4);
        (await app.Facts(waiting)).ShouldNotContain("webhook.deleted");
        await programme.Resume(waiting);
        await app.Until(waiting, d => d.All(x => x.State == "succeeded"));
        await Until(app, 3);
        (await app.Facts(waiting))[^1].ShouldBe("webhook.deleted");
        (
            await app.Query(
                "SELECT members FROM platform_facts WHERE kind = 'webhook.deleted' AND resource_id = @id",
                ("@id", waiting)
            )
        )[0]
            [0]
            .ShouldBe("""{"reason":"keyEnded"}""");
        (await app.Until(all, d => d.Count(x => x.State == "succeeded") == 5)).Count.ShouldBe(5);
        (await All(programme, key)).ShouldHaveSingleItem();

        // Later those that were told of nothing are removed: no event has to look at them.
        app.Clock.Jump(TimeSpan.FromDays(2));
        await Until(app, 4, "1 = 1");
    }

    [Fact]
    public async Task An_endpoint_that_was_paused_and_forgotten_is_disabled()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var forgotten = await programme.Listen(receiver, "credential.issued");
        await programme.Pause(forgotten);
        await programme.Issue();
        app.Clock.Jump(TimeSpan.FromDays(20));
        var later = await programme.Listen(receiver, "credential.issued");
        await programme.Pause(later);
        await programme.Issue();
        app.Clock.Jump(TimeSpan.FromDays(11));
        await Until(app, 1, "state = 'disabled'");

        var shown = await programme.Endpoint(forgotten);
        shown.GetProperty("state").GetString().ShouldBe("disabled");
        shown.GetProperty("disabledReason").GetString().ShouldBe("paused");
        (await app.Facts(forgotten))[^1].ShouldBe("webhook.disabled");
        await app.Until(forgotten, d => d.Count == 2 && d.All(x => x.State == "cancelled"));
        (await app.Deliveries(later)).ShouldHaveSingleItem().State.ShouldBe("pending");
    }

    private static async Task<int> Live(VidimusApp app, string which = "deleted_at IS NULL") =>
        Convert.ToInt32(
            (await app.Query($"SELECT count(*) FROM webhooks_endpoints WHERE {which}"))[0][0]
        );

    private static async Task Until(VidimusApp app, int count, string which = "deleted_at IS NULL")
    {
        for (var i = 0; await Live(app, which) != count; i++)
        {
            i.ShouldBeLessThan(100, $"{await Live(app, which)} endpoints");
            app.Advance(TimeSpan.FromMinutes(5));
            await Task.Delay(100);
        }
    }

    private async Task<VidimusApp> Start()
    {
        Engines.Demand(engine);
        return await VidimusApp.Start(new(engine) { Settings = Listening.Settings });
    }

    private static async Task<Answer> Listen(
        Programme programme,
        Receiver receiver,
        Key key,
        string more = ""
    ) =>
        (
            await programme.TryListen(
                receiver.Url,
                "credential.issued",
                $$""","keyId":"{{key.Id}}","headers":{"X-Team":"badges"}{{more}}"""
            )
        ).Should(201);

    private static Task<Answer> TryRotate(Programme programme, Key key, int grace) =>
        programme.Post($"/v1/keys/{key.Id}/rotate", $$"""{"graceSeconds":{{grace}}}""");

    private static async Task<Key> Rotate(Programme programme, Key key, int grace) =>
        Key.Of((await TryRotate(programme, key, grace)).Should(201).Json);

    /// <summary>The endpoints of a key.</summary>
    private static async Task<IReadOnlyList<Answer>> All(Programme programme, Key key)
    {
        var found = new List<Answer>();
        var listed = (await programme.Get("/v1/webhooks?limit=100")).Should(200).Json;
        foreach (var endpoint in listed.GetProperty("data").EnumerateArray())
        {
            if (endpoint.GetProperty("keyId").GetString() == key.Id)
                found.Add(
                    (
                        await programme.Get(
                            $"/v1/webhooks/{endpoint.GetProperty("id").GetString()}"
                        )
                    ).Should(200)
                );
        }
        return found;
    }

    // Standard Webhooks: HMAC-SHA256 with the secret's bytes over id, time and body, dots between them.
    private static string Signed(Received got, string secret)
    {
        byte[] signed =
        [
            .. Encoding.ASCII.GetBytes($"{got.Id}.{got.Headers["webhook-timestamp"]}."),
            .. got.Body,
        ];
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    private static string[] Signatures(Received got) =>
        [
            .. got.Headers["webhook-signature"]
                .Split(' ')
                .Where(s => s.StartsWith("v1,", StringComparison.Ordinal)),
        ];
}
