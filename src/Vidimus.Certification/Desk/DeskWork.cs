using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>What is stated of steps at the desk, on the agency's record.</summary>
internal static class ReviewFacts
{
    public const string Claimed = "review.claimed";
    public const string Released = "review.released";
    public const string Drafted = "review.drafted";
    public const string DraftRequested = "review.draft_requested";
    public const string Submitted = "review.submitted";
    public const string SentBack = "review.sent_back";
    public const string Failed = "review.failed";
    public const string Signed = "review.signed";

    /// <summary>That this was done with the order, and how the order is by it.</summary>
    public static SimpleFact Of(
        string kind,
        OrderRow order,
        params (string Name, string? Value)[] members
    ) =>
        new SimpleFact(
            kind,
            order.Id,
            [("customer", order.OrganizationId), ("status", order.State), .. members]
        );
}

/// <summary>A step under way: the order as it is inside the change, and who takes it.</summary>
internal sealed record DeskChange(Unit Unit, OrderRow Order, DeskActor Actor, DeskFacts Facts)
{
    /// <summary>States on the agency's own record what was done; what it makes of the order stands on the customer's.</summary>
    public void State(string kind, params (string Name, string? Value)[] members) =>
        Unit.State(ReviewFacts.Of(kind, Order, members));
}

/// <summary>
/// What all steps at the desk have in common. The order is read inside the change, and only one that is still as the reviewer
/// saw it is changed: of two who act at once the second hears how the order is now, and nothing of either is lost.
/// </summary>
internal sealed class DeskWork(
    Writes writes,
    CurrentCaller caller,
    DeskOrders orders,
    DeskViews views
)
{
    /// <summary>The member who acts, or the refusal.</summary>
    public Result<DeskActor> Actor() =>
        DeskActor.Of(caller.Value) is { } actor ? actor : new Problem(DeskProblems.MemberRequired);

    /// <summary>Takes the step; <paramref name="change"/> makes it, once nothing is in the way.</summary>
    public Task<Result<DeskOrder>> Take(
        string id,
        int? version,
        string step,
        Func<DeskChange, Task<Problem?>> change,
        CancellationToken cancellation
    ) =>
        Take(
            id,
            version,
            step,
            change,
            async done => await views.One(done.Unit.Db, done.Order, CancellationToken.None),
            cancellation
        );

    /// <summary>As above, with an answer of the step's own.</summary>
    public async Task<Result<T>> Take<T>(
        string id,
        int? version,
        string step,
        Func<DeskChange, Task<Problem?>> change,
        Func<DeskChange, Task<T>> answer,
        CancellationToken cancellation
    )
    {
        if (Actor() is { Problem: { } nobody })
            return nobody;
        if (Named(version).Problem is { } wrong)
            return wrong;
        return await writes.Commit<T>(
            async unit =>
            {
                var begun = await Begin(unit, id, version!.Value, step);
                if (begun.Problem is { } refused)
                    return refused;
                if (await change(begun.Value!) is { } stopped)
                    return stopped;
                return await answer(begun.Value!);
            },
            cancellation
        );
    }

    /// <summary>The order as it is in the change, when it may be changed so.</summary>
    public async Task<Result<DeskChange>> Begin(Unit unit, string id, int version, string step)
    {
        var actor = Actor().Value!;
        if (await orders.Find(unit.Db, id, CancellationToken.None) is not { } order)
            return CertificationProblems.OrderNotFound;
        var refused = await Judge(unit.Db, order, actor, version, step, CancellationToken.None);
        return refused.Problem is { } problem
            ? problem
            : new DeskChange(unit, order, actor, refused.Value!);
    }

    /// <summary>What speaks against the step as the order is now; else what it is judged by.</summary>
    public async Task<Result<DeskFacts>> Judge(
        VidimusDb db,
        OrderRow order,
        DeskActor actor,
        int version,
        string step,
        CancellationToken cancellation
    )
    {
        if (DeskOrders.Stale(order, version, actor) is { } stale)
            return stale;
        var facts = await orders.Facts(db, order, actor, cancellation);
        return DeskRules.Refuse(step, order, actor, facts) is { } refused ? refused : facts;
    }

    public static Fields Named(int? version) =>
        new Fields()
            .Check(
                version is not null,
                "version",
                "is required: the version of the order that you looked at"
            )
            .Number("version", version, 1, int.MaxValue);
}
