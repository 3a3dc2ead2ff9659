using System.Buffers.Binary;

namespace Vidimus.Certification.Documents.Reading;

/// <summary>
/// Reads how large a picture is from its headers, while the file goes by: it asks for a few bytes at a place further on, and decides by them
/// which it asks for next. Nothing is decoded. Bounds on steps and sizes make a hostile file cost no more than an honest one.
/// </summary>
internal sealed class ImageHeaders
{
    private const int MostSteps = 50_000;
    private const int LargestMeta = 1024 * 1024;

    private readonly IEnumerator<(long At, int Count)> _steps;
    private byte[] _wanted = [];
    private long _at;
    private int _got;
    private long _passed;
    private bool _over;
    private int _made;

    public ImageHeaders(string type)
    {
        _steps = (
            type switch
            {
                MediaTypes.Jpeg => Jpeg(),
                MediaTypes.Png => Png(),
                MediaTypes.Webp => Webp(),
                MediaTypes.Tiff => Tiff(),
                _ => Boxes(),
            }
        ).GetEnumerator();
        Step();
    }

    /// <summary>Pixels; 0 where they were not found.</summary>
    public long Width { get; private set; }

    /// <summary>Pixels; 0 where they were not found.</summary>
    public long Height { get; private set; }

    /// <summary>The next bytes of the file.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!_over)
        {
            var from = _at + _got - _passed;
            if (from < 0)
                _over = true; // it points back to what has gone by
            if (_over || from >= bytes.Length)
                break;
            var count = (int)Math.Min(_wanted.Length - _got, bytes.Length - from);
            bytes.Slice((int)from, count).CopyTo(_wanted.AsSpan(_got));
            _got += count;
            if (_got < _wanted.Length)
                break;
            Step();
        }
        _passed += bytes.Length;
    }

    private void Step()
    {
        if (++_made > MostSteps || !_steps.MoveNext())
        {
            _over = true;
            return;
        }
        (_at, var count) = _steps.Current;
        if (_wanted.Length != count)
            _wanted = new byte[count];
        _got = 0;
    }

    // ITU-T T.81, annex B: segments with their lengths, up to the one that begins the frame.
    private IEnumerable<(long, int)> Jpeg()
    {
        for (long at = 2; ; )
        {
            yield return (at, 4);
            if (_wanted[0] != 0xFF)
                yield break;
            var marker = _wanted[1];
            if (marker == 0xFF)
            {
                at++; // a fill byte
                continue;
            }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                at += 2;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(_wanted.AsSpan(2));
            if (marker is 0 or 0xD8 or 0xD9 or 0xDA || length < 2)
                yield break;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                yield return (at + 4, 5);
                Height = BinaryPrimitives.ReadUInt16BigEndian(_wanted.AsSpan(1));
                Width = BinaryPrimitives.ReadUInt16BigEndian(_wanted.AsSpan(3));
                yield break;
            }
            at += 2 + length;
        }
    }

    // W3C PNG, 11.2.1: the header is the first chunk.
    private IEnumerable<(long, int)> Png()
    {
        yield return (8, 16);
        if (!_wanted.AsSpan(0, 8).SequenceEqual("\0\0\0\rIHDR"u8))
            yield break;
        Width = BinaryPrimitives.ReadUInt32BigEndian(_wanted.AsSpan(8));
        Height = BinaryPrimitives.ReadUInt32BigEndian(_wanted.AsSpan(12));
    }

    // RFC 9649, 2.5 to 2.7: three forms of the first chunk.
    private IEnumerable<(long, int)> Webp()
    {
        yield return (12, 18);
        var kind = System.Text.Encoding.Latin1.GetString(_wanted.AsSpan(0, 4));
        if (kind == "VP8X")
        {
            Width = 1 + Little24(12);
            Height = 1 + Little24(15);
        }
        else if (kind == "VP8L" && _wanted[8] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(_wanted.AsSpan(9));
            Width = 1 + (bits & 0x3FFF);
            Height = 1 + ((bits >> 14) & 0x3FFF);
        }
        else if (kind == "VP8 " && _wanted[11] == 0x9D && _wanted[12] == 0x01)
        {
            Width = BinaryPrimitives.ReadUInt16LittleEndian(_wanted.AsSpan(14)) & 0x3FFF;
            Height = BinaryPrimitives.ReadUInt16LittleEndian(_wanted.AsSpan(16)) & 0x3FFF;
        }
    }

    // TIFF 6.0, section 2: the first directory, wherever it is; 256 and 257 are width and length.
    private IEnumerable<(long, int)> Tiff()
    {
        yield return (0, 8);
        var little = _wanted[0] == 'I';
        var at = Number(_wanted.AsSpan(4), 4, little);
        if (at < 8)
            yield break;
        yield return (at, 2);
        var entries = (int)Number(_wanted, 2, little);
        if (entries is 0 or > 4096)
            yield break;
        yield return (at + 2, entries * 12);
        for (var i = 0; i < entries; i++)
        {
            var entry = _wanted.AsSpan(i * 12, 12);
            var value = Number(entry[8..], Number(entry[2..], 2, little) == 3 ? 2 : 4, little);
            switch (Number(entry, 2, little))
            {
                case 256:
                    Width = value;
                    break;
                case 257:
                    Height = value;
                    break;
            }
        }
    }

    // ISO/IEC 14496-12, 4.2 and 8.11, and 23008-12, 6.5.3: "ispe" in the properties of "meta"; the largest is the picture itself,
    // others are its tiles and thumbnails.
    private IEnumerable<(long, int)> Boxes()
    {
        for (long at = 0; ; )
        {
            yield return (at, 16);
            long size = BinaryPrimitives.ReadUInt32BigEndian(_wanted);
            if (size == 1)
                size = (long)
                    Math.Min(
                        BinaryPrimitives.ReadUInt64BigEndian(_wanted.AsSpan(8)),
                        long.MaxValue / 4
                    );
            if (size < 16)
                yield break;
            if (_wanted.AsSpan(4, 4).SequenceEqual("meta"u8))
            {
                if (size > LargestMeta)
                    yield break;
                yield return (at + 12, (int)size - 12);
                Largest(_wanted);
                yield break;
            }
            at += size;
        }
    }

    private void Largest(ReadOnlySpan<byte> meta)
    {
        var properties = Inside(Inside(meta, "iprp"u8), "ipco"u8);
        for (var rest = properties; Next(ref rest, out var kind, out var content); )
        {
            if (!kind.SequenceEqual("ispe"u8) || content.Length < 12)
                continue;
            long width = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
            long height = BinaryPrimitives.ReadUInt32BigEndian(content[8..]);
            if (width * (decimal)height > Width * (decimal)Height)
                (Width, Height) = (width, height);
        }
    }

    private static ReadOnlySpan<byte> Inside(
        ReadOnlySpan<byte> boxes,
        scoped ReadOnlySpan<byte> wanted
    )
    {
        for (var rest = boxes; Next(ref rest, out var kind, out var content); )
        {
            if (kind.SequenceEqual(wanted))
                return content;
        }
        return [];
    }

    // Boxes of four bytes of size; larger ones do not occur within a megabyte.
    private static bool Next(
        scoped ref ReadOnlySpan<byte> rest,
        out ReadOnlySpan<byte> kind,
        out ReadOnlySpan<byte> content
    )
    {
        kind = content = default;
        if (rest.Length < 8)
            return false;
        var size = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (size < 8 || size > rest.Length)
            return false;
        kind = rest[4..8];
        content = rest[8..(int)size];
        rest = rest[(int)size..];
        return true;
    }

    private long Little24(int at) =>
        _wanted[at] + (256L * _wanted[at + 1]) + (65_536L * _wanted[at + 2]);

    private static long Number(ReadOnlySpan<byte> bytes, int length, bool little) =>
        (length, little) switch
        {
            (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (2, false) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            (_, false) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
}
