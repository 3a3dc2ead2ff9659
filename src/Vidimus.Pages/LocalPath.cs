namespace Vidimus.Pages;

/// <summary>Paths that a page may send the browser to: of this server, and nowhere else.</summary>
public static class LocalPath
{
    /// <summary>
    /// The path, or <paramref name="otherwise"/> when it leads elsewhere by any reading a browser has: <c>//host</c>,
    /// <c>/\host</c>, a scheme, a user part, control characters (WHATWG URL Standard, section 4.4).
    /// </summary>
    public static string Of(string? path, string otherwise = "/portal") =>
        path is ['/', ..]
        && path.Length <= 2048
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(c => c is <= ' ' or > '~')
            ? path
            : otherwise;
}
