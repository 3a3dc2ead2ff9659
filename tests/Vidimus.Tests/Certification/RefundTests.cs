using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>What is given back of an order's price, and calling an order off.</summary>
public abstract class RefundTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RefundTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RefundTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task C17_a_full_refund_is_one_however_often_it_is_asked_for_and_ends_the_order_with_one_event()
    {
        var issuer = await App.NewOrganization();
        foreach (var (mode, key) in ((string, Key)[])[("live", issuer.Live), ("test", issuer.Test)])
        {
            var order = await issuer.Order(5000, mode);
            var first = (await App.Refund(key.Secret, order)).Should(201);
            first.At("amountCents").ShouldBe("5000");
            first.At("state").ShouldBe("succeeded");
            first.At("orderStatus").ShouldBe("refunded");
            first.At("id").ShouldNotBeNull().ShouldStartWith("rfd_");
            // In the same words, or in those of the amount that it came to; and after the window as well.
            App.Advance(TimeSpan.FromDays(31));
            foreach (var cents in (long?[])[null, 5000])
                (await App.Refund(key.Secret, order, cents))
                    .Should(201)
                    .At("id")
                    .ShouldBe(first.At("id"));
            (await App.Refund(key.Secret, order, 100)).ShouldBeProblem(
                409,
                "REFUND_WINDOW_EXPIRED"
            );
            (await App.Stored(order)).ShouldBe(("refunded", 5000));
            (await App.Events(order, "order.refunded")).ShouldBe(1);
            (await App.Refunds(key.Secret, order)).Length.ShouldBe(1);
        }
    }

    [Fact]
    public async Task C17_parts_are_refunded_up_to_the_price_the_same_amount_once_for_a_key_and_listed()
    {
        var issuer = await App.NewOrganization();
        var order = await issuer.Order(5000);
        var key = (await issuer.KeyWith("orders:submit", "orders:read")).Secret;
        var part = (await App.Refund(key, order, 1500)).Should(201);
        part.At("orderStatus").ShouldBe("paid");
        part.At("orderRefundedCents").ShouldBe("1500");
        (await App.Refund(key, order, 1500)).At("id").ShouldBe(part.At("id"));
        // Another key's is another refund.
        (await App.Refund(issuer.Live.Secret, order, 1500))
            .Should(201)
            .At("id")
            .ShouldNotBe(part.At("id"));
        (await App.Refund(key, order, 2001)).ShouldBeProblem(
            409,
            "REFUND_EXCEEDS_PRICE",
            "amountCents"
        );
        (await App.Events(order, "order.refunded")).ShouldBe(0);
        // All that is left: then all of the price was given back.
        var rest = (await App.Refund(key, order)).Should(201);
        rest.At("amountCents").ShouldBe("2000");
        rest.At("orderStatus").ShouldBe("refunded");
        (await App.Events(order, "order.refunded")).ShouldBe(1);
        (await App.Refund(key, order, 1)).ShouldBeProblem(409, "NOTHING_TO_REFUND");
        var listed = await App.Refunds(key, order);
        listed
            .Select(r => r.GetProperty("amountCents").GetInt64())
            .ShouldBe([1500, 1500, 2000], ignoreOrder: true);
        listed.ShouldAllBe(r => r.GetProperty("state").GetString() == "succeeded");
    }

    [Fact]
    public async Task C17_a_rotated_keys_repetition_is_the_same_refund()
    {
        var issuer = await App.NewOrganization();
        foreach (var cents in (long?[])[1500, null])
        {
            var order = await issuer.Order(5000);
            var key = await issuer.KeyWith("orders:submit", "orders:read");
            var first = (await App.Refund(key.Secret, order, cents)).Should(201);
            var rotated = await App.Post(
                $"/v1/keys/{key.Id}/rotate",
                issuer.Live.Secret,
                """{"graceSeconds":60}"""
            );
            var successor = Key.Of(rotated.Should(201).Json);
            (await App.Refund(successor.Secret, order, cents))
                .Should(201)
                .At("id")
                .ShouldBe(first.At("id"));
            (await App.Refunds(successor.Secret, order)).Length.ShouldBe(1);
        }
    }

    [Theory]
    [InlineData(5000L, null)]
    [InlineData(null, 5000L)]
    public async Task C17_all_of_the_price_and_all_that_is_left_are_the_same_refund(
        long? first,
        long? then
    )
    {
        var issuer = await App.NewOrganization();
        var order = await issuer.Order(5000);
        var whole = (await App.Refund(issuer.Live.Secret, order, first)).Should(201);
        (await App.Refund(issuer.Live.Secret, order, then))
            .Should(201)
            .At("id")
            .ShouldBe(whole.At("id"));
        (await App.Stored(order)).ShouldBe(("refunded", 5000));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task C17_an_order_that_came_to_nothing_is_refunded_within_30_days_of_that(
        string state
    )
    {
        var issuer = await App.NewOrganization();
        var window = TimeSpan.FromDays(30);
        var now = App.Clock.GetUtcNow();
        var last = await Ended(now - window);
        var late = await Ended(now - window - TimeSpan.FromSeconds(1));
        (await App.Refund(issuer.Live.Secret, last)).Should(201);
        (await App.Refund(issuer.Live.Secret, late)).ShouldBeProblem(409, "REFUND_WINDOW_EXPIRED");

        async Task<string> Ended(DateTimeOffset at)
        {
            var order = await issuer.Order(state: state, created: now - (2 * window));
            await App.Store()
                .Execute(
                    "UPDATE certification_orders SET state_at = @at WHERE id = @id",
                    ("@at", at.ToUnixTimeMilliseconds()),
                    ("@id", order)
                );
            return order;
        }
    }

    [Fact]
    public async Task C17_the_window_is_30_days_to_the_second()
    {
        var issuer = await App.NewOrganization();
        var now = App.Clock.GetUtcNow();
        var last = await issuer.Order(created: now - TimeSpan.FromDays(30));
        var late = await issuer.Order(
            created: now - TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1)
        );
        (await App.Refund(issuer.Live.Secret, last)).Should(201);
        (await App.Refund(issuer.Live.Secret, late)).ShouldBeProblem(409, "REFUND_WINDOW_EXPIRED");
        (await App.Stored(late)).ShouldBe(("paid", 0));
    }

    [Fact]
    public async Task A_refund_is_refused_for_nonsense_for_strangers_and_where_nothing_was_paid()
    {
        var issuer = await App.NewOrganization();
        var order = await issuer.Order();
        foreach (var cents in (long[])[0, -1])
            (await App.Refund(issuer.Live.Secret, order, cents)).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "amountCents"
            );
        (
            await App.Post(
                $"/v1/orders/{order}/refunds",
                issuer.Live.Secret,
                """{"amountCents":1.5}"""
            )
        ).Status.ShouldBe(400);
        (await App.Refund(issuer.Test.Secret, order)).ShouldBeProblem(404, "JOB_NOT_FOUND");
        var other = await App.NewOrganization();
        (await App.Refund(other.Live.Secret, order)).ShouldBeProblem(404, "JOB_NOT_FOUND");
        (await App.Get($"/v1/orders/{order}/refunds", other.Live.Secret)).ShouldBeProblem(
            404,
            "JOB_NOT_FOUND"
        );
        var reader = await issuer.KeyWith("orders:read");
        (await App.Refund(reader.Secret, order)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        var unpaid = await issuer.Order(state: "created");
        (await App.Refund(issuer.Live.Secret, unpaid)).ShouldBeProblem(409, "NOTHING_TO_REFUND");
        (await App.Refund(issuer.Live.Secret, await issuer.Order(cents: 0))).ShouldBeProblem(
            409,
            "NOTHING_TO_REFUND"
        );
        (await App.Stored(order)).ShouldBe(("paid", 0));
    }

    [Fact]
    public async Task L8_racing_refunds_on_two_nodes_never_give_back_more_than_the_price()
    {
        await using var second =
            App.Engine == Engine.Postgres
                ? await VidimusApp.Start(new(App.Engine) { Beside = App })
                : null;
        VidimusApp[] nodes = second is null ? [App] : [App, second];
        var issuer = await App.NewOrganization();
        var order = await issuer.Order(5000);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    nodes[i % nodes.Length].Refund(issuer.Live.Secret, order, 1000 + i % 12)
                )
        );
        answers.ShouldAllBe(a => a.Status == 201 || a.Status == 409);
        var given = await App.Refunds(issuer.Live.Secret, order);
        var sum = given.Sum(r => r.GetProperty("amountCents").GetInt64());
        sum.ShouldBeLessThanOrEqualTo(5000);
        sum.ShouldBeGreaterThan(3000);
        given
            .Select(r => r.GetProperty("amountCents").GetInt64())
            .Distinct()
            .Count()
            .ShouldBe(given.Length, "the same amount is the same refund");
        (await App.Stored(order)).ShouldBe(("paid", sum));
        // And all of it at once, from everywhere.
        var whole = await issuer.Order(700);
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i => nodes[i % nodes.Length].Refund(issuer.Live.Secret, whole))
        );
        all.Select(a => a.Should(201).At("id")).Distinct().Count().ShouldBe(1);
        (await App.Stored(whole)).ShouldBe(("refunded", 700));
        (await App.Events(whole, "order.refunded")).ShouldBe(1);
    }

    [Theory]
    [InlineData("paid")]
    [InlineData("processing")]
    [InlineData("reviewing_draft")]
    public async Task An_order_that_nobody_reviews_yet_is_called_off_with_all_of_its_price(
        string state
    )
    {
        var issuer = await App.NewOrganization();
        var order = await issuer.Order(state: state);
        (await App.Refund(issuer.Live.Secret, order, 1000)).Should(201);
        var done = (await App.Post($"/v1/orders/{order}/cancel", issuer.Live.Secret)).Should(200);
        done.At("status").ShouldBe("refunded");
        done.At("refund", "amountCents").ShouldBe("4000");
        (await App.Stored(order)).ShouldBe(("refunded", 5000));
        (await App.Events(order, "order.cancelled")).ShouldBe(1);
        (await App.Events(order, "order.refunded")).ShouldBe(1);
        var again = (await App.Post($"/v1/orders/{order}/cancel", issuer.Live.Secret)).Should(200);
        again.At("refund", "id").ShouldBe(done.At("refund", "id"));
        (await App.Events(order, "order.cancelled")).ShouldBe(1);
        // Who asks for the price as well is told of that.
        (await App.Refund(issuer.Live.Secret, order))
            .Should(201)
            .At("id")
            .ShouldBe(done.At("refund", "id"));
    }

    [Fact]
    public async Task An_order_whose_review_has_begun_or_that_has_ended_is_not_called_off()
    {
        var issuer = await App.NewOrganization();
        string[] orders =
        [
            await issuer.Order(state: "processing", reviewer: "mem_reviewer"),
            .. await Task.WhenAll(
                ((string[])["in_review", "ready", "delivered", "failed"]).Select(s =>
                    issuer.Order(state: s)
                )
            ),
        ];
        foreach (var order in orders)
        {
            (await App.Post($"/v1/orders/{order}/cancel", issuer.Live.Secret)).ShouldBeProblem(
                409,
                "ORDER_NOT_CANCELLABLE"
            );
            (await App.Stored(order)).RefundedCents.ShouldBe(0);
        }
        (await App.Post("/v1/orders/ord_none/cancel", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "JOB_NOT_FOUND"
        );
        (await App.Post("/v1/orders/ord_none/cancel", issuer.Test.Secret)).Should(404);
    }

    [Fact]
    public async Task Orders_on_account_are_the_operators_invoice_lines_less_what_was_given_back()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        var month = App.Clock.GetUtcNow().ToString("yyyy-MM");
        var first = await issuer.Order(5000, payment: "invoice");
        App.Advance(TimeSpan.FromSeconds(1));
        var second = await issuer.Order(2000, payment: "invoice");
        await issuer.Order(9000, mode: "test", payment: "invoice");
        await issuer.Order(9000, payment: "none");
        await issuer.Order(
            9000,
            payment: "invoice",
            created: App.Clock.GetUtcNow() - TimeSpan.FromDays(70)
        );
        await other.Order(700, payment: "invoice");
        (await App.Refund(issuer.Live.Secret, first, 1200)).Should(201);
        var path = $"/v1/invoice-lines?month={month}&organizationId={issuer.Id}";
        List<(string, string, long)> lines = [];
        for (string? cursor = null; ; )
        {
            var page = (
                await App.Get(
                    $"{path}&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                    App.OperatorToken
                )
            ).Should(200);
            lines.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(l =>
                        (
                            l.GetProperty("kind").GetString()!,
                            l.GetProperty("orderId").GetString()!,
                            l.GetProperty("amountCents").GetInt64()
                        )
                    )
            );
            cursor = page.At("nextCursor");
            if (cursor is null)
                break;
        }
        lines.ShouldBe([("order", first, 5000), ("order", second, 2000), ("refund", first, -1200)]);
        var csv = (await App.Get($"{path}&format=csv", App.OperatorToken)).Should(200);
        csv.MediaType.ShouldBe("text/csv");
        csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        csv.Text.ShouldContain(",-1200,usd");
        (await App.Get(path, issuer.Live.Secret)).Status.ShouldBeOneOf(401, 403);
        (await App.Get("/v1/invoice-lines?month=2026-13", App.OperatorToken)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "month"
        );
    }

    [Fact]
    public async Task Where_nothing_is_charged_every_organization_can_pay_and_live_keys_are_minted()
    {
        var issuer = await App.NewOrganization();
        var how = (await App.Get("/v1/payment-method", issuer.Live.Secret)).Should(200);
        (how.At("kind"), how.At("canPay"), how.At("method")).ShouldBe(("none", "true", null));
        await issuer.Mint(
            new
            {
                label = "Orders",
                mode = "live",
                family = "vc",
            }
        );
        (await App.Post("/v1/payment-method/setup", issuer.Live.Secret)).ShouldBeProblem(
            409,
            "PAYMENT_METHODS_NOT_USED"
        );
        (await App.Post("/stripe/events", null, "{}")).Should(404);
    }
}
