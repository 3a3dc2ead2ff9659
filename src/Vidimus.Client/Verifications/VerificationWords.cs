using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>The answer to "is this credential good?"</summary>
[JsonConverter(typeof(WireEnum<Verdict>))]
public enum Verdict
{
    /// <summary>Genuine and in force.</summary>
    Valid,

    /// <summary>Genuine and in force, but only a test.</summary>
    ValidTest,

    /// <summary>Not genuine, or not in force.</summary>
    Invalid,

    /// <summary>It could not be established, for instance because the issuer could not be reached.</summary>
    Unverifiable,
}

/// <summary>Why a credential is not plainly valid.</summary>
[JsonConverter(typeof(WireEnum<VerificationReason>))]
public enum VerificationReason
{
    /// <summary>Revoked by its issuer.</summary>
    Revoked,

    /// <summary>Suspended by its issuer.</summary>
    Suspended,

    /// <summary>Past its end.</summary>
    Expired,

    /// <summary>Before its beginning.</summary>
    NotYetValid,

    /// <summary>Replaced by a newer one.</summary>
    Superseded,

    /// <summary>Altered, or never signed by that key.</summary>
    SignatureInvalid,

    /// <summary>Signed by another than it names.</summary>
    IssuerMismatch,

    /// <summary>The issuer's keys could not be fetched.</summary>
    IssuerUnreachable,

    /// <summary>No known form of credential.</summary>
    UnknownFormat,

    /// <summary>No such credential here.</summary>
    NotFound,

    /// <summary>The recipient had it erased.</summary>
    Erased,

    /// <summary>Its content breaks its schema.</summary>
    SchemaMismatch,

    /// <summary>It differs from the issuer's record.</summary>
    RecordMismatch,

    /// <summary>Issued in test mode.</summary>
    TestMode,

    /// <summary>Its status list could not be fetched.</summary>
    StatusUnreachable,

    /// <summary>Not well-formed.</summary>
    Malformed,
}

/// <summary>What was checked.</summary>
[JsonConverter(typeof(WireEnum<CheckName>))]
public enum CheckName
{
    /// <summary>The signature.</summary>
    Proof,

    /// <summary>Who signed.</summary>
    Issuer,

    /// <summary>Revocation and suspension.</summary>
    Status,

    /// <summary>Beginning and end.</summary>
    Validity,

    /// <summary>The content against its schema.</summary>
    Schema,

    /// <summary>The content against the issuer's record.</summary>
    Record,
}

/// <summary>How a check went.</summary>
[JsonConverter(typeof(WireEnum<CheckOutcome>))]
public enum CheckOutcome
{
    /// <summary>Well.</summary>
    Pass,

    /// <summary>Badly.</summary>
    Fail,

    /// <summary>It could not be told.</summary>
    Unknown,

    /// <summary>It does not apply.</summary>
    Skipped,
}
