using System.Text.Json;
using Vidimus.Platform.Ids;
using Vidimus.Testing;

namespace Vidimus.Tests.Certification;

/// <summary>Orders of a certain price, state and age, written into the database beside the server, and what is asked about them.</summary>
internal static class PaidOrders
{
    public static Store Store(this VidimusApp app) => new(app.Folder, app.ConnectionString);

    /// <summary>An order; <paramref name="reference"/> is its charge.</summary>
    public static async Task<string> Order(
        this Issuer issuer,
        long cents = 5000,
        string mode = "live",
        string state = "paid",
        string payment = "none",
        string? reference = null,
        DateTimeOffset? created = null,
        string? reviewer = null,
        string? id = null
    )
    {
        var app = issuer.App;
        var at = (created ?? app.Clock.GetUtcNow()).ToUnixTimeMilliseconds();
        id ??= NewId.Create("ord", app.Clock);
        await app.Store()
            .Execute(
                """
                INSERT INTO certification_orders (organization_id, id, mode, agency_id, quote_id, surface, actor_kind, actor_id, key_id,
                  idempotency_key, input_digest, input, product_line, source_language, target_language, speed_tier, page_count, total_cents,
                  currency, state, state_at, created_at, due_at, paid_at, payment_kind, payment_reference, refunded_cents, reviewer_id, version)
                VALUES (@organization, @id, @mode, @organization, 'q_none', 'native', 'key', @key, @key, @id, '', '{}', 'full_translation',
                  'fa', 'en', 'standard', 2, @cents, 'usd', @state, @at, @at, @at,
                  CASE WHEN @state = 'created' THEN NULL ELSE CAST(@at AS bigint) END, @payment, NULLIF(@reference, ''), 0, NULLIF(@reviewer, ''), 1)
                """,
                ("@organization", issuer.Id),
                ("@id", id),
                ("@mode", mode),
                ("@key", (mode == "live" ? issuer.Live : issuer.Test).Id),
                ("@cents", cents),
                ("@state", state),
                ("@at", at),
                ("@payment", payment),
                ("@reference", reference ?? ""),
                ("@reviewer", reviewer ?? "")
            );
        return id;
    }

    /// <summary>Asks for a refund; of all that is left without an amount.</summary>
    public static Task<Answer> Refund(
        this VidimusApp app,
        string key,
        string order,
        long? cents = null
    ) =>
        app.Post(
            $"/v1/orders/{order}/refunds",
            key,
            cents is { } amount ? new { amountCents = amount } : null
        );

    /// <summary>State of an order and what was given back of it, as they are stored.</summary>
    public static async Task<(string State, long RefundedCents)> Stored(
        this VidimusApp app,
        string order
    )
    {
        var row = (
            await app.Store()
                .Query(
                    "SELECT state, refunded_cents FROM certification_orders WHERE id = @id",
                    ("@id", order)
                )
        )[0];
        return ((string)row[0]!, Convert.ToInt64(row[1]));
    }

    /// <summary>How many events of a kind an order has had.</summary>
    public static Task<long> Events(this VidimusApp app, string order, string kind) =>
        app.Store()
            .Number(
                "SELECT count(*) FROM platform_facts WHERE resource_id = @id AND kind = @kind",
                ("@id", order),
                ("@kind", kind)
            );

    /// <summary>Refunds of an order as they are listed.</summary>
    public static async Task<JsonElement[]> Refunds(
        this VidimusApp app,
        string key,
        string order
    ) =>
        [
            .. (await app.Get($"/v1/orders/{order}/refunds", key))
                .Should(200)
                .Json.GetProperty("data")
                .EnumerateArray(),
        ];

    /// <summary>Stores a payment method for the organization, as a person does on Stripe's page.</summary>
    public static async Task StorePaymentMethod(
        this Issuer issuer,
        StripeStandIn stripe,
        string card = "visa"
    )
    {
        var app = issuer.App;
        var url = (await app.Post("/v1/payment-method/setup", issuer.Live.Secret))
            .Should(200)
            .At("url")!;
        var session = url[(url.LastIndexOf('/') + 1)..];
        await stripe.Control(HttpMethod.Post, $"complete/{session}", new { card });
        (
            await app.Post(
                "/v1/payment-method/confirm",
                issuer.Live.Secret,
                new { sessionId = session }
            )
        ).Should(200);
    }

    /// <summary>A charge of the organization's payment method, made at Stripe beside the server; confirmed unless told otherwise.</summary>
    public static async Task<string> Charge(
        this Issuer issuer,
        StripeStandIn stripe,
        string order,
        long cents,
        bool confirm = true
    )
    {
        var payer = (
            await issuer
                .App.Store()
                .Query(
                    "SELECT customer_id, method_id FROM certification_payers WHERE organization_id = @id",
                    ("@id", issuer.Id)
                )
        )[0];
        var made = await stripe.Api(
            "payment_intents",
            ("amount", $"{cents}"),
            ("currency", "usd"),
            ("customer", (string)payer[0]!),
            ("payment_method", (string)payer[1]!),
            ("metadata[order]", order)
        );
        var id = made.GetProperty("id").GetString()!;
        if (confirm)
            await stripe.Api($"payment_intents/{id}/confirm", ("off_session", "true"));
        return id;
    }

    /// <summary>An order that was paid through Stripe.</summary>
    public static async Task<string> OrderPaidBy(
        this Issuer issuer,
        StripeStandIn stripe,
        long cents = 5000,
        string state = "paid"
    )
    {
        var id = NewId.Create("ord", issuer.App.Clock);
        var charge = await issuer.Charge(stripe, id, cents);
        return await issuer.Order(
            cents,
            state: state,
            payment: "stripe",
            reference: charge,
            id: id
        );
    }

    /// <summary>An order whose charge is made at Stripe and not settled.</summary>
    public static async Task<(string Order, string Charge)> OrderUnderWay(
        this Issuer issuer,
        StripeStandIn stripe,
        bool confirm = true
    )
    {
        var id = NewId.Create("ord", issuer.App.Clock);
        var charge = await issuer.Charge(stripe, id, 5000, confirm);
        await issuer.Order(5000, state: "created", payment: "stripe", reference: charge, id: id);
        return (id, charge);
    }
}
