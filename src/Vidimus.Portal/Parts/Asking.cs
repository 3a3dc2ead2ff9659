using Microsoft.AspNetCore.Http;

namespace Vidimus.Portal.Parts;

/// <summary>What a page was asked for in its address.</summary>
internal static class Asking
{
    /// <summary>A value of the query, trimmed; empty when it is not there once, or is too long to be meant.</summary>
    public static string Asked(this HttpContext http, string name) =>
        http.Request.Query[name] is { Count: 1 } one && one[0] is { Length: <= 500 } text
            ? text.Trim()
            : "";

    /// <summary>Where a list goes on; null for its beginning.</summary>
    public static string? Cursor(this HttpContext http) =>
        http.Request.Query["cursor"] is { Count: 1 } one && one[0] is { Length: > 0 } cursor
            ? cursor
            : null;
}
