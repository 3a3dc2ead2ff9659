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

/// <summary>Who acknowledged a change, and when.</summary>
/// <param name="Id">Number of the acknowledgement.</param>
/// <param name="ChangeId">Number of the change.</param>
/// <param name="PolicyId">The policy that changed.</param>
/// <param name="PolicyTitle">Its title after the change.</param>
/// <param name="ChangeType">What the change was.</param>
/// <param name="ChangeSummary">What changed, in a sentence.</param>
/// <param name="ChangedAt">When it changed.</param>
/// <param name="Notes">What was noted, or null.</param>
/// <param name="By">Who acknowledged it.</param>
/// <param name="AcknowledgedAt">When.</param>
public sealed record Acknowledgement(
    long Id,
    long ChangeId,
    string PolicyId,
    string PolicyTitle,
    string ChangeType,
    string ChangeSummary,
    DateTimeOffset ChangedAt,
    string? Notes,
    AcknowledgedBy By,
    DateTimeOffset AcknowledgedAt
);

/// <summary>Who acknowledged a change.</summary>
/// <param name="Kind"><c>member</c> or <c>key</c>.</param>
/// <param name="Id">The member or key.</param>
/// <param name="Name">The member's name as it is now; null for a key and for who is a member no more.</param>
public sealed record AcknowledgedBy(string Kind, string Id, string? Name);

/// <summary>What the organization acknowledged, the latest first; of one policy, where that is asked for.</summary>
internal sealed class ListAcknowledgements(
    VidimusDb db,
    CurrentCaller caller,
    PolicyLibrary library,
    Cursors cursors
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/compliance/acknowledgements",
                async (
                    HttpContext http,
                    ListAcknowledgements list,
                    string? policyId,
                    string? cursor,
                    string? limit
                ) => (await list.Run(policyId, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<Acknowledgement>>()
            .WithTags("Compliance")
            .WithSummary("List acknowledgements of changes of policies")
            .WithName("listAcknowledgements");

    private async Task<Result<Page<Acknowledgement>>> Run(
        string? policyId,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().Text("policyId", policyId, 100);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"acknowledgements|{caller.Value.OrganizationId}|{policyId}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var found = db.Acknowledgements.AsNoTracking();
        if (policyId is not null)
            found = found.Where(a => a.PolicyId == policyId);
        if (after.Length > 0)
        {
            var before = long.Parse(after, CultureInfo.InvariantCulture);
            found = found.Where(a => a.Id < before);
        }
        var rows = await found
            .OrderByDescending(a => a.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        var changes = await Changes(rows, cancellation);
        var names = await Names(rows, cancellation);
        return rows.ToPage(
            size,
            a => Show(a, changes[a.Number], names),
            a => cursors.Make(scope, a.Id.ToString(CultureInfo.InvariantCulture))
        );
    }

    private static Acknowledgement Show(
        AcknowledgementRow row,
        ChangeRow change,
        IReadOnlyDictionary<string, string> names
    ) =>
        new(
            row.Id,
            row.Number,
            row.PolicyId,
            change.PolicyTitle,
            change.Type,
            change.Summary,
            change.At,
            row.Notes,
            new(
                row.ActorKind,
                row.ActorId,
                row.ActorKind == "member" ? names.GetValueOrDefault(row.ActorId) : null
            ),
            row.At
        );

    // Also of a policy that the organization has made its own since, and of what was another library's then: it acknowledged
    // what it read, and its own rows say which.
    private async Task<Dictionary<long, ChangeRow>> Changes(
        List<AcknowledgementRow> rows,
        CancellationToken cancellation
    )
    {
        var read = PolicyLibrary.Rows<ChangeRow>(db, library.Of(caller.Value));
        var changes = await Of(read, [.. rows.Select(a => a.Number)], cancellation);
        long[] elsewhere =
        [
            .. rows.Select(a => a.Number).Where(number => !changes.ContainsKey(number)),
        ];
        if (elsewhere.Length > 0)
            foreach (var (number, row) in await Of(db.Across<ChangeRow>(), elsewhere, cancellation))
                changes.Add(number, row);
        return changes;
    }

    private static Task<Dictionary<long, ChangeRow>> Of(
        IQueryable<ChangeRow> changes,
        long[] numbers,
        CancellationToken cancellation
    ) =>
        changes
            .AsNoTracking()
            .Where(c => numbers.Contains(c.Number))
            .ToDictionaryAsync(c => c.Number, cancellation);

    private Task<IReadOnlyDictionary<string, string>> Names(
        List<AcknowledgementRow> rows,
        CancellationToken cancellation
    ) =>
        db.MemberNames(
            caller.Value.OrganizationId,
            [.. rows.Where(a => a.ActorKind == "member").Select(a => a.ActorId).Distinct()],
            cancellation
        );
}
