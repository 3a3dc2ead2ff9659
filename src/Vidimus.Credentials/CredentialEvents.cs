using Vidimus.Platform.Facts;

namespace Vidimus.Credentials;

/// <summary>Events about credentials, groups, lists and recipients.</summary>
internal static class CredentialEvents
{
    private const string ACredential = "cred_01kb0c5q7me1vtgy7m3a8r2xwg";
    private const string Another = "cred_01kb0c5q7me1vtgy7m3a8r2xwh";
    private const string AGroup = "grp_01kb0c5q7me1vtgy7m3a8r2xwj";
    private const string ARecipient = "rcp_01kb0c5q7me1vtgy7m3a8r2xwk";
    private const string ABatch = "bat_01kb0c5q7me1vtgy7m3a8r2xwm";
    private const string ARecord = "vc_01kb0c5q7me1vtgy7m3a8r2xwn";
    private const string AnOrganization = "org_01kb0c5q7me1vtgy7m3a8r2xwf";
    private const string ADigest = "uEiDQE7cJcVqWFjSVYqW1q3WfS4YdJkKqg2rV0rqz1p2yDg";
    private const string HexDigest =
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    public static readonly EventType Drafted = new(
        "credential.drafted",
        "A draft was saved.",
        "credential",
        ACredential,
        ("group", AGroup)
    );

    public static readonly EventType DraftEdited = new(
        "credential.draft-edited",
        "A draft was changed.",
        "credential",
        ACredential
    );

    public static readonly EventType DraftDeleted = new(
        "credential.draft-deleted",
        "A draft was deleted.",
        "credential",
        ACredential
    );

    public static readonly EventType Issued = new(
        "credential.issued",
        "A credential was issued; replaces or renewalOf name the one that it follows.",
        "credential",
        ACredential,
        ("group", AGroup),
        ("recipient", ARecipient),
        ("digest", ADigest),
        ("replaces", Another),
        ("renewalOf", "=null")
    );

    public static readonly EventType DistributionRequested = new(
        "credential.distribution-requested",
        "A mail with the credential's link is to be sent.",
        "credential",
        ACredential
    );

    public static readonly EventType Distributed = new(
        "credential.distributed",
        "The mail server took the mail with the credential's link.",
        "credential",
        ACredential
    );

    public static readonly EventType DistributionDelayed = new(
        "credential.distribution-delayed",
        "The mail server did not take the mail; it is tried again.",
        "credential",
        ACredential
    );

    public static readonly EventType DistributionFailed = new(
        "credential.distribution-failed",
        "The mail will not be sent.",
        "credential",
        ACredential
    );

    public static readonly EventType Bounced = new(
        "credential.bounced",
        "The recipient's mailbox refused the mail with the credential's link; code says why (RFC 3463).",
        "credential",
        ACredential,
        ("code", "5.1.1")
    );

    public static readonly EventType ClaimMade = new(
        "credential.claim-made",
        "A link was made by which the recipient reaches the credential.",
        "credential",
        ACredential
    );

    public static readonly EventType ClaimsEnded = new(
        "credential.claims-ended",
        "The recipient's links of a credential were ended.",
        "credential",
        ACredential
    );

    public static readonly EventType Hidden = new(
        "credential.hidden",
        "The recipient hid a credential from public view.",
        "credential",
        ACredential
    );

    public static readonly EventType Shown = new(
        "credential.shown",
        "The recipient shows a hidden credential again.",
        "credential",
        ACredential
    );

    public static readonly EventType Suspended = new(
        "credential.suspended",
        "A credential was suspended.",
        "credential",
        ACredential,
        ("reason", "under review")
    );

    public static readonly EventType Reinstated = new(
        "credential.reinstated",
        "A suspended credential is in force again.",
        "credential",
        ACredential
    );

    public static readonly EventType Revoked = new(
        "credential.revoked",
        "A credential was revoked for ever; replacedBy names the one that was issued in its place.",
        "credential",
        ACredential,
        ("reason", "issued in error"),
        ("replacedBy", Another)
    );

    public static readonly EventType Expired = new(
        "credential.expired",
        "A credential's validity has ended. It is told once, and not of revoked ones.",
        "credential",
        ACredential,
        ("group", AGroup),
        ("validUntil", "2026-11-26T10:00:00.000Z")
    );

