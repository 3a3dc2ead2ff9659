using System.IO.Compression;

namespace Vidimus.Proofs;

/// <summary>
/// The bits behind a <c>BitstringStatusListCredential</c> (W3C Bitstring Status List 1.0): entries of 1 to 8 bits, the first at the
/// left-most bit. Not safe for use by several threads at once.
/// </summary>
public sealed class BitstringStatusList
{
    /// <summary>Fewest entries of a list: the herd in which one credential hides (section 3.2, step 9).</summary>
    public const int MinEntries = 131_072;

    /// <summary>Fewest bytes of the expanded bits (section 2.2, <c>encodedList</c>).</summary>
    public const int MinBytes = 16 << 10;

    private readonly byte[] bits;
    private string? encoded;

    /// <summary>Makes a list whose entries are all zero.</summary>
    /// <param name="entries">How many; rounded up to whole bytes, at least <see cref="MinEntries"/>.</param>
    /// <param name="statusSize">Bits of an entry, 1 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 1 to 8, or the list would be longer than 16 MiB.</exception>
    public BitstringStatusList(int entries = MinEntries, int statusSize = 1)
    {
        CheckSize(statusSize);
        var length = (((long)Math.Max(entries, MinEntries) * statusSize) + 7) / 8;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BoundedInflate.MaxLength);
        bits = new byte[length];
        StatusSize = statusSize;
    }

    private BitstringStatusList(byte[] bits, int statusSize, string? encoded)
    {
        this.bits = bits;
        this.encoded = encoded;
        StatusSize = statusSize;
    }

    /// <summary>Bits of an entry.</summary>
    public int StatusSize { get; }

    /// <summary>How many whole entries there are.</summary>
    public int Length => (int)(bits.LongLength * 8 / StatusSize);

    /// <summary>The expanded bits as they may be stored.</summary>
    public ReadOnlyMemory<byte> Bits => bits;

    /// <summary>Takes up stored bits, which are copied.</summary>
    /// <exception cref="ArgumentException">There are fewer than <see cref="MinEntries"/> entries, or more than 16 MiB.</exception>
    public static BitstringStatusList FromBits(ReadOnlySpan<byte> bits, int statusSize = 1)
    {
        CheckSize(statusSize);
        var entries = bits.Length * 8L / statusSize;
        return entries >= MinEntries && bits.Length <= BoundedInflate.MaxLength
            ? new BitstringStatusList(bits.ToArray(), statusSize, null)
            : throw new ArgumentException("The list is too short or too long.", nameof(bits));
    }

    /// <summary>
    /// Reads an <c>encodedList</c>: <c>u</c>, base64url without padding, gzip. Anything else, or more than 16 MiB expanded, is
    /// malformed; fewer bytes or entries than the standard's minimum is a length error. Never throws for what the text holds.
    /// </summary>
    public static StatusListError TryDecode(
        string? encodedList,
        int statusSize,
        out BitstringStatusList? list
    )
    {
        list = null;
        if (
            statusSize is < 1 or > 8
            || encodedList is not ['u', ..]
            || encodedList.Length > BoundedInflate.MaxLength
            || !StrictBase64Url.TryDecode(encodedList.AsSpan(1), out var compressed)
        )
        {
            return StatusListError.Malformed;
        }
        var outcome = BoundedInflate.TryExpand(compressed, gzip: true, out var expanded);
        if (outcome != BoundedInflate.Outcome.Done)
        {
            return outcome == BoundedInflate.Outcome.TooLong
                ? StatusListError.TooLong
                : StatusListError.Malformed;
        }
        if (expanded.Length < MinBytes || expanded.LongLength * 8 / statusSize < MinEntries)
        {
            return StatusListError.TooShort;
        }
        list = new BitstringStatusList(expanded, statusSize, encodedList);
        return StatusListError.None;
    }

    /// <summary>The entry's value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    public int Get(int index)
    {
        CheckIndex(index);
        var at = (long)index * StatusSize;
        return (Word(at) >> Shift(at)) & Mask;
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
        var at = (long)index * StatusSize;
        var word = (Word(at) & ~(Mask << Shift(at))) | (value << Shift(at));
        bits[at / 8] = (byte)(word >> 8);
        if ((at / 8) + 1 < bits.LongLength)
        {
            bits[(at / 8) + 1] = (byte)word;
        }
        encoded = null;
        return true;
    }

    /// <summary>The <c>encodedList</c>. Compressed once after a change, however often it is asked for.</summary>
    public string Encode()
    {
        if (encoded is not null)
        {
            return encoded;
        }
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bits);
        }
        encoded = Multibase.EncodeBase64Url(target.GetBuffer().AsSpan(0, (int)target.Length));
        return encoded;
    }

    private int Mask => (1 << StatusSize) - 1;

    // An entry of at most 8 bits lies within two neighbouring bytes.
    private int Word(long at)
    {
        var index = at / 8;
        var second = index + 1 < bits.LongLength ? bits[index + 1] : 0;
        return (bits[index] << 8) | second;
    }

    private int Shift(long at) => 16 - (int)(at % 8) - StatusSize;

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
    }

    private static void CheckSize(int statusSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusSize, 8);
    }
}
