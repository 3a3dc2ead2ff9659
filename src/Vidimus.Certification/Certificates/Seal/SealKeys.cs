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

    /// <summary>The certificate with its private key. Which one it is the database says each time: a rotation holds from the next seal on, on every node.</summary>
    public async ValueTask<X509Certificate2> Current(CancellationToken cancellation)
    {
        if (_current is { } known && (IsFile || await IsActive(known, cancellation)))
            return known;
        await _loading.WaitAsync(cancellation);
        try
        {
            // The one before is not disposed of: somebody may be sealing with it.
            return _current = IsFile
                ? _current ?? OfFile()
                : await Load(cancellation) ?? await Make(rotate: false, cancellation);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Makes a new certificate that seals from now on. Those before are kept; what they sealed carries them.</summary>
    public async Task Rotate(CancellationToken cancellation)
    {
        if (IsFile)
            throw new InvalidOperationException(
                "PDFs are sealed with the file that Certification:Certificate:SealFile names; put another file there and restart the servers."
            );
        await Make(rotate: true, cancellation);
    }

    private bool IsFile => options.SealFile.Length > 0;

    private async Task<bool> IsActive(X509Certificate2 known, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Active(db).Select(k => k.Id).FirstOrDefaultAsync(cancellation) == IdOf(known);
    }

    private static IQueryable<SealKeyRow> Active(VidimusDb db) =>
        db.Set<SealKeyRow>()
            .AsNoTracking()
            .Where(k => k.RetiredAt == null)
            .OrderByDescending(k => k.CreatedAt);

    private static string IdOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

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
        if (await Active(db).FirstOrDefaultAsync(cancellation) is not { } row)
            return null;
        var secret = masterKeys.Decrypt(row.PrivateKey, Purpose);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(secret, out _);
        CryptographicOperations.ZeroMemory(secret);
        using var certificate = X509CertificateLoader.LoadCertificate(row.Certificate);
        // Throws where the key is another certificate's.
        return certificate.CopyWithPrivateKey(key);
    }

    private async Task<X509Certificate2> Make(bool rotate, CancellationToken cancellation)
    {
        var row = Fresh();
        await commits.Keep(
            "signing.key",
            async unit =>
            {
                var active = await unit
                    .Db.Set<SealKeyRow>()
                    .Where(k => k.RetiredAt == null)
                    .ToListAsync();
                // Another node may have been quicker with the first.
                if (active.Count > 0 && !rotate)
                    return;
                foreach (var old in active)
                    old.RetiredAt = row.CreatedAt;
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
            Id = IdOf(certificate),
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
