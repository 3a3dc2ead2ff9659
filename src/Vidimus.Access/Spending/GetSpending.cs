using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Spending;

/// <summary>What a key has spent.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="SpendCapDayCents">What it may spend in any 24 hours; null for no cap.</param>
/// <param name="SpentDayCents">What it has spent in the last 24 hours, together with keys it took over from and its successors.</param>
/// <param name="LeftDayCents">What it can spend now by this cap; null without one.</param>
/// <param name="SpendCapMonthCents">What it may spend in any 30 days; null for no cap.</param>
/// <param name="SpentMonthCents">What it has spent in the last 30 days.</param>
/// <param name="LeftMonthCents">What it can spend now by this cap; null without one.</param>
/// <param name="At">The moment these are of.</param>
public sealed record KeySpending(
    string KeyId,
    long? SpendCapDayCents,
    long SpentDayCents,
    long? LeftDayCents,
    long? SpendCapMonthCents,
    long SpentMonthCents,
    long? LeftMonthCents,
    DateTimeOffset At
);

/// <summary>Shows what a key has spent and what is left of its caps.</summary>
internal sealed class GetSpending(VidimusDb db, CurrentCaller caller, DatabaseClock time)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/keys/{id}/spending",
                async (HttpContext http, GetSpending get, string id) =>
                    (await get.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<KeySpending>()
            .WithTags("Keys")
            .WithSummary("Get what a key has spent and what is left of its caps")
            .WithName("getKeySpending");

    public async Task<Result<KeySpending>> Run(string id, CancellationToken cancellation)
    {
        if (await KeyRules.Find(db, caller.Value, id) is not { } key)
            return PlatformProblems.NotFound;
        var account = key.SpendAccount ?? id;
        var stored =
            await db.Spent.SingleOrDefaultAsync(s => s.Account == account, cancellation)
            ?? SpendWindows.NoRow(key.OrganizationId, account);
        var row = await SpendWindows.AsOf(db, stored, await time.Now(db, cancellation));
        var day = new SpendWindow("day", SpendWindows.Day, key.SpendCapDayCents, row.DayCents);
        var month = new SpendWindow(
            "month",
            SpendWindows.Month,
            key.SpendCapMonthCents,
            row.MonthCents
        );
        return new KeySpending(
            id,
            day.Cap,
            day.Spent,
            day.Left,
            month.Cap,
            month.Spent,
            month.Left,
            row.SeenAt
        );
    }
}
