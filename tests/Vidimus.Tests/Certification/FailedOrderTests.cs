using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>What is paid for an order that the agency ends as failed goes back by itself, whatever happens on the way.</summary>
public abstract class FailedOrderTests(PaidByStripe shared)
{
    public sealed class Sqlite(PaidByStripeOnSqlite shared)
        : FailedOrderTests(shared),
            IClassFixture<PaidByStripeOnSqlite>;

    public sealed class Postgres(PaidByStripeOnPostgres shared)
        : FailedOrderTests(shared),
            IClassFixture<PaidByStripeOnPostgres>;

    private StripeStandIn Stripe { get; } = shared.Stripe;

    private VidimusApp App { get; } = shared.App;

    [Fact]
    public async Task What_is_left_of_the_price_is_given_back_once_and_the_customers_own_request_is_that_refund()
    {
        var (desk, reviewer, order) = await Claimed();
        var key = desk.Customer.Live.Secret;
        (await App.Refund(key, order, 1700)).Should(201).At("state").ShouldBe("succeeded");
        (await reviewer.Step(order, "fail", reason: "Page two is missing.")).Should(200);
        await Until(order, ("refunded", 5000));
        (await Stripe.Ledger(order)).ShouldBe((5000, 5000, 1));
        var refunds = await App.Refunds(key, order);
        refunds.Select(r => r.GetProperty("amountCents").GetInt64()).Order().ShouldBe([1700, 3300]);
        var own = refunds.Single(r => r.GetProperty("amountCents").GetInt64() == 3300);
        foreach (var cents in (long?[])[null, 3300])
            (await App.Refund(key, order, cents))
                .Should(201)
                .At("id")
                .ShouldBe(own.GetProperty("id").GetString());
        (await App.Get($"/v1/orders/{order}", key))
            .Should(200)
            .At("endReason")
            .ShouldBe("Page two is missing.");
        foreach (var kind in (string[])["order.failed", "order.refunded"])
            (await App.Events(order, kind)).ShouldBe(1);
        await NamesNobody(desk, reviewer, own.GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task L3_one_whose_payment_service_is_away_or_whose_answer_is_lost_gets_its_money_later_and_once()
    {
        var (desk, reviewer, order) = await Claimed();
        // Made at the payment service three times over, and nobody hears of it: as a server that dies just then leaves it.
        await Stripe.Switch("POST /v1/refunds", "lose", 3);
        (await reviewer.Step(order, "fail", reason: "Nobody reads this hand.")).Should(200);
        var waiting = (await App.Refunds(desk.Customer.Live.Secret, order)).Single();
        waiting.GetProperty("state").GetString().ShouldBe("pending");
        (await App.Stored(order)).ShouldBe(("failed", 5000));
        for (var i = 0; i < 200 && await Attempts(order) == 0; i++)
            await Round();
        (await Stripe.Ledger(order)).ShouldBe((5000, 5000, 1));
        (await App.Stored(order)).ShouldBe(("failed", 5000));
        // A day later Stripe has forgotten which keys it saw.
        await Stripe.Control(HttpMethod.Post, "forget");
        await Until(order, ("refunded", 5000));
        (await Stripe.Ledger(order)).ShouldBe((5000, 5000, 1));
        (await App.Refunds(desk.Customer.Live.Secret, order)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task L1_parts_asked_for_while_it_fails_and_the_rest_never_come_to_more_than_the_price()
    {
        var (desk, reviewer, order) = await Claimed();
        var version = await reviewer.Version(order);
        var asked = Enumerable
            .Range(1, 8)
            .Select(i => App.Refund(desk.Customer.Live.Secret, order, 700 + i))
            .ToList();
        // A refund moves the order's version: the reviewer looks again, as often as it takes.
        for (var i = 0; i < 50; i++)
        {
            if ((await reviewer.Step(order, "fail", version, "Page two is missing.")).Status == 200)
                break;
            version = await reviewer.Version(order);
        }
        await Task.WhenAll(asked);
        await Until(order, ("refunded", 5000));
        (await Stripe.Ledger(order)).ShouldBe((5000, 5000, 1));
        (await App.Refunds(desk.Customer.Live.Secret, order))
            .Where(r => r.GetProperty("state").GetString() == "succeeded")
            .Sum(r => r.GetProperty("amountCents").GetInt64())
            .ShouldBe(5000);
    }

    [Fact]
    public async Task One_that_the_bank_sends_back_can_be_asked_for_again_within_30_days_of_its_end()
    {
        var (desk, reviewer, order) = await Claimed("refundFail");
        await App.Store()
            .Execute(
                "UPDATE certification_orders SET created_at = @at WHERE id = @id",
                ("@at", (App.Clock.GetUtcNow() - TimeSpan.FromDays(29.5)).ToUnixTimeMilliseconds()),
                ("@id", order)
            );
        (await reviewer.Step(order, "fail", reason: "Page two is missing.")).Should(200);
        await Until(order, ("refunded", 5000));
        var refund = (await App.Refunds(desk.Customer.Live.Secret, order)).Single();
        var reference = (string)
            (
                await App.Store()
                    .Query(
                        "SELECT reference FROM certification_refunds WHERE id = @id",
                        ("@id", refund.GetProperty("id").GetString()!)
                    )
            )[0][0]!;
        await Stripe.Control(HttpMethod.Post, $"refund/{reference}", new { outcome = "failed" });
        foreach (var told in await Stripe.Events("refund.failed"))
            (await StripeStandIn.Send(App, told)).Should(204);
        (await App.Stored(order)).RefundedCents.ShouldBe(0);
        App.Advance(TimeSpan.FromDays(3));
        (await App.Refund(desk.Customer.Live.Secret, order)).Should(201);
        (await Stripe.Ledger(order)).ShouldBe((5000, 5000, 1));
    }

    /// <summary>An order paid through Stripe that a reviewer of another organization works on.</summary>
    private async Task<(Desk Desk, Reviewing Reviewer, string Order)> Claimed(string card = "visa")
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        await desk.Customer.StorePaymentMethod(Stripe, card);
        var order = await desk.Customer.OrderPaidBy(Stripe);
        await App.Store()
            .Execute(
                "UPDATE certification_orders SET agency_id = @agency WHERE id = @id",
                ("@agency", desk.Agency.Id),
                ("@id", order)
            );
        (await reviewer.Step(order, "claim")).Should(200);
        return (desk, reviewer, order);
    }

    /// <summary>Which of the agency's people it was is on no record of the customer's.</summary>
    private async Task NamesNobody(Desk desk, Reviewing reviewer, string refund)
    {
        var rows = await App.Store()
            .Query(
                "SELECT organization_id, actor_kind, actor_id FROM platform_facts WHERE resource_id = @id",
                ("@id", refund)
            );
        rows.Count.ShouldBe(2);
        foreach (var row in rows)
        {
            row[0].ShouldBe(desk.Customer.Id);
            row[1].ShouldBe("installation");
            row[2].ShouldNotBe(reviewer.Member.Id);
        }
        var stored = await App.Store()
            .Query(
                "SELECT actor_kind, actor_id FROM certification_refunds WHERE id = @id",
                ("@id", refund)
            );
        stored[0][0].ShouldBe("installation");
        stored[0][1].ShouldNotBe(reviewer.Member.Id);
        Encoding
            .UTF8.GetString(
                (await App.Get("/v1/audit?limit=100", desk.Customer.Live.Secret)).Should(200).Bytes
            )
            .ShouldNotContain(reviewer.Member.Id);
    }

    /// <summary>How often the payment service was asked in vain.</summary>
    private Task<long> Attempts(string order) =>
        App.Store()
            .Number(
                "SELECT attempts FROM certification_refunds WHERE order_id = @id",
                ("@id", order)
            );

    private async Task Until(string order, (string State, long RefundedCents) stored)
    {
        for (var i = 0; i < 400 && await App.Stored(order) != stored; i++)
            await Round();
        (await App.Stored(order)).ShouldBe(stored);
    }

    /// <summary>Lets the clock go on, and the work beside the requests with it.</summary>
    private Task Round()
    {
        App.Advance(TimeSpan.FromSeconds(5));
        return Task.Delay(25);
    }
}
