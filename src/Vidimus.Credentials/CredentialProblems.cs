using Vidimus.Platform.Problems;

namespace Vidimus.Credentials;

/// <summary>Refusals of the Credentials module.</summary>
public static class CredentialProblems
{
    /// <summary>No such group.</summary>
    public static readonly ProblemType GroupNotFound = new(
        "GROUP_NOT_FOUND",
        404,
        "There is no group with this id.",
        "List the groups with GET /v1/groups; a test key sees only test groups"
    );

    /// <summary>The group takes no new credentials.</summary>
    public static readonly ProblemType GroupArchived = new(
        "GROUP_ARCHIVED",
        409,
        "The group is archived and takes no new credentials.",
        "Restore it with POST /v1/groups/{id}/restore, or use another group"
    );

    /// <summary>No such credential.</summary>
    public static readonly ProblemType CredentialNotFound = new(
        "CREDENTIAL_NOT_FOUND",
        404,
        "There is no credential with this id.",
        "Check the id; a test key sees only test credentials"
    );

    /// <summary>A draft was expected.</summary>
    public static readonly ProblemType AlreadyIssued = new(
        "CREDENTIAL_ALREADY_ISSUED",
        409,
        "The credential is issued; only a draft can be edited, deleted or issued.",
        "Revoke it, or reissue it with the changes"
    );

    /// <summary>An issued credential was expected.</summary>
    public static readonly ProblemType NotIssued = new(
        "CREDENTIAL_NOT_ISSUED",
        409,
        "The credential is a draft.",
        "Issue it first with POST /v1/credentials/{id}/issue"
    );

    /// <summary>The credential is revoked already.</summary>
    public static readonly ProblemType Revoked = new(
        "CREDENTIAL_REVOKED",
        409,
        "The credential is revoked.",
        "Issue a new one"
    );

    /// <summary>The credential is suspended already.</summary>
    public static readonly ProblemType Suspended = new(
        "CREDENTIAL_SUSPENDED",
        409,
        "The credential is suspended already.",
        "Reinstate it with POST /v1/credentials/{id}/reinstate, or revoke it"
    );

    /// <summary>A suspended credential was expected.</summary>
    public static readonly ProblemType NotSuspended = new(
        "CREDENTIAL_NOT_SUSPENDED",
        409,
        "The credential is not suspended.",
        "Nothing needs to be reinstated"
    );

    /// <summary>The credential was replaced already.</summary>
    public static readonly ProblemType Replaced = new(
        "CREDENTIAL_REPLACED",
        409,
        "The credential was reissued already.",
        "Use the credential named in replacedBy"
    );

    /// <summary>The recipient's data was erased.</summary>
    public static readonly ProblemType Erased = new(
        "RECIPIENT_ERASED",
        410,
        "The recipient's personal data was erased, and with it this document.",
        "Only id, status and digest remain"
    );

    /// <summary>Live issuing needs a public address.</summary>
    public static readonly ProblemType PublicUrlMissing = new(
        "PUBLIC_URL_MISSING",
        409,
        "Live credentials cannot be issued before the server's public address is set.",
        "Ask the operator to set PublicUrl; test credentials can be issued without"
    );

    /// <summary>The DID document would become too long.</summary>
    public static readonly ProblemType TooManySigningKeys = new(
        "TOO_MANY_SIGNING_KEYS",
        409,
        "The organization has as many signing keys as its DID document holds.",
        "Go on with the key that signs now: earlier ones are never taken away, since credentials are verified with them"
    );

    /// <summary>The public address differs from the one in earlier credentials.</summary>
    public static readonly ProblemType PublicUrlChanged = new(
        "PUBLIC_URL_CHANGED",
        409,
        "The server's public address differs from the one in the credentials this organization issued before.",
        "Ask the operator to set PublicUrl back; it is part of every credential and cannot change"
    );

    /// <summary>No such recipient.</summary>
    public static readonly ProblemType RecipientNotFound = new(
        "RECIPIENT_NOT_FOUND",
        404,
        "There is no recipient with this id.",
        "Check the id; an erased recipient is gone for good"
    );

    /// <summary>No mail server is set.</summary>
    public static readonly ProblemType MailNotConfigured = new(
        "MAIL_NOT_CONFIGURED",
        409,
        "This server cannot send mail.",
        "Ask the operator to set Mail:Host and Mail:From, or send the verify link yourself"
    );

    /// <summary>The organization has sent the mails of the day.</summary>
    public static readonly ProblemType MailUsedUp = new(
        "MAIL_LIMIT_REACHED",
        429,
        "The organization has sent as many mails today as it may through this server.",
        "Wait until tomorrow (UTC), set a mail server of your own, or ask the operator to raise Mail:PerOrganizationPerDay"
    );

    /// <summary>The recipient has no address.</summary>
    public static readonly ProblemType NoAddress = new(
        "RECIPIENT_WITHOUT_ADDRESS",
        409,
        "The recipient has no e-mail address.",
        "Reissue with recipient.email, or send the verify link yourself"
    );

    /// <summary>A foreign credential did not verify.</summary>
    public static readonly ProblemType NotAccepted = new(
        "CREDENTIAL_NOT_ACCEPTED",
        400,
        "The credential was not taken.",
        "Send an Open Badges 3.0 credential exactly as its issuer signed it"
    );

    /// <summary>No such batch.</summary>
    public static readonly ProblemType BatchNotFound = new(
        "BATCH_NOT_FOUND",
        404,
        "There is no batch with this id.",
        "Check the id that the batch request answered"
    );

    /// <summary>No such request for erasure.</summary>
    public static readonly ProblemType ErasureRequestNotFound = new(
        "ERASURE_REQUEST_NOT_FOUND",
        404,
        "There is no request for erasure with this id.",
        "List them with GET /v1/erasure-requests; one that was fulfilled is gone"
    );

    /// <summary>No mail in a folder.</summary>
    public static readonly ProblemType MailNotFound = new(
        "MAIL_NOT_FOUND",
        404,
        "There is no such mail.",
        "Only a server in development keeps mail in a folder; elsewhere it is sent"
    );
}
