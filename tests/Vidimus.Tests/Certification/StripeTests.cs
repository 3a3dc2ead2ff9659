using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Portal;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>A server that is paid through the stand-in for Stripe, which is a process of its own.</summary>
public abstract class PaidByStripe(Engine engine) : IAsyncLifetime
{
    private StripeStandIn? _stripe;
    private VidimusApp? _app;

    public StripeStandIn Stripe
    {
        get
        {
            Engines.Demand(engine);
            Assert.SkipWhen(_stripe is null, "node is not installed");
            return _stripe;
        }
    }

    public VidimusApp App => _app!;

    public async ValueTask InitializeAsync()
    {
        // Where something is missing each test says so itself: a fixture that fails would fail them all.
        if (
            !StripeStandIn.CanRun
            || (engine == Engine.Postgres && PostgresServer.WhyNot is not null)
        )
            return;
        _stripe = await StripeStandIn.Start();
        _app = await VidimusApp.Start(new(engine) { Settings = _stripe.Settings });
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
            await _app.DisposeAsync();
        if (_stripe is not null)
            await _stripe.DisposeAsync();
    }
}

/// <summary>On SQLite.</summary>
public sealed class PaidByStripeOnSqlite() : PaidByStripe(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class PaidByStripeOnPostgres() : PaidByStripe(Engine.Postgres);

/// <summary>Payment through Stripe, against its stand-in.</summary>
public abstract class StripeTests(PaidByStripe shared)
{
    public sealed class Sqlite(PaidByStripeOnSqlite shared)
        : StripeTests(shared),
            IClassFixture<PaidByStripeOnSqlite>;

    public sealed class Postgres(PaidByStripeOnPostgres shared)
        : StripeTests(shared),
            IClassFixture<PaidByStripeOnPostgres>;

    private StripeStandIn Stripe { get; } = shared.Stripe;

    private VidimusApp App { get; } = shared.App;

    [Fact]
    public async Task C20_a_live_key_for_orders_is_minted_once_the_organization_has_a_payment_method()
    {
        var issuer = await App.NewOrganization();
        object Key(string mode) =>
            new
            {
                label = "Orders",
                mode,
                family = "vc",
            };
        await issuer.Mint(Key("test"));
        (await App.Post("/v1/keys", issuer.Live.Secret, Key("live"))).ShouldBeProblem(
            402,
            "PAYMENT_METHOD_MISSING"
        );
        await issuer.StorePaymentMethod(Stripe);
        await issuer.Mint(Key("live"));
        var how = (await App.Get("/v1/payment-method", issuer.Live.Secret)).Should(200);
        how.At("canPay").ShouldBe("true");
        (how.At("method", "brand"), how.At("method", "last4")).ShouldBe(("visa", "4242"));
        how.Text.ShouldNotContain("pm_");

        // Replaced: the old one leaves Stripe's customer.
        await issuer.StorePaymentMethod(Stripe, "mastercard");
        how = (await App.Get("/v1/payment-method", issuer.Live.Secret)).Should(200);
        how.At("method", "last4").ShouldBe("4444");
        (await Stripe.Events("payment_method.detached"))[^1].ShouldContain("4242");

        (await App.Delete("/v1/payment-method", issuer.Live.Secret)).Should(204);
        (await App.Post("/v1/keys", issuer.Live.Secret, Key("live"))).ShouldBeProblem(
            402,
            "PAYMENT_METHOD_MISSING"
        );
        // What is told of it afterwards, late and in whatever order, brings nothing back.
        foreach (var kind in (string[])["setup_intent.succeeded", "checkout.session.completed"])
        {
            foreach (var told in (await Stripe.Events(kind)).Reverse())
                (await StripeStandIn.Send(App, told)).Should(204);
        }
        (await App.Get("/v1/payment-method", issuer.Live.Secret)).At("method").ShouldBeNull();
        (
            await App.Store()
                .Number(
                    "SELECT count(*) FROM certification_payers WHERE organization_id = @id",
                    ("@id", issuer.Id)
                )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Only_administrators_in_live_mode_change_the_payment_method_and_only_by_their_own_page()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        var writer = await issuer.KeyWith("write");
        foreach (var path in (string[])["/v1/payment-method/setup", "/v1/payment-method/confirm"])
            (await App.Post(path, writer.Secret, """{"sessionId":"cs_test_0"}""")).ShouldBeProblem(
                403,
                "AUTH_SCOPE_INSUFFICIENT"
            );
        (await App.Post("/v1/payment-method/setup", issuer.Test.Secret)).ShouldBeProblem(
            403,
            "AUTH_MODE_FORBIDDEN"
        );
        var url = (await App.Post("/v1/payment-method/setup", issuer.Live.Secret))
            .Should(200)
            .At("url")!;
        var session = url[(url.LastIndexOf('/') + 1)..];
        await Stripe.Control(HttpMethod.Post, $"complete/{session}", new { card = "visa" });
        await other.StorePaymentMethod(Stripe);
        (
            await App.Post(
                "/v1/payment-method/confirm",
                other.Live.Secret,
                new { sessionId = session }
            )
        ).ShouldBeProblem(404, "NOT_FOUND");
        foreach (var wrong in (string[])["../customers", "cs_1/../../x", "", "cs_test_%2e"])
            (
                await App.Post(
                    "/v1/payment-method/confirm",
                    issuer.Live.Secret,
                    new { sessionId = wrong }
                )
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "sessionId");
        // Whoever closed the browser on the way back: the event does it.
        foreach (var told in await Stripe.Events("checkout.session.completed"))
            (await StripeStandIn.Send(App, told)).Should(204);
        (await App.Get("/v1/payment-method", issuer.Live.Secret))
            .At("method", "last4")
            .ShouldBe("4242");
        // And who takes it away in Stripe's dashboard has taken it away here.
        var method = (string)
            (
                await App.Store()
                    .Query(
                        "SELECT method_id FROM certification_payers WHERE organization_id = @id",
                        ("@id", issuer.Id)
                    )
            )[0][0]!;
        await Stripe.Api($"payment_methods/{method}/detach");
        (
            await StripeStandIn.Send(App, (await Stripe.Events("payment_method.detached"))[^1])
        ).Should(204);
        (await App.Get("/v1/payment-method", issuer.Live.Secret)).At("canPay").ShouldBe("false");
    }

    [Fact]
    public async Task The_page_leads_to_Stripes_own_shows_what_came_of_it_and_takes_it_away()
    {
        const string own = "/portal/payment";
        var owner = await App.Member();
        await owner.Look("test");
        (await owner.Browser.Get(own)).ShouldBePage().Text.ShouldNotContain($"{own}/setup");
        await owner.Look("live");
        (await owner.Browser.Get(own)).ShouldBePage().Text.ShouldContain("No payment method");
        var way = (await owner.Browser.Submit(own, $"{own}/setup")).ShouldBePage();
        var session = Regex
            .Match(way.Text, "href=\"http://127[^\"]+/checkout/([^\"]+)\"")
            .Groups[1]
            .Value;
        await Stripe.Control(HttpMethod.Post, $"complete/{session}", new { card = "visa" });
        var back = await owner.Browser.Get($"{own}?session={session}");
        back.Should(303)["Location"].ShouldBe($"{own}?stored=1");
        (await owner.Browser.Get(back["Location"]!))
            .ShouldBePage()
            .Text.ShouldContain("Visa ending in 4242");
        (await owner.Browser.Submit(own, $"{own}/remove")).Should(303);
        (await owner.Browser.Get(own)).ShouldBePage().Text.ShouldContain("No payment method");
        (await owner.Browser.Get($"{own}?session=..%2Fcustomers")).Status.ShouldBe(400);
        var viewer = await App.Member("viewer", owner.Issuer);
        (await viewer.Browser.Get(own)).Should(403);
    }

    [Fact]
    public async Task Events_are_taken_by_their_signature_alone_and_what_is_unknown_in_them_is_ignored()
    {
        const string body =
            """{"type":"invoice.paid","object":"event","more":{"a":1},"data":{"object":{"id":"in_1","x":[]}}}""";
        var now = App.Clock.GetUtcNow();
        (await StripeStandIn.Send(App, body)).Should(204);
        (await StripeStandIn.Send(App, body, now - TimeSpan.FromSeconds(300))).Should(204);
        var right = StripeStandIn.Sign(body, now);
        (await StripeStandIn.Send(App, body, header: $"{right},v0=00,v1=zz")).Should(204);
        string[] wrong =
        [
            "",
            "t=1",
            right.Split(',')[0],
            right.Split(',')[1],
            StripeStandIn.Sign(body, now, "whsec_another"),
            StripeStandIn.Sign(body, now - TimeSpan.FromSeconds(301)),
            StripeStandIn.Sign(body, now + TimeSpan.FromSeconds(301)),
            StripeStandIn.Sign(body + " ", now),
            right.Replace("v1=", "v0=", StringComparison.Ordinal),
            right.Replace("t=", "t=1", StringComparison.Ordinal),
            new string('t', 5000),
        ];
        foreach (var header in wrong)
            (await StripeStandIn.Send(App, body, header: header)).ShouldBeProblem(
                400,
                "PAYMENT_EVENT_NOT_SIGNED"
            );
        foreach (
            var odd in (string[])
                ["[]", "{}", "x", """{"type":1,"data":{"object":{}}}""", """{"type":"a"}"""]
        )
            (await StripeStandIn.Send(App, odd)).Status.ShouldBe(400);
        foreach (
            var harmless in (string[])
                [
                    """{"type":"payment_intent.succeeded","data":{"object":{"id":"pi_unknown"}}}""",
                    """{"type":"payment_intent.succeeded","data":{"object":{"id":"../../v1/x"}}}""",
                    """{"type":"payment_intent.succeeded","data":{"object":[]}}""",
                    """{"type":"charge.refunded","data":{"object":{"payment_intent":null}}}""",
                    """{"type":"setup_intent.succeeded","data":{"object":{"id":"seti_unknown"}}}""",
                    """{"type":"payment_method.detached","data":{"object":{"id":"pm_unknown"}}}""",
                ]
        )
            (await StripeStandIn.Send(App, harmless)).Should(204);
        (await StripeStandIn.Send(App, new string(' ', 1_100_000))).Should(413);
    }

    [Fact]
    public async Task An_order_under_way_is_paid_or_fails_as_Stripe_says_whatever_its_events_say_and_in_whatever_order()
    {
        var issuer = await App.NewOrganization();
        await issuer.StorePaymentMethod(Stripe, "bankDebit");
        var (paid, good) = await issuer.OrderUnderWay(Stripe);
        var (failed, bad) = await issuer.OrderUnderWay(Stripe);
        const string early =
            """{"type":"payment_intent.succeeded","data":{"object":{"id":"PI","status":"succeeded"}}}""";
        foreach (var intent in (string[])[good, bad])
            (
                await StripeStandIn.Send(App, early.Replace("PI", intent, StringComparison.Ordinal))
            ).Should(204);
        (await App.Stored(paid)).State.ShouldBe("created");
        await Stripe.Control(HttpMethod.Post, $"settle/{good}", new { outcome = "succeeded" });
        await Stripe.Control(HttpMethod.Post, $"settle/{bad}", new { outcome = "failed" });
        // Both kinds for both, one of each untrue, three times over.
        for (var i = 0; i < 3; i++)
        {
            foreach (
                var kind in (string[])
                    [
                        "payment_intent.payment_failed",
                        "payment_intent.succeeded",
                        "payment_intent.canceled",
                    ]
            )
            {
                foreach (var intent in (string[])[good, bad])
                    (
                        await StripeStandIn.Send(
                            App,
                            $$$$"""{"type":"{{{{kind}}}}","data":{"object":{"id":"{{{{intent}}}}"}}}"""
                        )
                    ).Should(204);
            }
        }
        (await App.Stored(paid)).State.ShouldBe("paid");
        (await App.Events(paid, "order.paid")).ShouldBe(1);
        (await App.Stored(failed)).State.ShouldBe("failed");
        (await App.Events(failed, "order.failed")).ShouldBe(1);
        (await Stripe.Ledger(paid)).ShouldBe((5000, 0, 1));
        (await Stripe.Ledger(failed)).ShouldBe((0, 0, 0));
        // While Stripe cannot be asked, it is told to come again.
        var (third, intent3) = await issuer.OrderUnderWay(Stripe);
        await Stripe.Control(HttpMethod.Post, $"settle/{intent3}", new { outcome = "succeeded" });
        var told = (await Stripe.Events("payment_intent.succeeded"))[^1];
        await Stripe.Kill();
        (await StripeStandIn.Send(App, told)).ShouldBeProblem(503, "PAYMENT_UNAVAILABLE");
        (await App.Stored(third)).State.ShouldBe("created");
        await Stripe.Run();
        (await StripeStandIn.Send(App, told)).Should(204);
        (await App.Stored(third)).State.ShouldBe("paid");
    }

    [Fact]
    public async Task A_charge_of_which_no_event_comes_is_looked_at_after_a_while()
    {
        var issuer = await App.NewOrganization();
        await issuer.StorePaymentMethod(Stripe, "bankDebit");
        var (order, intent) = await issuer.OrderUnderWay(Stripe);
        await Stripe.Control(HttpMethod.Post, $"settle/{intent}", new { outcome = "succeeded" });
        await Until(async () => (await App.Stored(order)).State == "paid");
    }

    [Fact]
    public async Task C17_a_refund_is_made_at_Stripe_once_and_of_the_amount_that_was_asked_for()
    {
        var issuer = await App.NewOrganization();
        await issuer.StorePaymentMethod(Stripe);
        var order = await issuer.OrderPaidBy(Stripe);
        var part = (await App.Refund(issuer.Live.Secret, order, 1200)).Should(201);
        part.At("state").ShouldBe("succeeded");
        await App.Refund(issuer.Live.Secret, order, 1200);
        (await Stripe.Ledger(order)).ShouldBe((5000, 1200, 1));
        (await App.Refund(issuer.Live.Secret, order))
            .Should(201)
            .At("orderStatus")
            .ShouldBe("refunded");
        (await Stripe.Ledger(order)).ShouldBe((5000, 5000, 1));
        foreach (var told in await Stripe.Events("charge.refunded"))
            (await StripeStandIn.Send(App, told)).Should(204);
        (await App.Refunds(issuer.Live.Secret, order)).Length.ShouldBe(2);
        (await App.Events(order, "order.refunded")).ShouldBe(1);
    }

    [Theory]
    [InlineData("POST /v1/refunds", "drop-before")]
    [InlineData("POST /v1/refunds", "lose")]
    [InlineData("POST /v1/refunds", "garbage")]
    [InlineData("POST /v1/refunds", "error")]
    [InlineData("POST /v1/refunds", "busy")]
    [InlineData("GET /v1/refunds", "drop-before")]
    public async Task L8_a_refund_whose_answer_is_lost_is_finished_later_and_never_made_twice(
        string at,
        string what
    )
    {
        var issuer = await App.NewOrganization();
        await issuer.StorePaymentMethod(Stripe);
        var order = await issuer.OrderPaidBy(Stripe);
        // Once it is made up for within the request; as often as we try, it is pending.
        await Stripe.Switch(at, what);
        (await App.Refund(issuer.Live.Secret, order, 1000))
            .Should(201)
            .At("state")
            .ShouldBe("succeeded");
        await Stripe.Switch(at, what, 3);
        var pending = (await App.Refund(issuer.Live.Secret, order, 700)).Should(201);
        pending.At("state").ShouldBe("pending");
        pending.At("orderRefundedCents").ShouldBe("1700");
        // What waits cannot be asked for once more.
        (await App.Refund(issuer.Live.Secret, order, 3301)).ShouldBeProblem(
            409,
            "REFUND_EXCEEDS_PRICE"
        );
        // A day later Stripe has forgotten which keys it saw.
        await Stripe.Control(HttpMethod.Post, "forget");
        await Until(async () =>
            (await App.Refunds(issuer.Live.Secret, order)).All(r =>
                r.GetProperty("state").GetString() == "succeeded"
            )
        );
        (await Stripe.Ledger(order)).ShouldBe((5000, 1700, 1));
        (await App.Stored(order)).ShouldBe(("paid", 1700));
    }

    [Fact]
    public async Task A_refused_refund_gives_its_amount_back_and_can_be_asked_for_again()
    {
        var issuer = await App.NewOrganization();
        await issuer.StorePaymentMethod(Stripe, "refundFail");
        var order = await issuer.OrderPaidBy(Stripe);
        var first = (await App.Refund(issuer.Live.Secret, order, 2000)).Should(201);
        var reference = await Reference(first.At("id")!);
        await Stripe.Control(HttpMethod.Post, $"refund/{reference}", new { outcome = "failed" });
        for (var i = 0; i < 2; i++)
        {
            foreach (var told in await Stripe.Events("refund.failed"))
                (await StripeStandIn.Send(App, told)).Should(204);
        }
        (await App.Stored(order)).ShouldBe(("paid", 0));
        var failed = (await App.Refunds(issuer.Live.Secret, order)).Single();
        failed.GetProperty("state").GetString().ShouldBe("failed");
        failed.GetProperty("failure").GetString().ShouldNotBeNullOrEmpty();
        var second = (await App.Refund(issuer.Live.Secret, order, 2000)).Should(201);
        second.At("id").ShouldNotBe(first.At("id"));
        (await Stripe.Ledger(order)).ShouldBe((5000, 2000, 1));
        (await App.Stored(order)).ShouldBe(("paid", 2000));
    }

    [Fact]
    public async Task A_refund_that_the_bank_takes_days_for_is_pending_and_one_made_in_the_dashboard_is_taken_over()
    {
        var issuer = await App.NewOrganization();
        await issuer.StorePaymentMethod(Stripe, "pendingRefund");
        var order = await issuer.OrderPaidBy(Stripe);
        var slow = (await App.Refund(issuer.Live.Secret, order, 2000)).Should(201);
        slow.At("state").ShouldBe("pending");
        await Stripe.Control(
            HttpMethod.Post,
            $"refund/{await Reference(slow.At("id")!)}",
            new { outcome = "succeeded" }
        );
        (await StripeStandIn.Send(App, (await Stripe.Events("refund.updated"))[^1])).Should(204);
        (await App.Refunds(issuer.Live.Secret, order))[0]
            .GetProperty("state")
            .GetString()
            .ShouldBe("succeeded");
        var charge = (string)
            (
                await App.Store()
                    .Query(
                        "SELECT payment_reference FROM certification_orders WHERE id = @id",
                        ("@id", order)
                    )
            )[0][0]!;
        var theirs = await Stripe.Api("refunds", ("payment_intent", charge), ("amount", "3000"));
        await Stripe.Control(
            HttpMethod.Post,
            $"refund/{theirs.GetProperty("id").GetString()}",
            new { outcome = "succeeded" }
        );
        for (var i = 0; i < 2; i++)
        {
            foreach (var told in await Stripe.Events("charge.refunded"))
                (await StripeStandIn.Send(App, told)).Should(204);
        }
        (await App.Stored(order)).ShouldBe(("refunded", 5000));
        (await App.Refunds(issuer.Live.Secret, order)).Length.ShouldBe(2);
        (await App.Events(order, "order.refunded")).ShouldBe(1);
    }

    [Fact]
    public async Task An_order_called_off_while_its_charge_is_under_way_is_never_paid_for()
    {
        var issuer = await App.NewOrganization();
        await issuer.StorePaymentMethod(Stripe);
        // One that can still be stopped.
        var (stopped, _) = await issuer.OrderUnderWay(Stripe, confirm: false);
        var done = (await App.Post($"/v1/orders/{stopped}/cancel", issuer.Live.Secret)).Should(200);
        (done.At("status"), done.At("refund", "state")).ShouldBe(("cancelled", "void"));
        (await App.Stored(stopped)).ShouldBe(("cancelled", 0));

        // And one that the bank is at.
        await issuer.StorePaymentMethod(Stripe, "bankDebit");
        var (late, taken) = await issuer.OrderUnderWay(Stripe);
        (await App.Post($"/v1/orders/{late}/cancel", issuer.Live.Secret))
            .Should(200)
            .At("refund", "state")
            .ShouldBe("pending");
        await Stripe.Control(HttpMethod.Post, $"settle/{taken}", new { outcome = "succeeded" });
        (
            await StripeStandIn.Send(App, (await Stripe.Events("payment_intent.succeeded"))[^1])
        ).Should(204);
        (await App.Stored(late)).ShouldBe(("refunded", 5000));
        (await Stripe.Ledger(late)).ShouldBe((5000, 5000, 1));
        (await App.Events(late, "order.paid")).ShouldBe(0);
    }

    [Fact]
    public async Task Wrong_settings_of_payment_are_told_at_the_start()
    {
        foreach (
            var (name, value) in ((string, string)[])
                [
                    ("Kind", "cash"),
                    ("SecretKey", "pk_live_0"),
                    ("SecretKey", ""),
                    ("WebhookSecret", "secret"),
                    ("ApiUrl", "http://api.stripe.example"),
                    ("CallTimeout", "01:00:00"),
                ]
        )
        {
            var settings = Stripe.Settings;
            settings[$"Certification:Payment:{name}"] = value;
            var told = await Should.ThrowAsync<InvalidOperationException>(() =>
                VidimusApp.Start(new() { Settings = settings })
            );
            told.Message.ShouldContain($"Certification:Payment:{name}");
        }
    }

    private async Task<string> Reference(string refund) =>
        (string)
            (
                await App.Store()
                    .Query(
                        "SELECT reference FROM certification_refunds WHERE id = @id",
                        ("@id", refund)
                    )
            )[0][0]!;

    /// <summary>Lets the clock go on, and the work beside the requests with it, until it holds.</summary>
    private async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await holds())
                return;
            App.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(25);
        }
        (await holds()).ShouldBeTrue();
    }
}
