using System.Buffers.Binary;

namespace Vidimus.Proofs;

/// <summary>Credentials in PNG images: an <c>iTXt</c> chunk <c>openbadgecredential</c> (Open Badges 3.0, section "Baked Badge", "PNG").</summary>
public static class BakedPng
{
    /// <summary>Largest width and height of an image to bake, in pixels. Of one to take a credential out of, no pixel is looked at.</summary>
    public const int MaxSide = 4096;

    /// <summary>
    /// Bakes a credential into a PNG, uncompressed, right behind the header. Badges that were in the image before, Open Badges 2.0 among
    /// them, are taken out: the image of another's badge must not carry that one on. False with a sentence for people when the image is
    /// damaged, larger than <see cref="BakedImage.MaxLength"/> or <see cref="MaxSide"/>, or more than a PNG, or when the credential is
    /// neither strict JSON nor a compact JWS or is too long.
    /// </summary>
    /// <param name="png">The image, which may come from anybody.</param>
    /// <param name="credential">JSON text, or a compact JWS.</param>
    /// <param name="baked">The new file; empty when false.</param>
    /// <param name="reason">Why not.</param>
    public static bool TryBake(
        ReadOnlySpan<byte> png,
        string credential,
        out byte[] baked,
        out string reason
    )
    {
        baked = [];
        reason = BakedText.Refuse(credential) ?? RefuseLength(png) ?? "";
        if (reason.Length > 0)
        {
            return false;
        }
        var image = new MemoryStream(png.Length + credential.Length);
        image.Write(png[..8]);
        var reader = new PngReader(png);
        while (reader.Read())
        {
            if (reader.Width > MaxSide || reader.Height > MaxSide)
            {
                reason = $"The PNG image is wider or higher than {MaxSide} pixels.";
                return false;
            }
            if (
                PngText.IsCredential(reader.Type, reader.Data)
                || PngText.IsAssertion(reader.Type, reader.Data)
            )
            {
                continue;
            }
            image.Write(reader.Whole);
            if (reader.Type.SequenceEqual("IHDR"u8))
            {
                WriteChunk(image, PngText.Make(credential));
            }
        }
        reason = reader.Refusal ?? BakedText.RefuseResult(image.Length, BakedImage.MaxLength) ?? "";
        baked = reason.Length == 0 ? image.ToArray() : [];
        return reason.Length == 0;
    }

    /// <summary>Takes the credential out of a PNG, whose whole length is read: what follows the first credential matters too.</summary>
    internal static BakedExtraction Extract(ReadOnlySpan<byte> png)
    {
        BakedExtraction? found = null;
        var openBadges2 = false;
        var reader = new PngReader(png);
        while (reader.Read())
        {
            openBadges2 |= PngText.IsAssertion(reader.Type, reader.Data);
            if (PngText.IsCredential(reader.Type, reader.Data))
            {
                if (found is not null)
                {
                    return BakedText.MoreThanOne;
                }
                found = PngText.Read(reader.Type, reader.Data);
                if (found.Outcome != BakedOutcome.Found)
                {
                    return found;
                }
            }
        }
        return reader.Refusal is { } refusal
            ? BakedExtraction.Refused(refusal)
            : found ?? BakedExtraction.None(openBadges2);
    }

    private static string? RefuseLength(ReadOnlySpan<byte> png)
    {
        if (png.Length > BakedImage.MaxLength)
        {
            return $"The file is larger than {BakedImage.MaxLength} bytes.";
        }
        return PngReader.IsPng(png) ? null : "The file is not a PNG image.";
    }

    private static void WriteChunk(MemoryStream image, byte[] data)
    {
        byte[] named = [.. "iTXt"u8, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        image.Write(number);
        image.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(named));
        image.Write(number);
    }
}
