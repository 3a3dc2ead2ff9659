using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Spending;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Usage;

/// <summary>One billable action.</summary>
/// <param name="Id">Its id, <c>chg_…</c>.</param>
/// <param name="At">When it was done.</param>
/// <param name="Action">What was done.</param>
/// <param name="ResourceId">What came of it, such as a credential's id.</param>
/// <param name="Quantity">How much it was.</param>
/// <param name="Cents">What it cost.</param>
/// <param name="KeyId">The key that did it; null when none did.</param>
/// <param name="Environment">The key's label of where it is used, as it was then.</param>
/// <param name="ActorKind">Kind of who did it.</param>
/// <param name="ActorId">Who did it.</param>
/// <param name="Tool">The tool it came through.</param>
/// <param name="RequestId">The request it came with.</param>
public sealed record Charge(
    string Id,
    DateTimeOffset At,
    string Action,
    string ResourceId,
    int Quantity,
    long Cents,
    string? KeyId,
    string? Environment,
    string ActorKind,
    string ActorId,
    string? Tool,
    string RequestId
);

/// <summary>Lists billable actions, newest first: each stands for one committed change.</summary>
internal sealed class ListCharges(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/usage/charges",
                async (
                    HttpContext http,
                    ListCharges charges,
                    string? from,
                    string? to,
                    string? mode,
                    string? keyId,
                    string? environment,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await charges.Run(
                            new(from, to, mode, keyId, environment),
                            cursor,
                            limit,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.UsageRead)
            .Produces<Page<Charge>>()
            .WithTags("Usage")
            .WithSummary("List billable actions")
            .WithName("listCharges");

    public async Task<Result<Page<Charge>>> Run(
        UsageAsked asked,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        var read = UsageFilter.Read(fields, caller.Value, clock.GetUtcNow(), asked);
        if (read.Problem is { } refused)
            return refused;
        var filter = read.Value!;
        var scope = $"charges|{caller.Value.OrganizationId}|{filter.Name}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var rows = await Page(filter.Charges(db, caller.Value), after, size + 1, cancellation);
        return rows.ToPage(size, Of, c => cursors.Make(scope, Position(c)));
    }

    /// <summary>A page of charges, newest first, after a position.</summary>
    public static Task<List<ChargeRow>> Page(
        IQueryable<ChargeRow> charges,
        string after,
        int most,
        CancellationToken cancellation
    )
    {
        if (after.Length > 0)
        {
            var parts = after.Split('/');
            var at = DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(parts[0], CultureInfo.InvariantCulture)
            );
            var id = parts[1];
            charges = charges.Where(c => c.At < at || (c.At == at && string.Compare(c.Id, id) < 0));
        }
        return charges
            .AsNoTracking()
            .OrderByDescending(c => c.At)
            .ThenByDescending(c => c.Id)
            .Take(most)
            .ToListAsync(cancellation);
    }

    public static string Position(ChargeRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.At.ToUnixTimeMilliseconds()}/{row.Id}");

    public static Charge Of(ChargeRow row) =>
        new(
            row.Id,
            row.At,
            row.Action,
            row.ResourceId,
            row.Quantity,
            row.Cents,
            row.KeyId,
            row.Environment,
            row.ActorKind,
            row.ActorId,
            row.Tool,
            row.RequestId
        );
}
