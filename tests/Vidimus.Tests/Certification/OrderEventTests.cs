using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Faults;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Events of orders, from the step of the order to whoever listens.</summary>
public sealed class OrderEventTests
{
    public static TheoryData<Engine> Engines =>
        Long.Wanted ? [Engine.Sqlite, Engine.Postgres] : [Engine.Sqlite];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task C11_C12_a_server_killed_while_it_tells_loses_no_step_of_an_order_and_tells_each_under_one_id(
        Engine engine
    )
    {
        var holding = true;
        await using var receiver = Receiver.Behaving(i => holding ? i.Silence() : i.Answer(204));
        await using var cluster = await Cluster.Start(
            engine,
            new() { Settings = Receiver.Allowed }
        );
        var (admin, _) = await cluster.NewProgramme();
        var minted = (
            await cluster.First.Post(
                "/v1/keys",
                admin,
                new
                {
                    label = "A tenant",
                    mode = "test",
                    family = "vc",
                }
            )
        ).Should(201);
        var key = Key.Of(minted.Json);
        var own = await cluster.First.Post($"/v1/keys/{key.Id}/webhook", admin);
        var secret = own.Should(201).At("secret")!;
        Output.Plant("webhook secret", secret);
        var id = await Order(cluster.First, key.Secret, receiver.Url);

        // Taken, sent, and not written down.
        var first = (await receiver.Wait())[0];
        await cluster.First.Kill();
        holding = false;
        await cluster.Store.Execute("UPDATE webhooks_deliveries SET next_at = 1 WHERE lease <> 0");
        await cluster.Store.Execute("UPDATE platform_leases SET until = 1");
        // Two minutes pass that nobody looks.
        await cluster.Store.Execute(
            "UPDATE certification_orders SET created_at = created_at - 130000"
        );
        await cluster.First.Start();
        (await cluster.First.Get($"/api/v1/status/{id}", key.Secret))
            .Should(200)
            .At("status")
            .ShouldBe("ready");
        await receiver.Wait(6);

        var told = receiver.Received;
        told.Count(r => r.Headers["x-verdacert-event-id"] == first.Headers["x-verdacert-event-id"])
            .ShouldBe(2);
        told.Select(r => (r.Headers["x-verdacert-event"], r.Headers["x-verdacert-event-id"]))
            .Distinct()
            .Select(t => t.Item1)
            .ShouldBe(
                [
                    "order.created",
                    "order.paid",
                    "order.processing",
                    "order.in_review",
                    "order.ready",
                ],
                ignoreOrder: true
            );
        foreach (var request in told)
        {
            request.Headers["x-verdacert-event-id"].ShouldMatch("^evt_[0-9a-f]{24}$");
            var parts = request.Headers["x-verdacert-signature"].Split(',');
            var time = parts[0]["t=".Length..];
            byte[] bytes = [.. Encoding.UTF8.GetBytes($"{time}."), .. request.Body];
            var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes);
            parts.ShouldContain($"v1={Convert.ToHexStringLower(signed)}");
            Encoding.UTF8.GetString(request.Body).ShouldContain(id);
        }
    }

    private static async Task<string> Order(Node node, string key, string webhook)
    {
        var quote = (await node.Post("/api/v1/quote", key, Verdacert.Sample)).Should(200);
        var upload = await node.Post("/v1/documents", key, Files.Content(Files.Pdf("x")));
        var made = await node.Post(
            "/api/v1/submit",
            key,
            Customer.Body(
                quote.At("quoteId")!,
                Customer.NewName(),
                upload.Should(201).At("id")!,
                $$""","echoedInput":{{Verdacert.Sample}},"webhookUrl":"{{webhook}}" """
            )
        );
        return made.Should(200).At("jobId")!;
    }
}
