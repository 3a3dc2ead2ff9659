using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Compliance;

/// <summary>A change that the organization has not acknowledged.</summary>
/// <param name="ChangeId">Its number.</param>
/// <param name="PolicyId">The policy that changed.</param>
/// <param name="PolicyTitle">Its title, as it was after the change.</param>
/// <param name="PolicyType">What kind of policy it is.</param>
/// <param name="PayerName">Who pays by it, or null.</param>
/// <param name="ChangeType">What the change was, such as <c>codes_changed</c>.</param>
/// <param name="ChangeSummary">What changed, in a sentence.</param>
/// <param name="Critical">True for a change that may alter what is paid: of codes or criteria, or the policy's end.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="DueAt">Until when it is listed here: 30 days after it happened.</param>
public sealed record UnreviewedChange(
    long ChangeId,
    string PolicyId,
    string PolicyTitle,
    string PolicyType,
    string? PayerName,
    string ChangeType,
    string ChangeSummary,
    bool Critical,
    DateTimeOffset ChangedAt,
    DateTimeOffset DueAt
)
{
    internal static UnreviewedChange Of(ChangeRow row) =>
        new(
            row.Number,
            row.PolicyId,
            row.PolicyTitle,
            row.PolicyType,
            row.PayerName,
            row.Type,
            row.Summary,
            ReadChanges.Critical.Contains(row.Type),
            row.At,
            row.At + ReadChanges.Window
        );
}

/// <summary>
/// Changes of the last 30 days that the caller's organization has not acknowledged, newest first. Numbers of changes grow
/// in the order of commits: whoever turns the pages sees each that was there at the start once, whatever comes meanwhile.
/// </summary>
internal sealed class ListUnreviewed(
    VidimusDb db,
    CurrentCaller caller,
    PolicyLibrary library,
    Cursors cursors,
    DatabaseClock time
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/compliance/unreviewed",
                async (
                    HttpContext http,
                    ListUnreviewed list,
                    string? changeType,
                    string? cursor,
                    string? limit
                ) => (await list.Run(changeType, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<UnreviewedChange>>()
            .WithTags("Compliance")
            .WithSummary("List changes of policies that nobody has acknowledged")
            .WithName("listUnreviewedChanges");

    /// <param name="changeType">One of <see cref="ChangeTypes"/>, or null for all.</param>
    /// <param name="cursor">Where the list goes on.</param>
    /// <param name="limit">Most items of a page.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="named">What the caller's contract calls the filter.</param>
    public async Task<Result<Page<UnreviewedChange>>> Run(
        string? changeType,
        string? cursor,
        string? limit,
        CancellationToken cancellation,
        string named = "changeType"
    )
    {
        var fields = new Fields().OneOf(named, changeType, ChangeTypes.All);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"unreviewed|{caller.Value.OrganizationId}|{changeType}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var since = await time.Now(db, cancellation) - ReadChanges.Window;
        var found = ReadChanges.Unreviewed(db, library.Of(caller.Value), since);
        if (changeType is not null)
            found = found.Where(c => c.Type == changeType);
        if (after.Length > 0)
        {
            var before = long.Parse(after, CultureInfo.InvariantCulture);
            found = found.Where(c => c.Number < before);
        }
        var rows = await found
            .OrderByDescending(c => c.Number)
            .Take(size + 1)
            .AsNoTracking()
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            UnreviewedChange.Of,
            c => cursors.Make(scope, c.Number.ToString(CultureInfo.InvariantCulture))
        );
    }
}
