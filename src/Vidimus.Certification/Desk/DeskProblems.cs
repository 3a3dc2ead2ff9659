using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Refusals at the review desk.</summary>
public static class DeskProblems
{
    /// <summary>The order was changed since the reviewer looked at it.</summary>
    public static readonly ProblemType Changed = new(
        "ORDER_CHANGED",
        409,
        "The order was changed since you looked at it.",
        "Nothing was overwritten and nothing was saved: keep what you wrote, read the order again, and send it with the version that it has now."
    );

    /// <summary>Somebody works on it.</summary>
    public static readonly ProblemType Claimed = new(
        "ORDER_CLAIMED",
        409,
        "Another reviewer works on this order.",
        "Take another order, or have that reviewer or an administrator release this one."
    );

    /// <summary>The caller does not work on it.</summary>
    public static readonly ProblemType ClaimRequired = new(
        "CLAIM_REQUIRED",
        409,
        "You do not work on this order, or do so no more.",
        "Nothing was saved: keep what you wrote, claim the order, and send it again."
    );

    /// <summary>The order's state does not allow the step.</summary>
    public static readonly ProblemType StepNotPossible = new(
        "STEP_NOT_POSSIBLE",
        409,
        "The order is in a state in which this cannot be done.",
        "Read the order again; its member actions says what can be done now."
    );

    /// <summary>There is nothing to certify yet.</summary>
    public static readonly ProblemType ResultMissing = new(
        "RESULT_MISSING",
        409,
        "There is no result that can be certified.",
        "Write the translation at the desk or upload it as one PDF file, then try again."
    );

    /// <summary>The file is no PDF.</summary>
    public static readonly ProblemType ResultNotPdf = new(
        "RESULT_NOT_PDF",
        422,
        "A result has to be a PDF file.",
        "Save it as PDF and upload it again, or write it as text at the desk."
    );

    /// <summary>A result was saved very often.</summary>
    public static readonly ProblemType TooManyResults = new(
        "TOO_MANY_RESULTS",
        409,
        "The result of this order was saved too often.",
        "Sign off what is there, or send the order back."
    );

    /// <summary>A key asks for what a member does.</summary>
    public static readonly ProblemType MemberRequired = new(
        "MEMBER_REQUIRED",
        403,
        "Keys read at the desk; what is done there, a member does.",
        "Have a reviewer do it in the portal, or use a token of a member who signed in."
    );

    /// <summary>An assistant or program asks for a signature.</summary>
    public static readonly ProblemType PersonRequired = new(
        "PERSON_REQUIRED",
        403,
        "Only a member who is signed in signs off, in person.",
        "Have the reviewer sign off in the portal."
    );

    /// <summary>The member has no profile to sign under.</summary>
    public static readonly ProblemType ReviewerRequired = new(
        "REVIEWER_REQUIRED",
        403,
        "You have no active reviewer's profile that names the order's language.",
        "Have an administrator set your profile with the name and credentials that you sign under."
    );

    /// <summary>Who signs may not be who made the translation.</summary>
    public static readonly ProblemType OtherReviewerRequired = new(
        "OTHER_REVIEWER_REQUIRED",
        403,
        "You worked on this translation, so another reviewer has to review and sign it.",
        "Release the order, so that another reviewer can claim it."
    );

    /// <summary>There is no such profile.</summary>
    public static readonly ProblemType ReviewerNotFound = new(
        "REVIEWER_NOT_FOUND",
        404,
        "This member has no reviewer's profile, or is no member of your organization.",
        "List the profiles with GET /v1/reviewers; an administrator sets one with PUT."
    );

    /// <summary>No machine drafts this order.</summary>
    public static readonly ProblemType DraftNotPossible = new(
        "DRAFT_NOT_POSSIBLE",
        409,
        "No machine drafts this order.",
        "Start from the source. Whether machines draft, and whose orders, is set by the operator under Certification:Drafts."
    );
}
