using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vidimus.Gateway;

/// <summary>The certificate that the gateway shows.</summary>
internal static class Certificates
{
    /// <summary>
    /// What stands behind the certificate in its file: a client that knows the root alone needs those between (RFC 8446 section
    /// 4.4.2). Null where the file is PKCS #12 or holds one certificate.
    /// </summary>
    public static X509Certificate2Collection? Chain(GatewaySettings settings)
    {
        if (settings.CertificateKey is null)
            return null;
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(settings.Certificate!);
        return all.Count > 1 ? [.. all.Skip(1)] : null;
    }

    public static X509Certificate2 Load(GatewaySettings settings)
    {
        try
        {
            return settings.CertificateKey is { } key
                ? X509Certificate2.CreateFromPemFile(settings.Certificate!, key)
                : X509CertificateLoader.LoadPkcs12FromFile(settings.Certificate!, null);
        }
        catch (Exception e)
            when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new GatewayMistakeException(
                $"The certificate {settings.Certificate} cannot be read.",
                "Give PEM with its key (tls-certificate and tls-key), or PKCS #12 without a password."
            );
        }
    }
}
