using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>Refusals about members and invitations.</summary>
public static class MemberProblems
{
    /// <summary>Something that only an owner does was asked by somebody else.</summary>
    public static readonly ProblemType OwnerRequired = new(
        "OWNER_REQUIRED",
        403,
        "Only an owner makes or unmakes owners.",
        "Ask an owner of your organization; a key is never one"
    );

    /// <summary>The organization would be left without an owner.</summary>
    public static readonly ProblemType LastOwner = new(
        "LAST_OWNER",
        409,
        "The organization would have no owner left.",
        "Make somebody else an owner first"
    );

    /// <summary>The address belongs to a member of this organization.</summary>
    public static readonly ProblemType AlreadyMember = new(
        "ALREADY_A_MEMBER",
        409,
        "Somebody with this address is a member already.",
        "Change the role with PATCH /v1/members/{id}"
    );

    /// <summary>The address has an open invitation to this organization.</summary>
    public static readonly ProblemType InvitationExists = new(
        "INVITATION_EXISTS",
        409,
        "This address has an open invitation already.",
        "Send it again with POST /v1/invitations/{id}/resend, or withdraw it first"
    );

    /// <summary>The invitation was accepted or withdrawn.</summary>
    public static readonly ProblemType InvitationEnded = new(
        "INVITATION_ENDED",
        409,
        "The invitation was accepted or withdrawn.",
        "Invite the address anew"
    );

    /// <summary>Too many invitations from one organization.</summary>
    public static readonly ProblemType InvitationLimit = new(
        "INVITATION_LIMIT",
        429,
        "The organization has made as many invitations as it may in a day.",
        "Go on tomorrow",
        Retryable: true
    );

    /// <summary>The invitation was mailed a moment ago.</summary>
    public static readonly ProblemType InvitationJustSent = new(
        "INVITATION_JUST_SENT",
        429,
        "The invitation was sent a moment ago.",
        "Look into the mailbox and its spam folder; send it again after a minute",
        Retryable: true
    );

    /// <summary>Inviting needs mail, and this server has none.</summary>
    public static readonly ProblemType MailUnavailable = new(
        "MAIL_UNAVAILABLE",
        409,
        "This server cannot send mail, and an invitation goes by mail only.",
        "Ask the operator to set Mail:Host and Mail:From"
    );

    /// <summary>An operator would become an owner of an organization that others have made.</summary>
    public static readonly ProblemType OperatorsOwn = new(
        "OPERATORS_OWN_ADDRESS",
        409,
        "This address is an operator's, and operators do not give themselves owners' rights in organizations that are there.",
        "Send the link to somebody of the organization; an owner can invite an operator as anybody else"
    );

    /// <summary>The operator's own account.</summary>
    public static readonly ProblemType NotYourself = new(
        "NOT_YOURSELF",
        409,
        "You cannot keep yourself from signing in.",
        "Another operator can"
    );
}
