using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// TLS to the original host name. Building the chain downloads nothing: the addresses of issuers and revocation lists stand in the other
/// side's certificate, and fetching them would be a request past this guard.
/// </summary>
internal static class GuardedTls
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1"); // RFC 5280 section 4.2.1.12

    /// <param name="roots">The authorities to trust, or null for those of the system.</param>
    public static SslClientAuthenticationOptions Options(X509Certificate2Collection? roots)
    {
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.NoFlag,
            ApplicationPolicy = { ServerAuthentication },
        };
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }
        return new()
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                errors == SslPolicyErrors.None
                    ? true
                    : throw new CertificateRefusedException(Reason(chain, errors)),
        };
    }

    private static UnreachableReason Reason(X509Chain? chain, SslPolicyErrors errors)
    {
        var faults = (chain?.ChainStatus ?? []).Aggregate(
            X509ChainStatusFlags.NoError,
            (all, fault) => all | fault.Status
        );
        if (
            (faults & ~X509ChainStatusFlags.NotTimeValid) != 0
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
        )
        {
            return UnreachableReason.CertificateNotTrusted;
        }
        return faults == X509ChainStatusFlags.NotTimeValid
            ? UnreachableReason.CertificateExpired
            : UnreachableReason.CertificateNameMismatch;
    }
}

internal sealed class CertificateRefusedException(UnreachableReason reason)
    : AuthenticationException("The certificate was refused.")
{
    public UnreachableReason Reason => reason;
}
