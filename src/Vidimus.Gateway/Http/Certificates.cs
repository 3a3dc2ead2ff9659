using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vidimus.Gateway;

/// <summary>The certificate that the gateway shows.</summary>
internal static class Certificates
{
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
