using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>
/// Keeps the default payment method of each organization as Stripe has it. Stripe is asked what is so, whoever tells that something changed:
/// its messages may come late, twice, or in another order.
/// </summary>
internal sealed class PayerMethods(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    StripeApi stripe
)
{
    /// <summary>
    /// Makes the payment method that was set up the default of the customer's organization. False when Stripe could not be asked; true also
    /// where there is nothing to do.
    /// </summary>
    public async Task<bool> Take(string setupIntentId, CancellationToken cancellation)
    {
        var intent = await stripe.Get($"v1/setup_intents/{setupIntentId}", cancellation);
        if (intent.IsUnsure)
            return false;
        if (
            !intent.Ok
            || intent.Text("status") != "succeeded"
            || intent.Text("customer") is not { } customer
            || intent.Text("payment_method") is not { } method
            || await Payer(p => p.CustomerId == customer, cancellation) is not { } payer
            || payer.MethodId == method
        )
            return true;
        var found = await stripe.Get($"v1/payment_methods/{method}", cancellation);
        if (found.IsUnsure)
            return false;
        // Detached since: it cannot be charged any more.
        if (!found.Ok || found.Text("customer") != customer)
            return true;
        var at = DateTimeOffset.FromUnixTimeSeconds(
            StripeAnswer.Number(intent.Body, "created") ?? 0
        );
        var before = await Store(payer.OrganizationId, found.Body, method, at);
        if (before is not null)
            await Detach(before, cancellation);
        return true;
    }

    /// <summary>Forgets a payment method that Stripe has detached from its customer. False when Stripe could not be asked.</summary>
    public async Task<bool> Forget(string methodId, CancellationToken cancellation)
    {
        if (await Payer(p => p.MethodId == methodId, cancellation) is not { } payer)
            return true;
        var found = await stripe.Get($"v1/payment_methods/{methodId}", cancellation);
        if (found.IsUnsure)
            return false;
        if (found.Ok && found.Text("customer") == payer.CustomerId)
            return true;
        await commits.Commit<bool>(
            Of(payer.OrganizationId),
            async unit =>
            {
                var row = await unit.Db.Set<PayerRow>().SingleAsync();
                if (row.MethodId != methodId)
                    return false;
                Clear(unit, row);
                return true;
            },
            cancellation
        );
        return true;
    }

    /// <summary>Takes the method from Stripe's customer; one that could not be stays there unused.</summary>
    public Task Detach(string methodId, CancellationToken cancellation) =>
        stripe.Post($"v1/payment_methods/{methodId}/detach", null, [], cancellation);

    /// <summary>No payment method any more.</summary>
    public static void Clear(Unit unit, PayerRow row)
    {
        row.MethodId = row.MethodType = row.Brand = row.Last4 = null;
        row.ExpiresMonth = row.ExpiresYear = null;
        row.Version++;
        unit.State(new SimpleFact("payer.method-removed", row.OrganizationId));
    }

    /// <summary>Answers the method whose place it took, or what is to be detached since a later one is there.</summary>
    private async Task<string?> Store(
        string organizationId,
        JsonElement method,
        string id,
        DateTimeOffset at
    )
    {
        string? superseded = null;
        await commits.Commit<bool>(
            Of(organizationId),
            async unit =>
            {
                superseded = null;
                var row = await unit.Db.Set<PayerRow>().SingleAsync();
                if (row.MethodId == id)
                    return false;
                if (row.MethodId is not null && row.MethodAt > at)
                {
                    superseded = id;
                    return false;
                }
                superseded = row.MethodId;
                Describe(row, method, id);
                row.MethodAt = at;
                row.Version++;
                unit.State(new SimpleFact("payer.method-stored", organizationId));
                return true;
            },
            CancellationToken.None
        );
        return superseded;
    }

    private static void Describe(PayerRow row, JsonElement method, string id)
    {
        var type = StripeAnswer.Text(method, "type") ?? "";
        // Each type keeps its particulars in a member of its own name.
        var own = method.TryGetProperty(type, out var found) ? found : default;
        row.MethodId = id;
        row.MethodType = type;
        row.Brand = StripeAnswer.Text(own, "brand") ?? StripeAnswer.Text(own, "bank_name");
        row.Last4 = StripeAnswer.Text(own, "last4");
        row.ExpiresMonth = (int?)StripeAnswer.Number(own, "exp_month");
        row.ExpiresYear = (int?)StripeAnswer.Number(own, "exp_year");
    }

    private async Task<PayerRow?> Payer(
        System.Linq.Expressions.Expression<Func<PayerRow, bool>> which,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Across<PayerRow>().AsNoTracking().SingleOrDefaultAsync(which, cancellation);
    }

    private static Author Of(string organizationId) =>
        Author.Installation with
        {
            OrganizationId = organizationId,
        };
}
