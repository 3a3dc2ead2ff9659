using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Certificates;

/// <summary>
/// The certificate that PDFs are sealed with: the operator's, or one of the installation's own, which it made at first use and signed
/// itself. A seal carries its certificate, so that old seals verify by themselves.
/// </summary>
internal sealed class SealKeys(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    MasterKeys masterKeys,
    AccessOptions access,
    CertificateOptions options,
    TimeProvider clock
) : IDisposable
{
    public const string Purpose = "certification.seal-key";
    private const int Years = 20;

    private readonly SemaphoreSlim _loading = new(1);
    private X509Certificate2? _current;

    /// <summary>The certificate with its private key.</summary>
    public async ValueTask<X509Certificate2> Current(CancellationToken cancellation)
    {
        if (_current is { } known)
            return known;
        await _loading.WaitAsync(cancellation);
        try
        {
            return _current ??=
                options.SealFile.Length > 0
                    ? OfFile()
                    : await Load(cancellation) ?? await Make(cancellation);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        _loading.Dispose();
    }

    private X509Certificate2 OfFile()
    {
        var certificate = X509CertificateLoader.LoadPkcs12FromFile(
            options.SealFile,
            options.SealPassword.Length > 0 ? options.SealPassword : null
        );
        return certificate.HasPrivateKey
            ? certificate
            : throw new InvalidOperationException(
                "Certification:Certificate:SealFile holds no private key."
            );
    }

    private async Task<X509Certificate2?> Load(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.Set<SealKeyRow>()
            .AsNoTracking()
            .Where(k => k.RetiredAt == null)
            .OrderByDescending(k => k.CreatedAt)
            .FirstOrDefaultAsync(cancellation);
        if (row is null)
            return null;
        var secret = masterKeys.Decrypt(row.PrivateKey, Purpose);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(secret, out _);
        CryptographicOperations.ZeroMemory(secret);
        using var certificate = X509CertificateLoader.LoadCertificate(row.Certificate);
        // Throws where the key is another certificate's.
        return certificate.CopyWithPrivateKey(key);
    }

    private async Task<X509Certificate2> Make(CancellationToken cancellation)
    {
        var row = Fresh();
        await commits.Keep(
            "signing.key",
            async unit =>
            {
                // Another node may have been quicker.
                if (!await unit.Db.Set<SealKeyRow>().AnyAsync(k => k.RetiredAt == null))
                    unit.Db.Add(row);
            },
            cancellation
        );
        return await Load(cancellation)
            ?? throw new CommitFailedException("The key of seals was not found.", null);
    }

    private SealKeyRow Fresh()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName($"{new Uri(access.BaseUrl).Host} certified documents");
        name.AddOrganizationName("Vidimus");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(false, false, 0, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false)
        );
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(Years));
        var secret = key.ExportPkcs8PrivateKey();
        var row = new SealKeyRow
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)),
            Certificate = certificate.RawData,
            PrivateKey = masterKeys.Encrypt(secret, Purpose),
            CreatedAt = now,
        };
        CryptographicOperations.ZeroMemory(secret);
        return row;
    }
}

internal sealed class WrappedSealKeys : IWrapped
{
    public string What => "keys of seals";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        foreach (var row in await unit.Db.Set<SealKeyRow>().ToListAsync())
            row.PrivateKey =
                Rewrapping.Rewrap(keys, row.PrivateKey, SealKeys.Purpose) ?? row.PrivateKey;
        return null;
    }
}
