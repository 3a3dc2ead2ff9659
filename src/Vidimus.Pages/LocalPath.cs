namespace Vidimus.Pages;

/// <summary>Paths that a page may send the browser to: of this server, and nowhere else.</summary>
public static class LocalPath
{
    /// <summary>
    /// The longest path: what a client asks a member for, with its addresses encoded twice on the way through signing in, has
    /// to fit, and so has the line of a request that holds it.
    /// </summary>
    public const int Longest = 6000;

    /// <summary>
    /// The path, or <paramref name="otherwise"/> when it leads elsewhere by any reading a browser has: <c>//host</c>,
    /// <c>/\host</c>, a scheme, a user part, control characters (WHATWG URL Standard, section 4.4).
    /// </summary>
    public static string Of(string? path, string otherwise = "/portal") =>
        path is ['/', ..]
        && path.Length <= Longest
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(c => c is <= ' ' or > '~')
            ? path
            : otherwise;
}
