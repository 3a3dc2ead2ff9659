namespace Vidimus.Proofs;

/// <summary>
/// Credentials baked into images (Open Badges 3.0, section "Baked Badge"): PNG and SVG, told apart by what is in the file and never by
/// its name. Pixels are not decoded, nothing is fetched, and nothing is thrown for what a file holds.
/// </summary>
public static class BakedImage
{
    /// <summary>Longest file read, in bytes: 8 MiB; an SVG may have <see cref="BakedSvg.MaxLength"/>.</summary>
    public const int MaxLength = 8 << 20;

    /// <summary>Longest credential read or baked, in bytes of UTF-8: 1 MiB, as for tokens.</summary>
    public const int MaxCredentialLength = Jws.MaxLength;

    /// <summary>
    /// Takes the credential out of an image. The whole file is read, although Open Badges lets readers stop at the first credential: one
    /// with two of them is refused.
    /// </summary>
    public static BakedExtraction Extract(ReadOnlySpan<byte> file)
    {
        if (file.Length > MaxLength)
        {
            return BakedExtraction.Refused($"The file is larger than {MaxLength} bytes.");
        }
        if (PngReader.IsPng(file))
        {
            return BakedPng.Extract(file);
        }
        return BakedSvg.LooksLikeXml(file)
            ? BakedSvg.Extract(file)
            : new BakedExtraction(
                BakedOutcome.NotAnImage,
                "",
                "The file is neither a PNG nor an SVG image."
            );
    }

    /// <summary>
    /// Takes the credential out of an image: JSON text or a compact JWS, of which nothing has been verified. False with a sentence for
    /// people when there is none; <see cref="Extract"/> tells which of the reasons it is.
    /// </summary>
    public static bool TryExtract(ReadOnlySpan<byte> file, out string credential, out string reason)
    {
        var extraction = Extract(file);
        credential = extraction.Credential;
        reason = extraction.Reason;
        return extraction.Outcome == BakedOutcome.Found;
    }

    /// <summary>
    /// Bakes a credential into a PNG or SVG image; see <see cref="BakedPng.TryBake"/> and <see cref="BakedSvg.TryBake"/>. False with a
    /// sentence for people when the image or the credential is not fit for it.
    /// </summary>
    /// <param name="image">The image, which may come from anybody.</param>
    /// <param name="credential">JSON text, or a compact JWS.</param>
    /// <param name="baked">The new file; empty when false.</param>
    /// <param name="reason">Why not.</param>
    public static bool TryBake(
        ReadOnlySpan<byte> image,
        string credential,
        out byte[] baked,
        out string reason
    )
    {
        if (PngReader.IsPng(image))
        {
            return BakedPng.TryBake(image, credential, out baked, out reason);
        }
        if (BakedSvg.LooksLikeXml(image))
        {
            return BakedSvg.TryBake(image, credential, out baked, out reason);
        }
        baked = [];
        reason = "The file is neither a PNG nor an SVG image.";
        return false;
    }
}
