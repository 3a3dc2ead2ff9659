namespace Vidimus.Portal.Orders;

/// <summary>Names of files that are saved: what somebody else called a file stands in no header.</summary>
internal static class FileNames
{
    /// <summary>The id, with the ending of the type.</summary>
    public static string Of(string id, string mediaType)
    {
        var plain = string.Concat(id.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
        return $"{plain}{Ending(mediaType)}";
    }

    private static string Ending(string mediaType) =>
        mediaType switch
        {
            "application/pdf" => ".pdf",
            "image/jpeg" => ".jpg",
            "image/png" => ".png",
            "image/heic" => ".heic",
            "image/heif" => ".heif",
            "image/tiff" => ".tiff",
            "image/webp" => ".webp",
            _ when mediaType.StartsWith("text/plain", StringComparison.Ordinal) => ".txt",
            _ => ".bin",
        };
}
