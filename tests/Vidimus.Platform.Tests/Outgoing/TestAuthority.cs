using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vidimus.Platform.Tests.Outgoing;

/// <summary>A certificate authority that lives for one test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _root = Authority("Test Root", null);

    public X509Certificate2Collection Roots => [_root];

    public X509Certificate2 Certificate(string host) =>
        Leaf(host, _root, Now.AddDays(-2), Now.AddDays(2), null);

    public X509Certificate2 Expired(string host) =>
        Leaf(host, _root, Now.AddDays(-9), Now.AddDays(-8), null);

    /// <summary>A certificate below an authority that the server does not send along, naming where to download it.</summary>
    public X509Certificate2 WithMissingIssuer(string host, string issuerUrl)
    {
        using var middle = Authority("Test Middle", _root);
        return Leaf(host, middle, Now.AddDays(-2), Now.AddDays(2), issuerUrl);
    }

    public void Dispose() => _root.Dispose();

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true)
        );
        if (issuer is null)
        {
            return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
        }
        return request
            .Create(issuer, Now.AddDays(-9.5), Now.AddDays(9), RandomNumberGenerator.GetBytes(8))
            .CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Leaf(
        string host,
        X509Certificate2 issuer,
        DateTimeOffset from,
        DateTimeOffset to,
        string? issuerUrl
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Receiver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)
        );
        if (issuerUrl is not null)
        {
            request.CertificateExtensions.Add(
                new X509AuthorityInformationAccessExtension(null, [issuerUrl])
            );
        }
        using var signed = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}
