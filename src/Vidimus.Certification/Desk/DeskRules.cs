using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Who acts at the desk.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="InPerson">Whether the member is signed in, so that no program acts in the name.</param>
/// <param name="Administers">Whether the member may take orders away from others.</param>
internal sealed record DeskActor(string MemberId, bool InPerson, bool Administers)
{
    public static DeskActor? Of(Caller caller) =>
        caller.MemberId is { } member
            ? new(member, caller.SessionId is not null, caller.May(Scopes.MembersAdmin))
            : null;
}

/// <summary>What a step is judged by, besides the order itself.</summary>
/// <param name="FourEyes">Whether who signs is not who made the translation.</param>
/// <param name="TookPart">Whether the actor made the translation or handed it over.</param>
/// <param name="Profile">The actor's profile; null without one.</param>
/// <param name="Result">What would be certified; null while there is nothing.</param>
/// <param name="MayDraft">Whether a machine may try a draft once more.</param>
internal sealed record DeskFacts(
    bool FourEyes,
    bool TookPart,
    ReviewerRow? Profile,
    DocumentRow? Result,
    bool MayDraft
);

/// <summary>The names of what reviewers do.</summary>
internal static class DeskSteps
{
    public const string Claim = "claim";
    public const string Release = "release";
    public const string Edit = "edit";
    public const string Submit = "submit";
    public const string SendBack = "send_back";
    public const string Fail = "fail";
    public const string SignOff = "sign_off";
    public const string Draft = "draft";

    public static readonly string[] All =
    [
        Claim,
        Release,
        Edit,
        Submit,
        SendBack,
        Fail,
        SignOff,
        Draft,
    ];
}

/// <summary>Who may do what with an order when. The same answers decide what is offered and what is refused.</summary>
internal static class DeskRules
{
    /// <summary>States in which a reviewer works.</summary>
    public static bool IsWork(string state) =>
        state is OrderStates.Processing or OrderStates.ReviewingDraft or OrderStates.InReview;

    /// <summary>States in which the desk has something to do.</summary>
    public static bool IsAtDesk(string state) => state == OrderStates.Paid || IsWork(state);

    /// <summary>Why the actor may not do that now; null when nothing is in the way.</summary>
    public static Problem? Refuse(string step, OrderRow order, DeskActor actor, DeskFacts facts) =>
        step switch
        {
            DeskSteps.Claim => Claim(order, actor, facts),
            DeskSteps.Release => Release(order, actor),
            DeskSteps.Edit => Edit(order, actor, facts),
            DeskSteps.Submit => Work(order, actor, OrderStates.Processing) ?? Result(facts),
            DeskSteps.SendBack => Work(order, actor, OrderStates.InReview),
            DeskSteps.Fail => Work(order, actor),
            DeskSteps.SignOff => SignOff(order, actor, facts),
            DeskSteps.Draft => facts.MayDraft ? null : new(DeskProblems.DraftNotPossible),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
        };

    private static Problem? Claim(OrderRow order, DeskActor actor, DeskFacts facts)
    {
        if (!IsAtDesk(order.State))
            return Not(order);
        if (order.ReviewerId == actor.MemberId)
            return DeskProblems.Claimed.With(
                "You work on this order already.",
                hint: "Go on with it."
            );
        if (order.ReviewerId is not null)
            return new(DeskProblems.Claimed);
        return order.State == OrderStates.InReview && facts is { FourEyes: true, TookPart: true }
            ? new(DeskProblems.OtherReviewerRequired)
            : null;
    }

    private static Problem? Release(OrderRow order, DeskActor actor)
    {
        if (!IsWork(order.State))
            return Not(order);
        if (order.ReviewerId is null)
            return DeskProblems.ClaimRequired.With("Nobody works on this order.");
        return order.ReviewerId == actor.MemberId || actor.Administers
            ? null
            : new(DeskProblems.Claimed);
    }

    private static Problem? Edit(OrderRow order, DeskActor actor, DeskFacts facts)
    {
        if (Work(order, actor) is { } refused)
            return refused;
        return facts.FourEyes && order.State == OrderStates.InReview
            ? DeskProblems.StepNotPossible.With(
                "Who reviews a translation does not change it: another has to sign what you write.",
                hint: "Nothing was saved. Send the order back with what is to be changed, or sign it off as it is."
            )
            : null;
    }

    private static Problem? SignOff(OrderRow order, DeskActor actor, DeskFacts facts)
    {
        if (order.State is not (OrderStates.InReview or OrderStates.ReviewingDraft))
            return Not(order);
        if (Work(order, actor) is { } refused)
            return refused;
        if (Result(facts) is { } missing)
            return missing;
        if (facts is { FourEyes: true, TookPart: true })
            return new(DeskProblems.OtherReviewerRequired);
        if (!actor.InPerson)
            return new(DeskProblems.PersonRequired);
        return MaySign(facts.Profile, order.SourceLanguage)
            ? null
            : new(DeskProblems.ReviewerRequired);
    }

    private static bool MaySign(ReviewerRow? profile, string language) =>
        profile is { Active: true }
        && (profile.Languages.Length == 0 || profile.Languages.Split(' ').Contains(language));

    private static Problem? Result(DeskFacts facts) =>
        facts.Result is { MediaType: "application/pdf" or DeskText.MediaType, RemovedAt: null }
            ? null
            : new(DeskProblems.ResultMissing);

    /// <summary>The order is being worked on, by the actor.</summary>
    private static Problem? Work(OrderRow order, DeskActor actor, string? state = null)
    {
        if (state is null ? !IsWork(order.State) : order.State != state)
            return Not(order);
        return order.ReviewerId == actor.MemberId ? null : new(DeskProblems.ClaimRequired);
    }

    private static Problem Not(OrderRow order) =>
        DeskProblems.StepNotPossible.With(
            $"The order is {order.State.Replace('_', ' ')}; this cannot be done now."
        );
}
