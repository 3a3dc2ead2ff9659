using System.Text.Json;
using Vidimus.Credentials.Issuing;

namespace Vidimus.Credentials.Recipients;

/// <summary>Everything that is held about a recipient.</summary>
/// <param name="ExportedAt">When it was gathered.</param>
/// <param name="OrganizationId">Who holds it.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Recipient">The recipient's own record.</param>
/// <param name="Credentials">Credentials issued or drafted, oldest first.</param>
/// <param name="Received">Credentials issued elsewhere that were handed over.</param>
/// <param name="Facts">What is on record about the recipient and these credentials.</param>
/// <param name="ErasureRequestedAt">When the recipient asked for erasure, while that is neither fulfilled nor refused.</param>
public sealed record RecipientExport(
    DateTimeOffset ExportedAt,
    string OrganizationId,
    string Mode,
    ExportedRecipient Recipient,
    IReadOnlyList<ExportedCredential> Credentials,
    IReadOnlyList<ExportedReceived> Received,
    IReadOnlyList<ExportedFact> Facts,
    DateTimeOffset? ErasureRequestedAt
);

/// <summary>A recipient's own record.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="ExternalId">The organization's own id for it.</param>
/// <param name="CreatedAt">Since when it is known.</param>
/// <param name="UpdatedAt">When its name or address last changed.</param>
public sealed record ExportedRecipient(
    string Id,
    string Name,
    string? Email,
    string? ExternalId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>A credential with its signed forms.</summary>
/// <param name="Credential">Its record and what was asked for, members that are not on the credential among them.</param>
/// <param name="Document">The signed JSON form, byte for byte; null for a draft.</param>
/// <param name="Jwt">The signed token; null for a draft.</param>
/// <param name="Distribution">Its sending by e-mail, if that was asked for.</param>
/// <param name="Claims">Links by which the recipient reaches it. The links themselves are kept nowhere.</param>
/// <param name="WalletOffers">Offers of it to wallets, of the last week.</param>
/// <param name="WalletCopies">Copies that wallets took.</param>
public sealed record ExportedCredential(
    Credential Credential,
    JsonElement? Document,
    string? Jwt,
    ExportedDistribution? Distribution,
    IReadOnlyList<ExportedClaim> Claims,
    IReadOnlyList<ExportedWalletOffer> WalletOffers,
    IReadOnlyList<ExportedWalletCopy> WalletCopies
);

/// <summary>A link by which the recipient reaches a credential.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Way"><c>mail</c>, <c>lost</c> for one that was asked for by the form for lost links, or <c>staff</c> for one handed over.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="EndedAt">When it ended; null while it works.</param>
public sealed record ExportedClaim(
    string Id,
    string Way,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt
);

/// <summary>An offer of a credential to a wallet.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Formats">Formats on offer.</param>
/// <param name="Mailed">Whether a transaction code went to the recipient by mail.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RedeemedAt">When a wallet took it up.</param>
/// <param name="EndedAt">When it ended before its time.</param>
public sealed record ExportedWalletOffer(
    string Id,
    IReadOnlyList<string> Formats,
    bool Mailed,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RedeemedAt,
    DateTimeOffset? EndedAt
);

/// <summary>A copy that a wallet took.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Format">Its format.</param>
/// <param name="Digest">Digest of it, as multibase.</param>
/// <param name="KeyDigest">Digest of the wallet's key, as multibase.</param>
/// <param name="TakenAt">When it was taken.</param>
/// <param name="Reported">What the wallet reported of it.</param>
public sealed record ExportedWalletCopy(
    string Id,
    string Format,
    string Digest,
    string KeyDigest,
    DateTimeOffset TakenAt,
    IReadOnlyList<string> Reported
);

/// <summary>The sending of a credential's link.</summary>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Attempts">How often that was tried.</param>
/// <param name="NextTryAt">When it is tried next.</param>
/// <param name="Failure">Why it was given up.</param>
/// <param name="BouncedAt">When the mailbox refused it.</param>
/// <param name="Code">Why, as a status code (RFC 3463) or a word.</param>
/// <param name="Language">Language that was asked for.</param>
public sealed record ExportedDistribution(
    DateTimeOffset RequestedAt,
    DateTimeOffset? SentAt,
    int Attempts,
    DateTimeOffset? NextTryAt,
    string? Failure,
    DateTimeOffset? BouncedAt,
    string? Code,
    string? Language
);

/// <summary>A credential issued elsewhere.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Form"><c>json</c> or <c>jwt</c>.</param>
/// <param name="ValidFrom">Begin of its validity.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Digest">SHA-256 of it, as multibase.</param>
/// <param name="Document">The credential as it came: the text of a token, or the JSON byte for byte.</param>
public sealed record ExportedReceived(
    string Id,
    string Form,
    DateTimeOffset ValidFrom,
    DateTimeOffset ReceivedAt,
    string Digest,
    JsonElement Document
);

/// <summary>A fact on record.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ResourceId">To what.</param>
/// <param name="ActorKind">Kind of who did it.</param>
/// <param name="ActorId">Who did it.</param>
/// <param name="RequestId">In which request.</param>
public sealed record ExportedFact(
    string Id,
    DateTimeOffset At,
    string Kind,
    string ResourceId,
    string ActorKind,
    string ActorId,
    string RequestId
);
