namespace Vidimus.Certification.Certificates;

/// <summary>A key of the installation that seals PDFs, with its certificate.</summary>
internal sealed class SealKeyRow
{
    /// <summary>SHA-256 of the certificate, in hex.</summary>
    public required string Id { get; init; }

    /// <summary>The certificate (X.509, DER).</summary>
    public required byte[] Certificate { get; init; }

    /// <summary>The private key (PKCS #8), encrypted.</summary>
    public required byte[] PrivateKey { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; set; }
}
