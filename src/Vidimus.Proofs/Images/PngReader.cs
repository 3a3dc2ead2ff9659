using System.Buffers.Binary;

namespace Vidimus.Proofs;

/// <summary>
/// The chunks of a foreign PNG datastream (PNG, third edition, section 5), one after the other, each held against its checksum and its
/// place. A file that is anything beside an image, or goes on after its end, is refused.
/// </summary>
internal ref struct PngReader
{
    private const int HeaderLength = 13;

    // Length, type and checksum.
    private const int ChunkOverhead = 12;

    private readonly ReadOnlySpan<byte> file;
    private int at;
    private bool ended;
    private int colorType;
    private bool sawPalette;
    private bool sawData;
    private bool dataEnded;

    internal PngReader(ReadOnlySpan<byte> file)
    {
        this.file = file;
        at = Signature.Length;
    }

    private static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    internal uint Width { get; private set; }

    internal uint Height { get; private set; }

    /// <summary>The four letters of the chunk that was read.</summary>
    internal ReadOnlySpan<byte> Type { get; private set; }

    internal ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The chunk with its length, type and checksum, as it stands in the file.</summary>
    internal ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>Why reading ended early; null when it did not.</summary>
    internal string? Refusal { get; private set; }

    internal static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>Reads the next chunk; false after the last or at the first fault.</summary>
    internal bool Read()
    {
        if (ended && at == file.Length)
        {
            return false;
        }
        Refusal = ended ? "The file goes on after the end of the PNG image." : Take();
        return Refusal is null;
    }

    private string? Take()
    {
        const string Truncated = "The PNG image is cut off.";
        var left = file[at..];
        if (left.Length < ChunkOverhead)
        {
            return Truncated;
        }
        // Section 5.3: at most 2^31 - 1, and compared before anything is added to it.
        var length = BinaryPrimitives.ReadUInt32BigEndian(left);
        if (length > (uint)(left.Length - ChunkOverhead))
        {
            return Truncated;
        }
        Whole = left[..((int)length + ChunkOverhead)];
        Type = Whole.Slice(4, 4);
        Data = Whole.Slice(8, (int)length);
        if (Crc32.Of(Whole[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(Whole[^4..]))
        {
            return "A chunk of the PNG image does not match its checksum.";
        }
        if (RefuseName() is { } name)
        {
            return name;
        }
        if (RefusePlace() is { } place)
        {
            return place;
        }
        at += Whole.Length;
        return null;
    }

    /// <summary>Section 5.4: letters only, the third in upper case; critical chunks other than the four are not understood.</summary>
    private readonly string? RefuseName()
    {
        foreach (var letter in Type)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                return "A chunk of the PNG image has no proper name.";
            }
        }
        if (char.IsAsciiLetterLower((char)Type[2]))
        {
            return "A chunk of the PNG image has a reserved name.";
        }
        return
            char.IsAsciiLetterUpper((char)Type[0])
            && !Is("IHDR"u8)
            && !Is("PLTE"u8)
            && !Is("IDAT"u8)
            && !Is("IEND"u8)
            ? "The PNG image has a critical chunk that is not in the standard."
            : null;
    }

    /// <summary>Section 5.6: the header first and once, the palette before the data, the data without gaps, the end last.</summary>
    private string? RefusePlace()
    {
        if (at == Signature.Length)
        {
            return Is("IHDR"u8) ? ReadHeader() : "The PNG image does not begin with its header.";
        }
        if (Is("IDAT"u8))
        {
            sawData = true;
            return dataEnded || (colorType == 3 && !sawPalette) ? WrongPlace : null;
        }
        dataEnded = sawData;
        if (Is("PLTE"u8))
        {
            var fits = !sawPalette && !sawData && colorType is not (0 or 4);
            sawPalette = true;
            return fits && Data.Length is > 0 and <= 768 && Data.Length % 3 == 0
                ? null
                : WrongPlace;
        }
        if (Is("IEND"u8))
        {
            ended = true;
            return sawData && Data.IsEmpty ? null : WrongPlace;
        }
        return Is("IHDR"u8) ? WrongPlace : null;
    }

    private const string WrongPlace =
        "The chunks of the PNG image are not in the order of the standard.";

    /// <summary>Section 11.2.1.</summary>
    private string? ReadHeader()
    {
        const string Malformed = "The header of the PNG image is malformed.";
        if (Data.Length != HeaderLength)
        {
            return Malformed;
        }
        Width = BinaryPrimitives.ReadUInt32BigEndian(Data);
        Height = BinaryPrimitives.ReadUInt32BigEndian(Data[4..]);
        colorType = Data[9];
        var depthFits = colorType switch
        {
            0 => Data[8] is 1 or 2 or 4 or 8 or 16,
            3 => Data[8] is 1 or 2 or 4 or 8,
            2 or 4 or 6 => Data[8] is 8 or 16,
            _ => false,
        };
        return
            Width is > 0 and <= int.MaxValue
            && Height is > 0 and <= int.MaxValue
            && depthFits
            && Data[10] == 0
            && Data[11] == 0
            && Data[12] <= 1
            ? null
            : Malformed;
    }

    private readonly bool Is(ReadOnlySpan<byte> name) => Type.SequenceEqual(name);
}
