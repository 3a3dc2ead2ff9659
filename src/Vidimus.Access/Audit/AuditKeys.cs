using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Audit;

/// <summary>
/// The keys of checkpoints, ES256 (RFC 7518, section 3.4), apart from every other set. Retired ones stay published, so
/// that a checkpoint kept for years verifies. They are read from the database each time: once an hour is seldom.
/// </summary>
internal sealed class AuditKeys(Commits commits, MasterKeys masterKeys, TimeProvider clock)
{
    public const string Purpose = "access.audit-key";

    /// <summary>The header's <c>typ</c>: what is signed here can be taken for nothing else.</summary>
    public const string TokenType = "vidimus-audit-checkpoint+jws";

    /// <summary>Signs a payload as compact JWS (RFC 7515, section 7.1), with a key made when there is none.</summary>
    public async Task<string> Sign(VidimusDb db, string payload, CancellationToken cancellation)
    {
        var row = await Active(db, cancellation);
        if (row is null)
        {
            await Add(rotate: false, cancellation);
            row =
                await Active(db, cancellation)
                ?? throw new InvalidOperationException("There is no key for checkpoints.");
        }
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(masterKeys.Decrypt(row.PrivateKey, Purpose), out _);
        var header = $$"""{"alg":"ES256","kid":"{{row.Id}}","typ":"{{TokenType}}"}""";
        var input = $"{Encoded(header)}.{Encoded(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>True when one of our keys, retired or not, signed it.</summary>
    public static async Task<bool> Signed(
        VidimusDb db,
        string keyId,
        string input,
        byte[] signature,
        CancellationToken cancellation
    )
    {
        var row = await db
            .AuditKeys.AsNoTracking()
            .FirstOrDefaultAsync(k => k.Id == keyId, cancellation);
        if (row is null)
            return false;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(row.PublicKey, out _);
        return key.VerifyData(Encoding.ASCII.GetBytes(input), signature, HashAlgorithmName.SHA256);
    }

    /// <summary>Makes a new key that signs from now on.</summary>
    public Task Rotate(CancellationToken cancellation) => Add(rotate: true, cancellation);

    private static Task<AuditKeyRow?> Active(VidimusDb db, CancellationToken cancellation) =>
        db
            .AuditKeys.AsNoTracking()
            .Where(k => k.RetiredAt == null)
            .OrderByDescending(k => k.Id)
            .FirstOrDefaultAsync(cancellation);

    private Task Add(bool rotate, CancellationToken cancellation) =>
        commits.Keep(
            "signing.key",
            async unit =>
            {
                var active = await unit.Db.AuditKeys.Where(k => k.RetiredAt == null).ToListAsync();
                if (active.Count > 0 && !rotate)
                    return; // another node was quicker
                foreach (var old in active)
                    old.RetiredAt = clock.GetUtcNow();
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                unit.Db.Add(
                    new AuditKeyRow
                    {
                        Id = NewId.Create("auk", clock),
                        PrivateKey = masterKeys.Encrypt(key.ExportPkcs8PrivateKey(), Purpose),
                        PublicKey = key.ExportSubjectPublicKeyInfo(),
                        CreatedAt = clock.GetUtcNow(),
                    }
                );
            },
            cancellation
        );

    private static string Encoded(string json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

internal sealed class WrappedAuditKeys : IWrapped
{
    public string What => "keys of audit checkpoints";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        foreach (var row in await unit.Db.AuditKeys.ToListAsync())
            row.PrivateKey =
                Rewrapping.Rewrap(keys, row.PrivateKey, AuditKeys.Purpose) ?? row.PrivateKey;
        return null;
    }
}