    public static readonly EventType Verified = new(
        "credential.verified",
        "Somebody verified a credential. Told for a part of the verifications only, of groups that ask for it, and at most ten a second.",
        "credential",
        ACredential,
        ("group", AGroup),
        ("verdict", "valid"),
        ("at", "2026-11-26T10:00:00.000Z")
    )
    {
        ByNameOnly = true,
    };

    public static readonly EventType Bound = new(
        "credential.bound",
        "An SD-JWT of a credential was bound to a holder's key.",
        "credential",
        ACredential,
        ("key", HexDigest)
    );

    public static readonly EventType Received = new(
        "credential.received",
        "A credential of another issuer was stored through the Open Badges API.",
        "receivedCredential",
        "rcv_01kb0c5q7me1vtgy7m3a8r2xwp",
        ("digest", HexDigest)
    );

    public static readonly EventType VcIssued = new(
        "vc.issued",
        "A credential was issued through the VC API, which keeps a record and not the document.",
        "vcRecord",
        ARecord,
        ("digest", HexDigest),
        ("securing", "eddsa-rdfc-2022")
    );

    public static readonly EventType VcRevoked = new(
        "vc.revoked",
        "A credential of the VC API was revoked.",
        "vcRecord",
        ARecord
    );

    public static readonly EventType VcSuspended = new(
        "vc.suspended",
        "A credential of the VC API was suspended.",
        "vcRecord",
        ARecord
    );

    public static readonly EventType VcReinstated = new(
        "vc.reinstated",
        "A suspended credential of the VC API is in force again.",
        "vcRecord",
        ARecord
    );

    public static readonly EventType GroupCreated = new(
        "group.created",
        "A group was created.",
        "group",
        AGroup
    );

    public static readonly EventType GroupEdited = new(
        "group.edited",
        "A group was changed.",
        "group",
        AGroup
    );

    public static readonly EventType GroupArchived = new(
        "group.archived",
        "A group was archived.",
        "group",
        AGroup
    );

    public static readonly EventType GroupRestored = new(
        "group.restored",
        "An archived group is in use again.",
        "group",
        AGroup
    );

    public static readonly EventType GroupMailChanged = new(
        "group.mail-changed",
        "A group's words for mail were changed.",
        "group",
        AGroup
    );

    public static readonly EventType BatchAccepted = new(
        "batch.accepted",
        "A list of credentials was taken; each one has an event of its own.",
        "batch",
        ABatch,
        ("group", AGroup)
    );

    public static readonly EventType BatchChanged = new(
        "batch.changed",
        "A list of drafts was changed together.",
        "batch",
        ABatch,
        ("group", AGroup),
        ("failed", "0")
    );

    public static readonly EventType RecipientErased = new(
        "recipient.erased",
        "A recipient's personal data was erased for ever: erase your copies too.",
        "recipient",
        ARecipient
    );

    public static readonly EventType ErasureRequested = new(
        "recipient.erasure-requested",
        "A recipient asks for erasure: DELETE /v1/recipients/{id} fulfils it.",
        "recipient",
        ARecipient
    );

    public static readonly EventType ErasureRefused = new(
        "recipient.erasure-refused",
        "A recipient's request for erasure was refused.",
        "recipient",
        ARecipient
    );

    public static readonly EventType RecipientExported = new(
        "recipient.exported",
        "Everything held about a recipient was exported.",
        "recipient",
        ARecipient
    );

    public static readonly EventType IssuerKeyMade = new(
        "issuer-key.made",
        "The organization's credentials are signed with a new key; its DID document lists it.",
        "organization",
        AnOrganization,
        ("fragment", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
    );

    public static readonly EventType ProfileChanged = new(
        "organization.profile-changed",
        "The organization's public profile was changed through the Open Badges API.",
        "organization",
        AnOrganization
    );

    public static readonly EventType MailChanged = new(
        "organization.mail-changed",
        "How the organization's mail leaves was changed.",
        "organization",
        AnOrganization
    );

    public static readonly EventType RecipientPageChanged = new(
        "organization.recipient-page-changed",
        "What recipients may do by themselves was changed.",
        "organization",
        AnOrganization
    );
}
