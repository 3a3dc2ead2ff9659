namespace Vidimus.Certification.Certificates;

/// <summary>The signed result of an order.</summary>
/// <param name="CertificateId"><c>vcrt_…</c></param>
/// <param name="OrderId">The order whose result it is.</param>
/// <param name="TranslatorName">Who certified it.</param>
/// <param name="TranslatorCredentials">By which right.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="DocumentSha256">SHA-256 of the certified PDF, in hex.</param>
/// <param name="SourceSha256">SHA-256 of each source document, in hex.</param>
/// <param name="PublicVerifyUrl">Where anybody may check it.</param>
/// <param name="Jws">The receipt: a compact JWS over certificate, order, digest, translator and time.</param>
/// <param name="IsSandbox">True for an order in test mode.</param>
/// <param name="AcceptanceGuarantee">What is promised of it; null in test mode, or where nothing is.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
/// <param name="RevocationReason">Why, in the words of who revoked it; null while it is in force.</param>
/// <param name="CredentialUrl">Where the signed credential about the document is; null where there is none.</param>
public sealed record Certificate(
    string CertificateId,
    string OrderId,
    string TranslatorName,
    string TranslatorCredentials,
    DateTimeOffset IssuedAt,
    string DocumentSha256,
    IReadOnlyList<string> SourceSha256,
    string PublicVerifyUrl,
    string Jws,
    bool IsSandbox,
    string? AcceptanceGuarantee,
    DateTimeOffset? RevokedAt,
    string? RevocationReason,
    string? CredentialUrl
);

/// <summary>What anybody is told of a certificate: what stands on it, and whether it is in force.</summary>
/// <param name="CertificateId"><c>vcrt_…</c></param>
/// <param name="Status"><c>valid</c> or <c>revoked</c>.</param>
/// <param name="Valid">True while it is in force. A sandbox certificate may be valid and still certifies nothing.</param>
/// <param name="IsSandbox">True for a certificate of the sandbox.</param>
/// <param name="Revoked">Whether it was revoked.</param>
/// <param name="RevokedAt">When, or null.</param>
/// <param name="AcceptanceGuarantee">What is promised of it; null in the sandbox, or where nothing is.</param>
/// <param name="OrderId">The order whose result it is.</param>
/// <param name="DocumentSha256">SHA-256 of the certified PDF, in hex.</param>
/// <param name="SourceSha256">SHA-256 of each source document, in hex.</param>
/// <param name="TranslatorName">Who certified it.</param>
/// <param name="TranslatorCredentials">By which right.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="Agency">Name of the organization that certified it.</param>
/// <param name="SourceLanguage">Language of the source.</param>
/// <param name="TargetLanguage">Language of the result.</param>
/// <param name="Jws">The receipt.</param>
/// <param name="PublicVerifyUrl">Where this page is.</param>
/// <param name="CredentialUrl">Where the signed credential about the document is; null where there is none.</param>
/// <param name="DocumentRemoved">Whether the certified PDF is no longer kept here; whoever has it can still check it.</param>
/// <param name="Matches">Whether the digest that was asked about is the certified document's; null when none was.</param>
public sealed record CertificateVerification(
    string CertificateId,
    string Status,
    bool Valid,
    bool IsSandbox,
    bool Revoked,
    DateTimeOffset? RevokedAt,
    string? AcceptanceGuarantee,
    string OrderId,
    string DocumentSha256,
    IReadOnlyList<string> SourceSha256,
    string TranslatorName,
    string TranslatorCredentials,
    DateTimeOffset IssuedAt,
    string? Agency,
    string? SourceLanguage,
    string? TargetLanguage,
    string Jws,
    string PublicVerifyUrl,
    string? CredentialUrl,
    bool DocumentRemoved,
    bool? Matches
);
