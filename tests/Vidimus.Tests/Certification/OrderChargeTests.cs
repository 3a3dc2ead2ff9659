using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Orders whose charge is taken when they are submitted: declined ones, and answers that are lost.</summary>
public abstract class OrderChargeTests(Engine engine) : IAsyncLifetime
{
    public sealed class Sqlite() : OrderChargeTests(Engine.Sqlite);

    public sealed class Postgres() : OrderChargeTests(Engine.Postgres);

    private StripeStandIn? _stripe;
    private VidimusApp? _app;

    private StripeStandIn Stripe => _stripe!;

    private VidimusApp App => _app!;

    public async ValueTask InitializeAsync()
    {
        Engines.Demand(engine);
        _stripe = await StripeStandIn.Start();
        _app = await VidimusApp.Start(new(engine) { Settings = Stripe.Settings });
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
            await _app.DisposeAsync();
        if (_stripe is not null)
            await _stripe.DisposeAsync();
    }

    [Fact]
    public async Task C7_a_declined_charge_leaves_nothing_behind_and_gives_the_cap_back_exactly()
    {
        var customer = await Customer.Of(App, "live", day: Customer.Price);
        var body = await customer.NewBody();
        (await customer.Post(body)).ShouldBeProblem(402, "PAYMENT_METHOD_MISSING");
        await customer.Issuer.StorePaymentMethod(Stripe, "chargeDeclined");
        for (var i = 0; i < 2; i++)
        {
            (await customer.Post(body)).ShouldBeProblem(402, "PAYMENT_FAILED");
            (await customer.Spent(), await customer.Spent("Month")).ShouldBe((0, 0));
            (await customer.Count("access_charges")).ShouldBe(0);
            (await customer.Count("certification_orders")).ShouldBe(0);
            (await customer.Count("certification_submissions")).ShouldBe(0);
        }
        (await App.Get("/v1/usage?groupBy=action", customer.Issuer.Live.Secret))
            .Should(200)
            .Text.ShouldNotContain($"\"cents\":{Customer.Price}");
        // The upload is there as before, and the same key may be used again.
        await customer.Issuer.StorePaymentMethod(Stripe);
        var made = (await customer.Post(body)).Should(201);
        (made.At("status"), made.At("payment")).ShouldBe(("paid", "stripe"));
        (await customer.Post(body)).Should(201).At("id").ShouldBe(made.At("id"));
        (await customer.Events(made.At("id")!)).ShouldBe(["order.created", "order.paid"]);
        (await customer.Spent()).ShouldBe(Customer.Price);
        (await Stripe.Books()).ShouldBe((Customer.Price, 0, 1));
        (await customer.Post(await customer.NewBody())).ShouldBeProblem(
            402,
            "SPEND_LIMIT_EXCEEDED"
        );
        (await Stripe.Books()).Charges.ShouldBe(1);
    }

    [Fact]
    public async Task L8_C7_a_charge_whose_answer_is_lost_is_found_again_and_taken_once()
    {
        var customer = await Customer.Of(App, "live", day: Customer.Price);
        await customer.Issuer.StorePaymentMethod(Stripe);
        var body = await customer.NewBody();
        await Stripe.Switch("POST /v1/payment_intents/*/confirm", "lose", 3);
        await Stripe.Switch("GET /v1/payment_intents/*", "drop-before", 3);
        (await customer.Post(body)).ShouldBeProblem(503, "PAYMENT_UNAVAILABLE");
        var made = (await customer.Post(body)).Should(201);
        (await customer.Count("certification_orders")).ShouldBe(1);
        (await customer.Count("certification_submissions")).ShouldBe(0);
        (await customer.Events(made.At("id")!)).ShouldBe(["order.created", "order.paid"]);
        (await customer.Spent()).ShouldBe(Customer.Price);
        (await Stripe.Books()).ShouldBe((Customer.Price, 0, 1));
    }

