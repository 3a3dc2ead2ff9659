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

/// <summary>Why a credential is not plainly valid. A newer server may give further reasons.</summary>
public static class VerificationReason
{
    /// <summary>Revoked by its issuer.</summary>
    public const string Revoked = "revoked";

    /// <summary>Suspended by its issuer.</summary>
    public const string Suspended = "suspended";

    /// <summary>Past its end.</summary>
    public const string Expired = "expired";

    /// <summary>Before its beginning.</summary>
    public const string NotYetValid = "not_yet_valid";

    /// <summary>Replaced by a newer one.</summary>
    public const string Superseded = "superseded";

    /// <summary>Altered, or never signed by that key.</summary>
    public const string SignatureInvalid = "signature_invalid";

    /// <summary>Signed by another than it names.</summary>
    public const string IssuerMismatch = "issuer_mismatch";

    /// <summary>The issuer's keys could not be fetched.</summary>
    public const string IssuerUnreachable = "issuer_unreachable";

    /// <summary>No known form of credential.</summary>
    public const string UnknownFormat = "unknown_format";

    /// <summary>No such credential here.</summary>
    public const string NotFound = "not_found";

    /// <summary>The recipient had it erased.</summary>
    public const string Erased = "erased";

    /// <summary>Its content breaks its schema.</summary>
    public const string SchemaMismatch = "schema_mismatch";

    /// <summary>It differs from the issuer's record.</summary>
    public const string RecordMismatch = "record_mismatch";

    /// <summary>Issued in test mode.</summary>
    public const string TestMode = "test_mode";

    /// <summary>Its status list could not be fetched.</summary>
    public const string StatusUnreachable = "status_unreachable";

    /// <summary>Not well-formed.</summary>
    public const string Malformed = "malformed";
}

/// <summary>What was checked. A newer server may make further checks.</summary>
public static class CheckName
{
    /// <summary>The signature.</summary>
    public const string Proof = "proof";

    /// <summary>Who signed.</summary>
    public const string Issuer = "issuer";

    /// <summary>Revocation and suspension.</summary>
    public const string Status = "status";

    /// <summary>Beginning and end.</summary>
    public const string Validity = "validity";

    /// <summary>The content against its schema.</summary>
    public const string Schema = "schema";

    /// <summary>The content against the issuer's record.</summary>
    public const string Record = "record";
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
