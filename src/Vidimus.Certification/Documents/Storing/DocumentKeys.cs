using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>Keys of documents: each has one of its own, which lies encrypted under the master key. Destroying it destroys every copy.</summary>
internal sealed class DocumentKeys(MasterKeys masterKeys)
{
    public const string Purpose = "certification.document-key";

    public byte[] Stored(byte[] open) => masterKeys.Encrypt(open, Purpose);

    public byte[] Open(byte[] stored) => masterKeys.Decrypt(stored, Purpose);

    public static byte[]? SealName(byte[] key, string id, string? name) =>
        name is null
            ? null
            : Aead.Seal(NameKey(key), Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(id));

    public static string? OpenName(byte[] key, string id, byte[]? name) =>
        name is null
            ? null
            : Encoding.UTF8.GetString(Aead.Open(NameKey(key), name, Encoding.UTF8.GetBytes(id)));

    // Its nonces are random and the frames' are counted, so it has a key of its own (HKDF-SHA256, RFC 5869).
    private static byte[] NameKey(byte[] key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "document name"u8.ToArray());
}

/// <summary>Keys of documents under another master key.</summary>
internal sealed class WrappedDocumentKeys : IWrapped
{
    public string What => "keys of documents";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<DocumentRow>()
            .Where(d => d.DataKey != null && string.Compare(d.Id, position) > 0)
            .OrderBy(d => d.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.DataKey =
                Rewrapping.Rewrap(keys, row.DataKey!, DocumentKeys.Purpose) ?? row.DataKey;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}
