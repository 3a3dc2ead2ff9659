using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Gateway;

/// <summary>
/// Verix counts its groups and names credentials by UUID; the tools name both by 128 bits in Crockford's base 32. Either
/// way can be read back from the other, so that nothing has to be remembered.
/// </summary>
internal static class VerixIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string Group(long number) => "grp_" + Write((ulong)number);

    public static string Credential(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return "cred_" + Write(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Verix has no id of its own for people: one is made of what names the person.</summary>
    public static string Recipient(string? externalId, string? email, string? name) =>
        "rcp_" + Hash($"{externalId}\n{email}\n{name}");

    /// <summary>Nobody can look it up: Verix keeps no verifications.</summary>
    public static string Verification() =>
        "vfy_" + Write(BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(16)));

    /// <summary>The group's number, from an id as the tools write it or from the number itself; null when it is neither.</summary>
    public static long? GroupNumber(string id) =>
        long.TryParse(id, System.Globalization.NumberStyles.None, null, out var number) ? number
        : id.StartsWith("grp_", StringComparison.Ordinal)
        && Read(id[4..]) is { } value
        && value <= long.MaxValue
            ? (long)value
        : null;

    /// <summary>The credential's UUID, from an id, a UUID with or without dashes, or a link that holds one; null when there is none.</summary>
    public static Guid? CredentialUuid(string text)
    {
        if (text.StartsWith("cred_", StringComparison.Ordinal))
        {
            if (Read(text[5..]) is not { } value)
                return null;
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
            return new Guid(bytes, bigEndian: true);
        }
        var plain = text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase)
            ? text[9..]
            : text;
        if (
            Guid.TryParseExact(plain, "D", out var uuid) || Guid.TryParseExact(plain, "N", out uuid)
        )
            return uuid;
        return
            Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme is "https" or "http"
            ? link
                .AbsolutePath.Split('/')
                .Where(p => p.Length is >= 31 and <= 36)
                .Select(CredentialUuid)
                .FirstOrDefault(u => u is not null)
            : null;
    }

    private static string Hash(string text) =>
        Write(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    private static string Write(UInt128 value)
    {
        Span<char> text = stackalloc char[26];
        for (var i = 25; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
        return new string(text);
    }

    private static UInt128? Read(string text)
    {
        if (text.Length != 26 || text[0] > '7')
            return null;
        UInt128 value = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return null;
            value = (value << 5) | (uint)digit;
        }
        return value;
    }
}
