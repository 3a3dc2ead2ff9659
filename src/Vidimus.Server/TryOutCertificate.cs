using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vidimus.Server;

/// <summary>A self-signed certificate for localhost, made once in the data folder, for <c>--tls</c>.</summary>
internal static class TryOutCertificate
{
    public static X509Certificate2 LoadOrMake(IConfiguration configuration)
    {
        var folder = configuration["Database:Folder"] ?? "data";
        var file = Path.Combine(folder, "localhost.pfx");
        if (File.Exists(file))
        {
            var known = X509CertificateLoader.LoadPkcs12FromFile(file, null);
            if (known.NotAfter > TimeProvider.System.GetLocalNow())
                return known;
            File.Delete(file);
        }
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false)
        );
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(365));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(file, options))
            stream.Write(made.Export(X509ContentType.Pkcs12));
        return X509CertificateLoader.LoadPkcs12FromFile(file, null);
    }
}
