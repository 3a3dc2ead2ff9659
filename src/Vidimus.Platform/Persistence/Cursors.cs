using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Platform.Secrets;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Opaque keyset cursors. A cursor is bound to its tenant, list and filters by a message authentication code, so a
/// changed cursor, or one of another list, is refused instead of answering something odd.
/// </summary>
public sealed class Cursors(MasterKeys masterKeys)
{
    private const int TagLength = 12;

    // What a list stands at is a handful of ids, of which those that people choose have up to a hundred letters of any script.
    private const int Longest = 2048;
    private readonly byte[] _key = masterKeys.Derive("cursor");

    /// <summary>A cursor that continues after <paramref name="position"/> in the list that <paramref name="scope"/> names.</summary>
    public string Make(string scope, string position)
    {
        var text = Encoding.UTF8.GetBytes(position);
        var bytes = new byte[TagLength + text.Length];
        Tag(scope, text).CopyTo(bytes, 0);
        text.CopyTo(bytes, TagLength);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the position back; false when the cursor was not made for this list.</summary>
    public bool TryRead(string scope, string cursor, out string position)
    {
        position = "";
        if (cursor.Length > Longest || !Base64Url.IsValid(cursor))
            return false;
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= TagLength)
            return false;
        var text = bytes.AsSpan(TagLength);
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, TagLength), Tag(scope, text)))
            return false;
        position = Encoding.UTF8.GetString(text);
        return true;
    }

    private byte[] Tag(string scope, ReadOnlySpan<byte> text)
    {
        var name = Encoding.UTF8.GetBytes(scope);
        var message = new byte[name.Length + 1 + text.Length];
        name.CopyTo(message, 0);
        text.CopyTo(message.AsSpan(name.Length + 1));
        return HMACSHA256.HashData(_key, message)[..TagLength];
    }
}
