using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Where the events of orders go, and by which secret they are signed.</summary>
public abstract class OrderWebhookTests(Engine engine)
{
    public sealed class Sqlite() : OrderWebhookTests(Engine.Sqlite);

    public sealed class Postgres() : OrderWebhookTests(Engine.Postgres);

    private Task<VidimusApp> Start() =>
        VidimusApp.Start(new(engine) { Settings = Listening.Settings });

    [Fact]
    public async Task C12_the_address_of_an_order_is_told_instead_of_the_keys_and_signed_with_the_keys_secret()
    {
        await using var app = await Start();
        await using var files = SurfaceOrders.Documents();
        await using var ofKey = Receiver.Answering();
        await using var ofOrder = Receiver.Answering();
        var issuer = await app.NewOrganization();
        var key = await issuer.VerdacertKey();
        var path = $"/v1/keys/{key.Id}/webhook";
        var secret = (await app.Post(path, issuer.Test.Secret, $$"""{"url":"{{ofKey.Url}}"}"""))
            .Should(201)
            .At("secret")!;

        var named = await SurfaceOrders.Ready(app, key.Secret, files.Url);
        var first = (await app.Submit(key.Secret, named.With("webhookUrl", ofOrder.Url)))
            .Should(200)
            .At("jobId")!;
        var plain = await SurfaceOrders.Ready(app, key.Secret, files.Url);
        var second = (await app.Submit(key.Secret, plain)).Should(200).At("jobId")!;

        foreach (var (receiver, job) in new[] { (ofOrder, first), (ofKey, second) })
        {
            var created = (await receiver.Wait())[0];
            created.Headers["x-verdacert-event"].ShouldBe("order.created");
            created.Headers["x-verdacert-event-id"].ShouldMatch("^evt_[0-9a-f]{24}$");
            created.Headers["Content-Type"].ShouldStartWith("application/json");
            created.Json.GetProperty("data").GetProperty("jobId").GetString().ShouldBe(job);
            SurfaceOrders.Signatures(created).ShouldBe([SurfaceOrders.Signature(secret, created)]);
        }

        // The key's secret is replaced: what the order tells from then on is signed with the new one.
        var renewed = (await app.Post(path, issuer.Test.Secret, """{"graceHours":0}"""))
            .Should(201)
            .At("secret")!;
        app.Advance(TimeSpan.FromSeconds(6));
        (await app.Get($"/api/v1/status/{first}", key.Secret)).At("status").ShouldBe("paid");
        var paid = (await ofOrder.Wait(2))[1];
        paid.Headers["x-verdacert-event"].ShouldBe("order.paid");
        SurfaceOrders.Signatures(paid).ShouldBe([SurfaceOrders.Signature(renewed, paid)]);
        ofKey.Received.ShouldAllBe(r =>
            r.Json.GetProperty("data").GetProperty("jobId").GetString() == second
        );
        // It stands in no list of endpoints, and takes nobody's place.
        (await app.Get("/v1/webhooks", issuer.Test.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_key_without_a_secret_is_given_one_and_whoever_replaces_it_can_verify()
    {
        await using var app = await Start();
        await using var files = SurfaceOrders.Documents();
        await using var receiver = Receiver.Answering();
        var issuer = await app.NewOrganization();
        var key = await issuer.VerdacertKey();
        // Several at once: the key still has one secret.
        var jobs = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                    (
                        await app.Submit(
                            key.Secret,
                            (await SurfaceOrders.Ready(app, key.Secret, files.Url)).With(
                                "webhookUrl",
                                receiver.Url
                            )
                        )
                    )
                        .Should(200)
                        .At("jobId")!
                )
        );
        await receiver.Wait(4);
        var path = $"/v1/keys/{key.Id}/webhook";
        (await app.Get(path, issuer.Test.Secret))
            .Should(200)
            .Json.GetProperty("secrets")
            .GetArrayLength()
            .ShouldBe(1);
        var secret = (await app.Post(path, issuer.Test.Secret)).Should(201).At("secret")!;
        app.Advance(TimeSpan.FromSeconds(6));
        await app.Get($"/api/v1/status/{jobs[0]}", key.Secret);
        var next = (await receiver.Wait(5))[4];
        SurfaceOrders.Signatures(next).Length.ShouldBe(2);
        SurfaceOrders.Signatures(next)[0].ShouldBe(SurfaceOrders.Signature(secret, next));
    }

    [Fact]
    public async Task The_endpoint_of_an_order_outlives_its_key_and_is_removed_once_the_order_is_over()
    {
        await using var app = await Start();
        await using var files = SurfaceOrders.Documents();
        await using var receiver = Receiver.Answering();
        var issuer = await app.NewOrganization();
        var key = await issuer.VerdacertKey();
        var order = await SurfaceOrders.Ready(app, key.Secret, files.Url);
        var job = (await app.Submit(key.Secret, order.With("webhookUrl", receiver.Url)))
            .Should(200)
            .At("jobId")!;
        await receiver.Wait();
        (await app.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        app.Clock.Jump(TimeSpan.FromHours(3));
        (await app.Get($"/v1/orders/{job}/result", issuer.Test.Secret)).Should(200);
        await receiver.Wait(6);
        receiver.Received[^1].Kind.ShouldBe("order.delivered");
        (await Endpoints(app, job)).ShouldBe(1);
        app.Advance(TimeSpan.FromDays(31));
        await Patience.Until(
            async () => await Endpoints(app, job) == 0,
            () => app.Advance(TimeSpan.FromMinutes(5))
        );
        (await Endpoints(app, job)).ShouldBe(0);
    }

    private static async Task<int> Endpoints(VidimusApp app, string job) =>
        (
            await app.Query(
                "SELECT id FROM webhooks_endpoints WHERE about = @id AND deleted_at IS NULL",
                ("@id", job)
            )
        ).Count();
}
