using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Desk.Drafts;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>The orders of the caller's desk: those whose agency the caller's organization is. Only live ones: nobody works on a test.</summary>
internal sealed class DeskOrders(
    CurrentCaller caller,
    DeskOptions options,
    DraftOptions drafts,
    ReviewerLookup reviewers
)
{
    private const string Live = "live";

    /// <summary>Whether who signs is not who made the translation.</summary>
    public bool FourEyes => options.FourEyes;

    /// <summary>The orders of the desk; to the customers' own borders an agency's member is a stranger, so they are left out here.</summary>
    public IQueryable<OrderRow> In(VidimusDb db)
    {
        var agency = caller.Value.Mode == Live ? caller.Value.OrganizationId : "";
        return db.Across<OrderRow>().Where(o => o.AgencyId == agency && o.Mode == Live);
    }

    public Task<OrderRow?> Find(VidimusDb db, string id, CancellationToken cancellation) =>
        In(db).SingleOrDefaultAsync(o => o.Id == id, cancellation);

    /// <summary>All documents of an order, kind by kind as they are worked on, each kind oldest first.</summary>
    public static async Task<List<DocumentRow>> Documents(
        VidimusDb db,
        OrderRow order,
        CancellationToken cancellation
    )
    {
        var rows = await db.Across<DocumentRow>()
            .AsNoTracking()
            .Where(d => d.OrganizationId == order.OrganizationId && d.OrderId == order.Id)
            .ToListAsync(cancellation);
        return
        [
            .. rows.OrderBy(Rank).ThenBy(d => d.Position).ThenBy(d => d.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether a machine made it: whatever customers give, they give by a key or as a member.</summary>
    public static bool IsMachines(DocumentRow row) =>
        row.Kind == DocumentKinds.Draft && row.ActorKind == Author.Installation.ActorKind;

    private static int Rank(DocumentRow row) =>
        row.Kind switch
        {
            DocumentKinds.Source => 0,
            DocumentKinds.Draft => IsMachines(row) ? 2 : 1,
            DocumentKinds.Result => 3,
            _ => 4,
        };

    /// <summary>
    /// What would be certified: what a reviewer saved last; of a customer's draft that nobody changed, the draft itself. Never a
    /// machine's.
    /// </summary>
    public static DocumentRow? Result(OrderRow order, IReadOnlyCollection<DocumentRow> documents)
    {
        if (order.DraftDocumentId is { } chosen)
            return documents.SingleOrDefault(d => d.Id == chosen && !IsMachines(d));
        var given = documents.Where(d => d.Kind == DocumentKinds.Draft && !IsMachines(d)).ToArray();
        return order.ProductLine == "review_and_certify" && given.Length == 1 ? given[0] : null;
    }

    /// <summary>What steps of this actor with this order are judged by.</summary>
    public async Task<DeskFacts> Facts(
        VidimusDb db,
        OrderRow order,
        DeskActor actor,
        CancellationToken cancellation
    )
    {
        var result = Result(order, await Documents(db, order, cancellation));
        return new(
            options.FourEyes,
            options.FourEyes
                && (IsBy(actor, result) || await TookPart(db, order, actor, cancellation)),
            await reviewers.Of(db, order.AgencyId, actor.MemberId, cancellation),
            result,
            drafts.Allows(order)
                && await db.Across<MachineDraftRow>()
                    .Where(d => d.OrganizationId == order.AgencyId && d.OrderId == order.Id)
                    .AllAsync(d => d.State == DraftStates.Failed, cancellation)
        );
    }

    // A member of an organization that reviews its own orders may have given the draft, too.
    private static bool IsBy(DeskActor actor, DocumentRow? result) =>
        result is { ActorKind: "member" } && result.ActorId == actor.MemberId;

    private static Task<bool> TookPart(
        VidimusDb db,
        OrderRow order,
        DeskActor actor,
        CancellationToken cancellation
    ) =>
        db.Across<DeskEntryRow>()
            .AnyAsync(
                e =>
                    e.OrganizationId == order.AgencyId
                    && e.OrderId == order.Id
                    && e.MemberId == actor.MemberId
                    && (e.Kind == DeskNotes.Edited || e.Kind == DeskNotes.Submitted),
                cancellation
            );

    /// <summary>The refusal when the order is not as the reviewer saw it, with how it is now.</summary>
    public static Problem? Stale(OrderRow order, int version, DeskActor actor)
    {
        if (order.Version == version)
            return null;
        var now =
            !DeskRules.IsAtDesk(order.State) ? $" It is {order.State.Replace('_', ' ')} now."
            : order.ReviewerId is null ? " Nobody works on it now."
            : order.ReviewerId != actor.MemberId ? " Another reviewer works on it now."
            : "";
        return DeskProblems.Changed.With($"{DeskProblems.Changed.Message}{now}") with
        {
            Particulars = new(StringComparer.Ordinal)
            {
                ["version"] = JsonSerializer.SerializeToElement(order.Version),
                ["state"] = JsonSerializer.SerializeToElement(order.State),
                ["reviewerId"] = JsonSerializer.SerializeToElement(order.ReviewerId),
            },
        };
    }
}

/// <summary>Profiles and names of reviewers.</summary>
internal sealed class ReviewerLookup
{
    public Task<ReviewerRow?> Of(
        VidimusDb db,
        string agencyId,
        string memberId,
        CancellationToken cancellation
    ) =>
        db.Across<ReviewerRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                r => r.OrganizationId == agencyId && r.MemberId == memberId,
                cancellation
            );

    /// <summary>The names in these members' profiles, or their own.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Names(
        VidimusDb db,
        string agencyId,
        IEnumerable<string?> memberIds,
        CancellationToken cancellation
    )
    {
        string[] ids = [.. memberIds.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (ids.Length == 0)
            return new Dictionary<string, string>();
        var names = new Dictionary<string, string>(
            await db.MemberNames(agencyId, ids, cancellation),
            StringComparer.Ordinal
        );
        var profiles = await db.Across<ReviewerRow>()
            .AsNoTracking()
            .Where(r => r.OrganizationId == agencyId && ids.Contains(r.MemberId))
            .Select(r => new { r.MemberId, r.Name })
            .ToListAsync(cancellation);
        foreach (var profile in profiles)
            names[profile.MemberId] = profile.Name;
        return names;
    }
}
