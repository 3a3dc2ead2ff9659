using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Certificates;

/// <summary>The signed result of an order.</summary>
internal sealed class CertificateRow : IModeRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>vcrt_…</c>; public and unguessable, so looked up by itself.</summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string OrderId { get; init; }

    /// <summary>The organization that certified, which may revoke it.</summary>
    public required string AgencyId { get; init; }

    /// <summary>That organization's name when it certified, as the certified PDF has it.</summary>
    public required string AgencyName { get; init; }

    /// <summary>The certified document.</summary>
    public required string DocumentId { get; set; }

    /// <summary>SHA-256 of the certified PDF as it is delivered, in hex.</summary>
    public required string DocumentSha256 { get; set; }

    /// <summary>SHA-256 of each source document, in hex, separated by spaces.</summary>
    public required string SourceSha256 { get; init; }

    public required string SourceLanguage { get; init; }
    public required string TargetLanguage { get; init; }

    /// <summary>The reviewer's name and credentials as they were signed.</summary>
    public required string TranslatorName { get; init; }
    public required string TranslatorCredentials { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The receipt: a compact JWS, exactly as signed.</summary>
    public required string Jws { get; set; }

    /// <summary>The credential about the document, issued beside it; null where there is none.</summary>
    public string? CredentialId { get; set; }

    /// <summary>That credential, signed, as it is given out.</summary>
    public string? Credential { get; set; }

    /// <summary>The agency's promise that it is accepted; null in test mode or where none is made.</summary>
    public string? Guarantee { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevocationReason { get; set; }
    public required int Version { get; set; }

    /// <summary>The digests of <see cref="SourceSha256"/>.</summary>
    public string[] Sources => SourceSha256.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
