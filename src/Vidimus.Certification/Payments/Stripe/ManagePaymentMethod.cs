using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>
/// The organization's default payment method: shown, entered or replaced on Stripe's own page, removed. Numbers of cards never reach this
/// server.
/// </summary>
internal sealed class ManagePaymentMethod(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    PaymentKinds payments,
    StripeSetup setup,
    PayerMethods methods
)
{
    private const string Twice = "done twice it does no more than once";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/payment-method",
                async (HttpContext http, ManagePaymentMethod manage) =>
                    (await manage.Get(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.Admin)
            .Produces<PaymentMethod>()
            .WithTags("Payment")
            .WithSummary("Read how the organization pays")
            .WithName("getPaymentMethod");
        routes
            .MapPost(
                "/v1/payment-method/setup",
                (HttpContext http, ManagePaymentMethod manage) =>
                    http.Once(200, () => manage.Begin(http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Repeatable("each asks Stripe for another page; nothing comes of one that is not used")
            .Produces<PaymentSetup>()
            .WithTags("Payment")
            .WithSummary("Begin to add or replace the payment method")
            .WithDescription(
                "Answers the address of Stripe's page where the payment method is entered; from there it leads back to the portal. The method that is entered takes the place of the one before."
            )
            .WithName("setUpPaymentMethod");
        routes
            .MapPost(
                "/v1/payment-method/confirm",
                (HttpContext http, ManagePaymentMethod manage) =>
                    http.Take<PaymentSetupDone, PaymentMethod>(
                        200,
                        r => manage.End(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .Repeatable(Twice)
            .Accepts<PaymentSetupDone>("application/json")
            .Produces<PaymentMethod>()
            .WithTags("Payment")
            .WithSummary("Take over what was entered on Stripe's page")
            .WithDescription(
                "Stripe's event does the same a moment later; this spares the wait for it."
            )
            .WithName("confirmPaymentMethod");
        routes
            .MapDelete(
                "/v1/payment-method",
                (HttpContext http, ManagePaymentMethod manage) =>
                    http.Once(204, () => manage.Remove(http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Repeatable(Twice)
            .Produces(204)
            .WithTags("Payment")
            .WithSummary("Remove the payment method")
            .WithDescription(
                "Live orders cannot be submitted then, and live vc keys not be minted, until another one is stored."
            )
            .WithName("removePaymentMethod");
    }

    public async Task<Result<PaymentMethod>> Get(CancellationToken cancellation)
    {
        var organization = caller.Value.OrganizationId;
        var current = payments.Current;
        var row =
            current.Kind == PaymentOptions.Stripe
                ? await db.Set<PayerRow>().SingleOrDefaultAsync(cancellation)
                : null;
        var refused = await current.Ready(organization, cancellation);
        return new PaymentMethod(current.Kind, refused is null, StoredMethod.Of(row));
    }

    public async Task<Result<PaymentSetup>> Begin(CancellationToken cancellation)
    {
        if (Refused() is { } refused)
            return refused;
        var customer = await Customer(cancellation);
        if (customer.Problem is { } problem)
            return problem;
        return await setup.NewPage(caller.Value.OrganizationId, customer.Value!, cancellation);
    }

    public async Task<Result<PaymentMethod>> End(
        PaymentSetupDone request,
        CancellationToken cancellation
    )
    {
        if (Refused() is { } refused)
            return refused;
        if (StripeEvents.Identifier(request.SessionId) is not { } session)
            return new Fields()
                .Wrong("sessionId", "must be the session that Stripe's page led back with")
                .Problem!;
        var row = await db.Set<PayerRow>().SingleOrDefaultAsync(cancellation);
        var intent = await setup.IntentOf(session, row?.CustomerId, cancellation);
        if (intent.Problem is { } problem)
            return problem;
        if (!await methods.Take(intent.Value!, cancellation))
            return StripeProblems.Unavailable(StripeAnswer.None);
        return await Get(cancellation);
    }

    public async Task<Result<bool>> Remove(CancellationToken cancellation)
    {
        if (Refused() is { } refused)
            return refused;
        string? removed = null;
        var done = await writes.Commit<bool>(
            async unit =>
            {
                removed = null;
                if (
                    await unit.Db.Set<PayerRow>().SingleOrDefaultAsync()
                    is not { MethodId: { } method } row
                )
                    return true;
                removed = method;
                PayerMethods.Clear(unit, row);
                return true;
            },
            cancellation
        );
        // It is no longer charged from here on, whether or not Stripe hears of it.
        if (removed is not null && done.Ok)
            await methods.Detach(removed, cancellation);
        return done;
    }

    private Problem? Refused() =>
        payments.Current.Kind != PaymentOptions.Stripe
            ? CertificationProblems.NoPaymentMethods.With()
        : caller.Value.Mode == "test"
            ? AccessProblems.ModeForbidden.With(
                "A payment method belongs to live mode.",
                hint: "Use a live key, or turn the portal to live mode."
            )
        : null;

    /// <summary>The organization as Stripe's customer: made once, and known to Stripe by nothing but its id.</summary>
    private async Task<Result<string>> Customer(CancellationToken cancellation)
    {
        var known = await db.Set<PayerRow>().SingleOrDefaultAsync(cancellation);
        if (known is not null)
            return known.CustomerId;
        var organization = caller.Value.OrganizationId;
        var made = await setup.NewCustomer(organization, cancellation);
        if (made.Problem is { } problem)
            return problem;
        return await writes.Commit<string>(
            async unit =>
            {
                if (await unit.Db.Set<PayerRow>().SingleOrDefaultAsync() is { } other)
                    return other.CustomerId;
                unit.Db.Add(setup.Row(organization, made.Value!));
                unit.State(new SimpleFact("payer.created", organization));
                return made.Value!;
            },
            cancellation
        );
    }
}
