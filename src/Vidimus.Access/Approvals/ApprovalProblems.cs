using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>Refusals about approvals.</summary>
public static class ApprovalProblems
{
    /// <summary>A person has to approve the call; nothing was done.</summary>
    public static readonly ProblemType Required = new(
        "APPROVAL_REQUIRED",
        202,
        "A person has to approve this call first; nothing was done.",
        "Have a member of the organization open the page named url, then repeat exactly this call with the approval's id in the header Vidimus-Approval; a tool takes it as approvalId"
    );

    /// <summary>There is no such approval for this caller.</summary>
    public static readonly ProblemType Unknown = new(
        "APPROVAL_NOT_FOUND",
        404,
        "There is no such approval for this caller.",
        "Repeat the call without an approval id; it is told whether one is needed"
    );

    /// <summary>The approval is for another call.</summary>
    public static readonly ProblemType Mismatch = new(
        "APPROVAL_MISMATCH",
        409,
        "This approval was given for another call: tool and arguments must be exactly those that were approved.",
        "Repeat the approved call unchanged, or make this call without the approval id to have it approved for itself"
    );

    /// <summary>A member rejected the call.</summary>
    public static readonly ProblemType Rejected = new(
        "APPROVAL_REJECTED",
        403,
        "A member of the organization rejected this call.",
        "Do not repeat it; ask the person you work for what to do instead"
    );

    /// <summary>The time ran out; that is a no.</summary>
    public static readonly ProblemType Expired = new(
        "APPROVAL_EXPIRED",
        409,
        "This approval has expired and counts as a no.",
        "Make the call without the approval id to ask again"
    );

    /// <summary>A rule changed since.</summary>
    public static readonly ProblemType Void = new(
        "APPROVAL_VOID",
        409,
        "The organization's rules changed since this approval was asked for, so that it counts no more.",
        "Make the call without the approval id; it is judged by the rules as they are now"
    );

    /// <summary>It was used already.</summary>
    public static readonly ProblemType Used = new(
        "APPROVAL_USED",
        409,
        "This approval was used already; each lets one call through.",
        "Make the call without the approval id if it is really to be made once more"
    );

    /// <summary>Too many wait.</summary>
    public static readonly ProblemType TooMany = new(
        "APPROVAL_LIMIT",
        429,
        "Too many calls are waiting for an approval.",
        "Wait until a member has decided about those that wait",
        Retryable: true
    );

    /// <summary>Nobody could read what they would approve.</summary>
    public static readonly ProblemType NotReviewable = new(
        "APPROVAL_NOT_REVIEWABLE",
        403,
        "A person would have to approve this call, and it holds more than a person can read: a file, or more than 65,536 characters.",
        "Make smaller calls, or have a member do it in the portal"
    );

    /// <summary>Only a person decides.</summary>
    public static readonly ProblemType PersonRequired = new(
        "APPROVAL_PERSON_REQUIRED",
        403,
        "Only a member who is signed in decides about an approval; keys and assistants never do.",
        "Open the page of approvals in the portal"
    );

    /// <summary>Four eyes.</summary>
    public static readonly ProblemType OtherPersonRequired = new(
        "APPROVAL_OTHER_PERSON_REQUIRED",
        403,
        "The rule asks for a second person: nobody approves what they, their own assistant, or a program with a key that they made asks for.",
        "Ask another owner or administrator to decide"
    );

    /// <summary>It is decided.</summary>
    public static readonly ProblemType Decided = new(
        "APPROVAL_DECIDED",
        409,
        "This approval is decided already.",
        "Read it again to see how"
    );

    /// <summary>An assistant reached for the rules.</summary>
    public static readonly ProblemType RulesNotTheirs = new(
        "APPROVAL_RULES_NOT_YOURS",
        403,
        "An assistant does not change the rules that hold for it.",
        "Have an administrator change them in the portal"
    );

    /// <summary>Something was to act as an assistant's key.</summary>
    public static readonly ProblemType NotForOthers = new(
        "APPROVAL_KEY_NOT_FOR_OTHERS",
        403,
        "This key is an assistant's: nothing else acts as it, since nobody could approve what is done in its name.",
        "Name another key, one that was not minted for an assistant"
    );

    /// <summary>An assistant reached for something that would lead past the rules.</summary>
    public static readonly ProblemType NotForAssistants = new(
        "APPROVAL_NOT_FOR_ASSISTANTS",
        403,
        "An assistant does not do this: it would lead past the rules of approvals that hold for it.",
        "Have a member do it in the portal, or use a key that is not for an assistant"
    );

    /// <summary>Too many rules.</summary>
    public static readonly ProblemType TooManyRules = new(
        "APPROVAL_RULE_LIMIT",
        409,
        "An organization has at most 50 rules in each mode.",
        "Delete a rule, or make one rule say more"
    );
}
