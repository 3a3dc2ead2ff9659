using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Faults;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>
/// A server that is killed at each step between preparing a charge and answering: never two charges, never a charge without
/// an order, never an idempotency key that stays stuck.
/// </summary>
public sealed class OrderKillTests
{
    private const string Confirm = "POST /v1/payment_intents/*/confirm";

    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L3_L8_killed_between_reserving_charging_and_writing_an_order_is_charged_once_or_not_at_all(
        Engine engine
    )
    {
        await using var stripe = await StripeStandIn.Start();
        var settings = stripe.Settings;
        settings["Certification:Payment:CallTimeout"] = "00:00:20";
        await using var cluster = await Cluster.Start(engine, new() { Settings = settings });
        var buyer = await Buyer.Of(cluster, stripe, orders: 4);

        // Prepared, and nothing saved.
        (await Die(buyer, "POST /v1/payment_intents", "hang")).ShouldBe(0);
        (await stripe.Books()).Charges.ShouldBe(0);
        await buyer.Repeat();

        // Saved and reserved; the charge may be taken before or after somebody gives it up.
        (await Die(buyer, Confirm, "slow-before")).ShouldBe(1);
        await buyer.Settled();
        await buyer.Repeat();

        // Taken, and no order written: the server finds it by itself.
        (await Die(buyer, Confirm, "hang")).ShouldBe(1);
        (await stripe.Books()).Charges.ShouldBe(3);
        await buyer.Settled();
        (await buyer.Orders()).ShouldBe(3);
        await buyer.Repeat();

        // Written, and perhaps not answered.
        var asked = buyer.Submit();
        while (await buyer.Orders() < 4)
            await Task.Delay(5);
        await cluster.First.Kill();
        await asked;
        await cluster.First.Start();
        await buyer.Repeat();

        (await buyer.Orders()).ShouldBe(4);
        (await buyer.Submissions()).ShouldBe(0);
        (await stripe.Books()).ShouldBe((4 * Customer.Price, 0, 4));
        // The cap had room for exactly these.
        (await cluster.Store.Number("SELECT sum(cents) FROM access_charges")).ShouldBe(
            4 * Customer.Price
        );
        foreach (var kind in (string[])["order.created", "order.paid"])
            (
                await cluster.Store.Number(
                    $"SELECT count(*) FROM platform_facts WHERE kind = '{kind}'"
                )
            ).ShouldBe(4);
    }

    /// <summary>
    /// Submits, and kills the server while Stripe is at this call; then starts it again, as much later as leases last. Answers
    /// how many submissions the dead one left.
    /// </summary>
    private static async Task<long> Die(Buyer buyer, string at, string what)
    {
        var before = await buyer.Calls(at);
        await buyer.Stripe.Control(
            HttpMethod.Post,
            "switch",
            new
            {
                at,
                what,
                times = 1,
                milliseconds = 1500,
            }
        );
        var asked = buyer.Submit();
        while (await buyer.Calls(at) == before)
            await Task.Delay(5);
        // What is done before it hangs is done.
        await Task.Delay(100);
        await buyer.Cluster.First.Kill();
        (await asked).ShouldBeNull();
        var left = await buyer.Submissions();
        await buyer.Cluster.Store.Execute("UPDATE certification_submissions SET lease_until = 1");
        await buyer.Cluster.Store.Execute("UPDATE platform_leases SET until = 1");
        await buyer.Cluster.First.Start();
        return left;
    }

    /// <summary>Who orders at a server that may die meanwhile.</summary>
    private sealed record Buyer(Cluster Cluster, StripeStandIn Stripe, string Key)
    {
        private string _body = "";

        public static async Task<Buyer> Of(Cluster cluster, StripeStandIn stripe, int orders)
        {
            var (admin, _) = await cluster.NewProgramme();
            var url = (await cluster.First.Post("/v1/payment-method/setup", admin))
                .Should(200)
                .At("url")!;
            var session = url[(url.LastIndexOf('/') + 1)..];
            await stripe.Control(HttpMethod.Post, $"complete/{session}", new { card = "visa" });
            (
                await cluster.First.Post(
                    "/v1/payment-method/confirm",
                    admin,
                    new { sessionId = session }
                )
            ).Should(200);
            var minted = await cluster.First.Post(
                "/v1/keys",
                admin,
                new
                {
                    label = "Orders",
                    mode = "live",
                    scopes = new[] { "write" },
                    spendCapDayCents = orders * Customer.Price,
                }
            );
            return new(cluster, stripe, Testing.Key.Of(minted.Should(201).Json).Secret);
        }

        /// <summary>A new order; null when the server died before it answered.</summary>
        public async Task<Answer?> Submit()
        {
            var node = Cluster.First;
            var quote = (await node.Post("/v1/quotes", Key, Customer.Input)).Should(201).At("id")!;
            var upload = await node.Post("/v1/documents", Key, Files.Content(Files.Pdf("x")));
            _body = Customer.Body(quote, Customer.NewName(), upload.Should(201).At("id")!);
            try
            {
                return await node.Post("/v1/orders", Key, _body);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return null;
            }
        }

        /// <summary>The last order once more, and again: it is there, once.</summary>
        public async Task Repeat()
        {
            var first = (await Cluster.First.Post("/v1/orders", Key, _body)).Should(201);
            var again = (await Cluster.First.Post("/v1/orders", Key, _body)).Should(201);
            (again.At("id"), again.At("status")).ShouldBe((first.At("id"), "paid"));
            again["Idempotency-Replayed"].ShouldBe("true");
        }

        /// <summary>Waits until the server has brought to its end what was left behind.</summary>
        public async Task Settled()
        {
            for (var end = DateTime.UtcNow + Patience.Limit; ; await Task.Delay(50))
            {
                if (await Submissions() == 0)
                    return;
                DateTime.UtcNow.ShouldBeLessThan(end, "a submission stays");
            }
        }

        public Task<long> Submissions() =>
            Cluster.Store.Number("SELECT count(*) FROM certification_submissions");

        public Task<long> Orders() =>
            Cluster.Store.Number("SELECT count(*) FROM certification_orders");

        /// <summary>How often Stripe was called so.</summary>
        public async Task<int> Calls(string at)
        {
            var (begin, end) = (at.Split('*')[0], at.Split('*')[^1]);
            return (await Stripe.Control(HttpMethod.Get, "calls"))
                .EnumerateArray()
                .Select(c => c.GetProperty("call").GetString()!)
                .Count(c => begin == end ? c == at : c.StartsWith(begin) && c.EndsWith(end));
        }
    }
}
