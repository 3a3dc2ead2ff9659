using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Imports;

/// <summary>Encrypts what stood in a file under a key of the import's own: destroying the key destroys every copy.</summary>
internal sealed class ImportVault(MasterKeys masterKeys)
{
    public const string Purpose = "credentials.import-key";

    /// <summary>A new data key, and the same encrypted under the master key.</summary>
    public (byte[] Open, byte[] Stored) NewKey()
    {
        var open = RandomNumberGenerator.GetBytes(32);
        return (open, masterKeys.Encrypt(open, Purpose));
    }

    public byte[] Open(byte[] stored) => masterKeys.Decrypt(stored, Purpose);

    /// <summary>Compresses and seals a part.</summary>
    public static byte[] Seal<T>(byte[] key, string part, T value)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(deflate, value, Issuance.Json);
        return Aead.Seal(
            key,
            packed.GetBuffer().AsSpan(0, (int)packed.Length),
            Encoding.UTF8.GetBytes(part)
        );
    }

    /// <summary>Opens what <see cref="Seal"/> made; only what this server made itself opens, so that its size is known to be bounded.</summary>
    public static T Unseal<T>(byte[] key, string part, byte[] sealedBytes)
    {
        using var packed = new MemoryStream(
            Aead.Open(key, sealedBytes, Encoding.UTF8.GetBytes(part))
        );
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(deflate, Issuance.Json)!;
    }
}

/// <summary>Keys of imports under another master key.</summary>
internal sealed class WrappedImportKeys : IWrapped
{
    public string What => "keys of imported files";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<ImportRow>()
            .Where(i => i.DataKey != null && string.Compare(i.Id, position) > 0)
            .OrderBy(i => i.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.DataKey = Rewrapping.Rewrap(keys, row.DataKey!, ImportVault.Purpose) ?? row.DataKey;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}
