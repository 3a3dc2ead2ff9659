using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>Tells anybody what a certificate certifies and whether it is in force.</summary>
internal sealed class VerifyCertificate
{
    /// <summary>The certificate of this id as it stands now; with a digest, also whether that is the certified document's.</summary>
    public Task<Result<CertificateVerification>> Run(
        string certificateId,
        string? sha256,
        CancellationToken cancellation
    ) => throw new NotSupportedException();
}
