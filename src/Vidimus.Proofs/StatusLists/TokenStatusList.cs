using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// The statuses behind a status list token (draft-ietf-oauth-status-list, section "Compressed Byte Array"): entries of 1, 2, 4 or 8
/// bits, the first at the least significant bit. Not safe for use by several threads at once.
/// </summary>
public sealed class TokenStatusList
{
    private readonly byte[] bytes;
    private string? encoded;

    /// <summary>Makes a list whose entries are all zero (VALID).</summary>
    /// <param name="entries">How many; rounded up to whole bytes.</param>
    /// <param name="bits">Bits of an entry: 1, 2, 4 or 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">Other bits, no entries, or more than 16 MiB.</exception>
    public TokenStatusList(int entries, int bits)
        : this(new byte[LengthOf(entries, bits)], bits, null) { }

    private TokenStatusList(byte[] bytes, int bits, string? encoded)
    {
        this.bytes = bytes;
        this.encoded = encoded;
        Bits = bits;
    }

    /// <summary>Bits of an entry.</summary>
    public int Bits { get; }

    /// <summary>How many entries there are.</summary>
    public int Length => (int)(bytes.LongLength * 8 / Bits);

    /// <summary>The expanded bytes as they may be stored.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Takes up stored bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">Other bits, no bytes, or more than 16 MiB.</exception>
    public static TokenStatusList FromBytes(ReadOnlySpan<byte> bytes, int bits) =>
        bits is 1 or 2 or 4 or 8 && bytes.Length is > 0 and <= BoundedInflate.MaxLength
            ? new TokenStatusList(bytes.ToArray(), bits, null)
            : throw new ArgumentException("Not the bytes of a status list.", nameof(bytes));

    /// <summary>
    /// Reads the <c>status_list</c> claim: <c>bits</c> and <c>lst</c> (base64url without padding of zlib). Never throws for what it
    /// holds; more than 16 MiB expanded is <see cref="StatusListError.TooLong"/>.
    /// </summary>
    public static StatusListError TryRead(JsonElement json, out TokenStatusList? list)
    {
        list = null;
        if (
            json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("bits"u8, out var number)
            || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt32(out var bits)
            || bits is not (1 or 2 or 4 or 8)
            || UntrustedJson.Text(json, "lst") is not { Length: <= BoundedInflate.MaxLength } lst
            || !StrictBase64Url.TryDecode(lst, out var compressed)
        )
        {
            return StatusListError.Malformed;
        }
        switch (BoundedInflate.TryExpand(compressed, gzip: false, out var expanded))
        {
            case BoundedInflate.Outcome.TooLong:
                return StatusListError.TooLong;
            case BoundedInflate.Outcome.Done when expanded.Length > 0:
                list = new TokenStatusList(expanded, bits, lst);
                return StatusListError.None;
            default:
                return StatusListError.Malformed;
        }
    }

    /// <summary>The entry's value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    public int Get(int index)
    {
        CheckIndex(index);
        var at = (long)index * Bits;
        return (bytes[at / 8] >> (int)(at % 8)) & Mask;
    }

    /// <summary>Sets the entry's value; true when it was another before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>, or the value has too many bits.</exception>
    public bool Set(int index, int value)
    {
        CheckIndex(index);
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Mask);
        if (Get(index) == value)
        {
            return false;
        }
        var at = (long)index * Bits;
        var shift = (int)(at % 8);
        bytes[at / 8] = (byte)((bytes[at / 8] & ~(Mask << shift)) | (value << shift));
        encoded = null;
        return true;
    }

    /// <summary>The <c>status_list</c> claim. Compressed once after a change, however often it is asked for.</summary>
    public JsonObject ToJson() => new() { ["bits"] = Bits, ["lst"] = Encode() };

    private string Encode()
    {
        if (encoded is not null)
        {
            return encoded;
        }
        using var target = new MemoryStream();
        // The draft recommends the highest level of compression.
        using (var zlib = new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(bytes);
        }
        encoded = StrictBase64Url.Encode(target.GetBuffer().AsSpan(0, (int)target.Length));
        return encoded;
    }

    private int Mask => (1 << Bits) - 1;

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
    }

    private static long LengthOf(int entries, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        if (bits is not (1 or 2 or 4 or 8))
        {
            throw new ArgumentOutOfRangeException(nameof(bits), "An entry has 1, 2, 4 or 8 bits.");
        }
        var length = (((long)entries * bits) + 7) / 8;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BoundedInflate.MaxLength);
        return length;
    }
}
