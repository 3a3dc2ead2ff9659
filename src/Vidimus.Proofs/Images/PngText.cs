using System.Text;
using System.Text.Unicode;

namespace Vidimus.Proofs;

/// <summary>Text chunks of a PNG that carry badges (PNG, third edition, section 11.3.3).</summary>
internal static class PngText
{
    /// <summary>Whether a chunk is a text chunk with the keyword of Open Badges 3.0.</summary>
    internal static bool IsCredential(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) =>
        IsText(type) && HasKeyword(data, "openbadgecredential"u8);

    /// <summary>Whether it has the keyword of Open Badges 2.0 and before.</summary>
    internal static bool IsAssertion(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) =>
        IsText(type) && HasKeyword(data, "openbadges"u8);

    /// <summary>Makes the data of an uncompressed <c>iTXt</c> chunk, no language, no translated keyword.</summary>
    internal static byte[] Make(string credential) =>
        [.. "openbadgecredential\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(credential)];

    /// <summary>
    /// Reads the credential of such a chunk. Open Badges forbids compression; tools that make images smaller compress all the same, so
    /// that it is undone, up to the longest credential.
    /// </summary>
    internal static BakedExtraction Read(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (!type.SequenceEqual("iTXt"u8))
        {
            return BakedExtraction.Refused(
                "The image's credential does not stand in an iTXt chunk, as Open Badges wants it."
            );
        }
        var rest = data[(data.IndexOf((byte)0) + 1)..];
        if (rest.Length < 2 || rest[0] > 1 || (rest[0] == 1 && rest[1] != 0))
        {
            return Malformed;
        }
        var compressed = rest[0] == 1;
        rest = rest[2..];
        for (var skipped = 0; skipped < 2; skipped++)
        {
            var end = rest.IndexOf((byte)0);
            if (end < 0)
            {
                return Malformed;
            }
            rest = rest[(end + 1)..];
        }
        if (!compressed)
        {
            return Decode(rest);
        }
        return BoundedInflate.TryExpand(
            rest.ToArray(),
            gzip: false,
            out var expanded,
            BakedImage.MaxCredentialLength
        ) switch
        {
            BoundedInflate.Outcome.Done => Decode(expanded),
            BoundedInflate.Outcome.TooLong => BakedExtraction.Refused(BakedText.TooLong),
            _ => Malformed,
        };
    }

    private static readonly BakedExtraction Malformed = BakedExtraction.Refused(
        "The image's credential stands in a malformed iTXt chunk."
    );

    private static BakedExtraction Decode(ReadOnlySpan<byte> text)
    {
        if (text.Length > BakedImage.MaxCredentialLength)
        {
            return BakedExtraction.Refused(BakedText.TooLong);
        }
        return text.Contains((byte)0) || !Utf8.IsValid(text)
            ? Malformed
            : BakedText.Accept(Encoding.UTF8.GetString(text));
    }

    private static bool IsText(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("iTXt"u8)
        || type.SequenceEqual("tEXt"u8)
        || type.SequenceEqual("zTXt"u8);

    private static bool HasKeyword(ReadOnlySpan<byte> data, ReadOnlySpan<byte> keyword) =>
        data.Length > keyword.Length && data[keyword.Length] == 0 && data.StartsWith(keyword);
}
