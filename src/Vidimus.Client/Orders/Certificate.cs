namespace Vidimus.Client;

/// <summary>The signed result of an order, as the organization sees it.</summary>
public sealed record Certificate : IChecked
{
    /// <summary><c>vcrt_…</c></summary>
    public required string CertificateId { get; init; }

    /// <summary>The order whose result it is.</summary>
    public required string OrderId { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string TranslatorName { get; init; }

    /// <summary>By what that person is entitled to.</summary>
    public required string TranslatorCredentials { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>SHA-256 of the certified PDF, in lower-case hexadecimal digits.</summary>
    public required string DocumentSha256 { get; init; }

    /// <summary>SHA-256 of each source document.</summary>
    public required IReadOnlyList<string> SourceSha256 { get; init; }

    /// <summary>Page that shows anybody whether it is good; made to be handed on.</summary>
    public required string PublicVerifyUrl { get; init; }

    /// <summary>The receipt, a compact JWS (RFC 7515); see <see cref="ReceiptVerifier"/>.</summary>
    public required string Jws { get; init; }

    /// <summary>Whether it was made for trying out.</summary>
    public required bool IsSandbox { get; init; }

    /// <summary>The promise that it is accepted; null in the sandbox and where none is made.</summary>
    public string? AcceptanceGuarantee { get; init; }

    /// <summary>When it was revoked; null while it stands.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why, in the words of who revoked it.</summary>
    public string? RevocationReason { get; init; }

    /// <summary>Where the signed credential about the document is; null where there is none.</summary>
    public string? CredentialUrl { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(IsId(CertificateId), "certificateId");
        check.Id(OrderId, "ord_", "orderId");
        check.Filled(TranslatorName, "translatorName");
        check.That(Hex.IsSha256(DocumentSha256), "documentSha256");
        check.Each(SourceSha256, "sourceSha256");
        check.Link(PublicVerifyUrl, "publicVerifyUrl");
        check.That(IsCompact(Jws), "jws");
        check.That(!IsSandbox || AcceptanceGuarantee is null, "acceptanceGuarantee");
        check.Link(CredentialUrl, "credentialUrl");
    }

    /// <summary>Whether a text can be a certificate's id. They are drawn, not counted, and so longer than others.</summary>
    internal static bool IsId(string id) =>
        id is { Length: >= 21 and <= 128 }
        && id.StartsWith("vcrt_", StringComparison.Ordinal)
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>Whether a text can be a compact JWS.</summary>
    internal static bool IsCompact(string jws) => jws.Length > 4 && jws.Count(c => c == '.') == 2;

    internal static string Checked(string id) =>
        IsId(id ?? throw new ArgumentNullException(nameof(id)))
            ? id
            : throw new ArgumentException("A certificate's id begins with vcrt_.", nameof(id));
}

/// <summary>What anybody is told of a certificate: what stands on it, and whether it is in force.</summary>
public sealed record CertificateVerification : IChecked
{
    /// <summary><c>vcrt_…</c></summary>
    public required string CertificateId { get; init; }

    /// <summary><c>valid</c> or <c>revoked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether it is in force. One of the sandbox may be, and still certifies nothing.</summary>
    public required bool Valid { get; init; }

    /// <summary>Whether it was made for trying out.</summary>
    public required bool IsSandbox { get; init; }

    /// <summary>Whether it was revoked.</summary>
    public required bool Revoked { get; init; }

    /// <summary>When; null while it stands.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The promise that it is accepted; null in the sandbox and where none is made.</summary>
    public string? AcceptanceGuarantee { get; init; }

    /// <summary>The order whose result it is.</summary>
    public required string OrderId { get; init; }

    /// <summary>SHA-256 of the certified PDF, in lower-case hexadecimal digits.</summary>
    public required string DocumentSha256 { get; init; }

    /// <summary>SHA-256 of each source document.</summary>
    public required IReadOnlyList<string> SourceSha256 { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string TranslatorName { get; init; }

    /// <summary>By what that person is entitled to.</summary>
    public required string TranslatorCredentials { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Name of the organization that certified it.</summary>
    public string? Agency { get; init; }

    /// <summary>Language of the source.</summary>
    public string? SourceLanguage { get; init; }

    /// <summary>Language of the result.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>The receipt.</summary>
    public required string Jws { get; init; }

    /// <summary>Page that shows anybody the same.</summary>
    public required string PublicVerifyUrl { get; init; }

    /// <summary>Where the signed credential about the document is; null where there is none.</summary>
    public string? CredentialUrl { get; init; }

    /// <summary>Whether the certified PDF is no longer kept; whoever has it can still check it.</summary>
    public required bool DocumentRemoved { get; init; }

    /// <summary>Whether the digest that was asked about is the certified PDF's; null when none was.</summary>
    public bool? Matches { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(Certificate.IsId(CertificateId), "certificateId");
        check.That(Status is "valid" or "revoked", "status");
        check.That(Valid == (Status == "valid"), "valid");
        check.That(Revoked == (Status == "revoked"), "revoked");
        check.That(!IsSandbox || AcceptanceGuarantee is null, "acceptanceGuarantee");
        check.Id(OrderId, "ord_", "orderId");
        check.That(Hex.IsSha256(DocumentSha256), "documentSha256");
        check.Each(SourceSha256, "sourceSha256");
        check.Filled(TranslatorName, "translatorName");
        check.That(Certificate.IsCompact(Jws), "jws");
        check.Link(PublicVerifyUrl, "publicVerifyUrl");
        check.Link(CredentialUrl, "credentialUrl");
    }
}
