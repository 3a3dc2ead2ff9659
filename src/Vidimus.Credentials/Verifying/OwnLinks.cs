using Vidimus.Credentials.Reading;

namespace Vidimus.Credentials.Verifying;

/// <summary>Links to credentials of this server, which are read from the record and never fetched.</summary>
internal static class OwnLinks
{
    /// <summary>The credential's id; null when the link leads elsewhere.</summary>
    public static string? Read(string link, string baseUrl)
    {
        if (
            !Uri.TryCreate(link, UriKind.Absolute, out var uri)
            || !Uri.TryCreate(baseUrl, UriKind.Absolute, out var own)
            || Uri.Compare(
                uri,
                own,
                UriComponents.SchemeAndServer,
                UriFormat.UriEscaped,
                StringComparison.OrdinalIgnoreCase
            ) != 0
        )
            return null;
        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/document", StringComparison.Ordinal))
            path = path[..^"/document".Length];
        return CredentialIds.Read(path.Split('/')[^1]);
    }
}
