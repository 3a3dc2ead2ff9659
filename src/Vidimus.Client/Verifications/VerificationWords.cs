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

    /// <summary>Its status list could be fetched, and its own signature or form was not confirmed.</summary>
    public const string StatusUnverified = "status_unverified";

    /// <summary>Its status list is signed by another than its issuer.</summary>
    public const string StatusIssuerMismatch = "status_issuer_mismatch";

    /// <summary>Its kind of status is not supported.</summary>
    public const string StatusUnsupported = "status_unsupported";

    /// <summary>Its status list marks it for a purpose, or with a value, that is neither revocation nor suspension.</summary>
    public const string StatusSet = "status_set";

    /// <summary>Its kind of proof is not supported.</summary>
    public const string ProofUnsupported = "proof_unsupported";

    /// <summary>It names a context that the server does not know, so that its meaning, and its signature, cannot be told.</summary>
    public const string ContextUnknown = "context_unknown";

    /// <summary>Checking it whole would take more work than the server gives one request.</summary>
    public const string TooComplex = "too_complex";

    /// <summary>Its schema could not be fetched.</summary>
    public const string SchemaUnreachable = "schema_unreachable";

    /// <summary>Its schema, or the kind of it, is not supported.</summary>
    public const string SchemaUnsupported = "schema_unsupported";

    /// <summary>A resource that its issuer pinned by digest is another one now.</summary>
    public const string ResourceMismatch = "resource_mismatch";

    /// <summary>A resource that its issuer pinned by digest could not be fetched.</summary>
    public const string ResourceUnreachable = "resource_unreachable";

    /// <summary>An endorsement that it carries is not right.</summary>
    public const string EndorsementInvalid = "endorsement_invalid";

    /// <summary>Whoever presented it did not show to be its holder.</summary>
    public const string HolderMismatch = "holder_mismatch";

    /// <summary>The document behind the link could not be fetched.</summary>
    public const string LinkUnreachable = "link_unreachable";

    /// <summary>The link leads to a web page, not to a credential.</summary>
    public const string LinkIsPage = "link_is_page";

    /// <summary>Not well-formed.</summary>
    public const string Malformed = "malformed";
}

/// <summary>What was checked. A newer server may make further checks.</summary>
public static class CheckName
{
    /// <summary>Whether the holder of a presentation is the one whom its credentials are about.</summary>
    public const string Subject = "subject";

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

    /// <summary>Whether who presented it showed to be its holder.</summary>
    public const string Holder = "holder";

    /// <summary>Resources that the issuer pinned by digest.</summary>
    public const string RelatedResource = "relatedResource";

    /// <summary>Endorsements that it carries.</summary>
    public const string Endorsement = "endorsement";

    /// <summary>Terms of use, for a person to read.</summary>
    public const string TermsOfUse = "termsOfUse";

    /// <summary>Evidence, for a person to judge.</summary>
    public const string Evidence = "evidence";

    /// <summary>Where a newer version may be had.</summary>
    public const string RefreshService = "refreshService";
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