    [Fact]
    public async Task L8_what_was_begun_under_Stripe_is_settled_there_after_the_form_of_payment_has_changed()
    {
        var customer = await Customer.Of(App, "live", day: Customer.Price);
        await customer.Issuer.StorePaymentMethod(Stripe);
        var body = await customer.NewBody();
        // Prepared at Stripe, and never taken there.
        await Stripe.Switch("POST /v1/payment_intents/*/confirm", "drop-before", 3);
        await Stripe.Switch("GET /v1/payment_intents/*", "drop-before", 3);
        (await customer.Post(body)).ShouldBeProblem(503, "PAYMENT_UNAVAILABLE");
        var settings = Stripe.Settings;
        settings["Certification:Payment:Kind"] = "invoice";
        await using var changed = await VidimusApp.Start(
            new(engine) { Beside = App, Settings = settings }
        );
        // Nobody takes it for paid: it is withdrawn, and what is ordered is a new order on account.
        var made = (await customer.Post(body, changed)).Should(201);
        (made.At("status"), made.At("payment")).ShouldBe(("paid", "invoice"));
        (await customer.Count("certification_orders")).ShouldBe(1);
        (await customer.Count("certification_submissions")).ShouldBe(0);
        (await customer.Spent()).ShouldBe(Customer.Price);
        (await Stripe.Books()).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C7_a_charge_that_fails_after_its_order_was_written_gives_the_cap_back_exactly(
        bool cancelled
    )
    {
        var customer = await Customer.Of(App, "live", day: Customer.Price);
        await customer.Issuer.StorePaymentMethod(Stripe, "bankDebit");
        var order = (await customer.Post(await customer.NewBody())).Should(201);
        var id = order.At("id")!;
        order.At("status").ShouldBe("created");
        (await customer.Spent()).ShouldBe(Customer.Price);
        if (cancelled)
            (await App.Post($"/v1/orders/{id}/cancel", customer.Key.Secret))
                .Should(200)
                .At("refund", "state")
                .ShouldBe("pending");
        // As if it had been written by somebody who found it hours later.
        await App.Store()
            .Execute(
                "UPDATE certification_orders SET created_at = created_at + 10800000 WHERE id = @id",
                ("@id", id)
            );
        var intent = (string)
            (
                await App.Query(
                    "SELECT payment_reference FROM certification_orders WHERE id = @id",
                    ("@id", id)
                )
            )[0][0]!;
        await Stripe.Control(HttpMethod.Post, $"settle/{intent}", new { outcome = "failed" });
        for (var i = 0; i < 2; i++)
        {
            var told = (await Stripe.Events("payment_intent.payment_failed"))[^1];
            (await StripeStandIn.Send(App, told)).Should(204);
        }
        (await App.Stored(id)).State.ShouldBe(cancelled ? "cancelled" : "failed");
        (await customer.Spent(), await customer.Spent("Month")).ShouldBe((0, 0));
        (await customer.Count("access_charges")).ShouldBe(0);
        (await App.Get("/v1/usage?groupBy=action", customer.Issuer.Live.Secret))
            .Should(200)
            .Text.ShouldNotContain($"\"cents\":{Customer.Price}");
        await customer.Issuer.StorePaymentMethod(Stripe);
        (await customer.Post(await customer.NewBody())).Should(201);
        (await customer.Spent()).ShouldBe(Customer.Price);
    }

    [Fact]
    public async Task L7_C7_racing_twins_on_two_nodes_take_one_charge()
    {
        await using var beside = await VidimusApp.Start(
            new(engine) { Beside = App, Settings = Stripe.Settings }
        );
        var customer = await Customer.Of(App, "live", day: Customer.Price);
        await customer.Issuer.StorePaymentMethod(Stripe);
        var body = await customer.NewBody();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => customer.Post(body, i % 2 == 0 ? App : beside))
        );
        // A twin on the other node may be told to come back while the charge is being taken.
        foreach (var twin in answers.Where(a => a.Status != 201))
            twin.ShouldBeProblem(409, "SUBMISSION_IN_PROGRESS");
        answers.Count(a => a.Status == 201).ShouldBeGreaterThan(0);
        var id = (await customer.Post(body)).Should(201).At("id");
        answers.Where(a => a.Status == 201).ShouldAllBe(a => a.At("id") == id);
        (await customer.Count("certification_orders")).ShouldBe(1);
        (await Stripe.Books()).ShouldBe((Customer.Price, 0, 1));
    }
}
