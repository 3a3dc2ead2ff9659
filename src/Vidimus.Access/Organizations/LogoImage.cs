using Vidimus.Platform.Problems;

namespace Vidimus.Access.Organizations;

/// <summary>An image that is safe to show: written by us, of a kind and size that we know.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Type">Its media type.</param>
internal sealed record LogoImage(byte[] Bytes, string Type)
{
    /// <summary>The largest file that is taken.</summary>
    public const int LargestFile = 512 * 1024;

    /// <summary>The longest side, in pixels.</summary>
    public const int LongestSide = 2048;

    /// <summary>Takes a file that anybody may have made. Its bytes say what it is; what the request calls it must agree.</summary>
    public static Result<LogoImage> Read(byte[] file, string? contentType)
    {
        var declared = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        var type =
            PngLogo.Is(file) ? "image/png"
            : JpegLogo.Is(file) ? "image/jpeg"
            : null;
        if (type is null)
            return AccessProblems.LogoNotAccepted.With(
                "The logo was not taken: it is neither a PNG nor a JPEG image."
            );
        if (declared != type)
            return AccessProblems.LogoNotAccepted.With(
                $"The logo was not taken: it is of type {type}, and Content-Type says another."
            );
        var (clean, wrong) = type == "image/png" ? PngLogo.Clean(file) : JpegLogo.Clean(file);
        if (clean is null)
            return AccessProblems.LogoNotAccepted.With($"The logo was not taken: {wrong}.");
        return clean.Length > LargestFile
            ? AccessProblems.LogoNotAccepted.With(
                "The logo was not taken: it has more than 512 KB."
            )
            : new LogoImage(clean, type);
    }

    /// <summary>What is wrong with a size; null when nothing is.</summary>
    public static string? WrongSize(uint width, uint height) =>
        width is 0 or > LongestSide || height is 0 or > LongestSide
            ? $"it measures {width} by {height} pixels; {LongestSide} by {LongestSide} are the most"
            : null;
}
