using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>
/// The door for Stripe's events. An event says only where to look: what is so, Stripe is asked. So a repeated event, an old one, and two in
/// the wrong order do no harm, and one that cannot be looked into now is answered 503, for Stripe to send it again.
/// </summary>
internal sealed class StripeEvents(
    PaymentOptions options,
    IDbContextFactory<VidimusDb> databases,
    SettleCharge charges,
    StripeRefunds refunds,
    PayerMethods methods,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/stripe/events", (HttpContext http, StripeEvents events) => events.Run(http))
            .Public("Stripe's signature is in the request itself")
            .Repeatable("an event says only where to look; what is so, Stripe is asked")
            .Uncounted("Stripe sends from few addresses; what it did not sign costs one hash")
            .Accepts<JsonElement>("application/json")
            .Produces(204)
            .WithTags("Payment")
            .WithSummary("Take an event of Stripe")
            .WithDescription(
                "For Stripe alone: its signature (Stripe-Signature) over the body is checked, five minutes at most after it was made. Kinds of events that are of no use here are answered 204 and ignored."
            )
            .WithName("receiveStripeEvent");

    public async Task<IResult> Run(HttpContext http)
    {
        if (!options.KnowsStripe)
            return new Refusal(PlatformProblems.NotFound.With());
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return new Refusal(tooLarge);
        var header = http.Request.Headers["Stripe-Signature"];
        if (
            header.Count != 1
            || !StripeSignature.IsRight(
                header[0],
                body.Value!,
                options.WebhookSecrets,
                clock.GetUtcNow()
            )
        )
            return new Refusal(CertificationProblems.EventNotSigned.With());
        if (Read(body.Value!) is not var (type, subject))
            return new Refusal(PlatformProblems.MalformedJson.With());
        return await Take(type, subject, http.RequestAborted)
            ? Written.Nothing
            : new Refusal(
                CertificationProblems.PaymentUnavailable.With(
                    "The event could not be looked into; send it again later."
                )
            );
    }

    private static (string Type, JsonElement Subject)? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return
                StripeAnswer.Text(root, "type") is { } type
                && root.TryGetProperty("data", out var data)
                && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("object", out var subject)
                ? (type, subject.Clone())
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>True when nothing is left to do about it.</summary>
    private Task<bool> Take(string type, JsonElement subject, CancellationToken cancellation)
    {
        var id = Identifier(StripeAnswer.Text(subject, "id"));
        var intent = Identifier(StripeAnswer.Text(subject, "payment_intent"));
        var setup = Identifier(StripeAnswer.Text(subject, "setup_intent"));
        return type switch
        {
            "payment_intent.succeeded"
            or "payment_intent.payment_failed"
            or "payment_intent.canceled" when id is not null => Charge(id, cancellation),
            "charge.refunded"
            or "charge.refund.updated"
            or "refund.created"
            or "refund.updated"
            or "refund.failed" when intent is not null => Refunds(intent, cancellation),
            "setup_intent.succeeded" when id is not null => methods.Take(id, cancellation),
            "checkout.session.completed" when setup is not null => methods.Take(
                setup,
                cancellation
            ),
            "payment_method.detached" when id is not null => methods.Forget(id, cancellation),
            _ => Task.FromResult(true),
        };
    }

    private async Task<bool> Charge(string intent, CancellationToken cancellation) =>
        await Order(intent, cancellation) is not { } order
        || await charges.Run(order, cancellation);

    private async Task<bool> Refunds(string intent, CancellationToken cancellation) =>
        await Order(intent, cancellation) is not { } order
        || await refunds.Compare(order, cancellation);

    private async Task<OrderRow?> Order(string intent, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Across<OrderRow>()
            .AsNoTracking()
            .FirstOrDefaultAsync(o => o.PaymentReference == intent, cancellation);
    }

    /// <summary>An id as Stripe makes them; nothing else gets into the path of a request.</summary>
    internal static string? Identifier(string? text) =>
        text is { Length: > 3 and <= 255 }
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? text
            : null;
}
