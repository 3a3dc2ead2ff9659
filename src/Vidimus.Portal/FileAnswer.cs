using Microsoft.AspNetCore.Http;

namespace Vidimus.Portal;

/// <summary>Files that the API writes, handed on as they come.</summary>
internal static class FileAnswer
{
    /// <summary>
    /// What a stranger's file may do where it is shown: nothing, and only inside a page of ours (Content Security Policy
    /// Level 3, sections 6.3.2 and 6.4.2). The browser's own reader of PDF works under it.
    /// </summary>
    private const string Sandboxed = "default-src 'none'; sandbox; frame-ancestors 'self'";

    /// <summary>
    /// Answers a file that <paramref name="write"/> writes. Before its first byte a refusal becomes a page; after it the
    /// connection is cut, so that nobody takes a part for the whole.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="write">Writes it.</param>
    public static Task<IResult> Download(
        this HttpContext http,
        string name,
        string type,
        Func<Stream, Task> write
    ) => http.Answer($"attachment; filename=\"{name}\"", type, write);

    /// <summary>As above, shown in a page of ours where the browser can show its type without running anything of it; saved otherwise.</summary>
    public static Task<IResult> Shown(
        this HttpContext http,
        string name,
        string type,
        Func<Stream, Task> write
    )
    {
        if (!IsShown(type))
            return http.Download(name, type, write);
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return http.Answer($"inline; filename=\"{name}\"", type, write);
    }

    /// <summary>Whether a browser shows files of this type by itself: pages and pictures without scripts.</summary>
    public static bool IsShown(string type) =>
        type is "application/pdf" or "image/png" or "image/jpeg" or "image/webp";

    private static async Task<IResult> Answer(
        this HttpContext http,
        string disposition,
        string type,
        Func<Stream, Task> write
    )
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Sandboxed;
        var before = http.Response.ContentType;
        try
        {
            headers.ContentType = type;
            headers.ContentDisposition = disposition;
            await write(http.Response.Body);
            return Results.Empty;
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            http.Abort();
            return Results.Empty;
        }
        catch (Exception)
        {
            headers.ContentType = before;
            headers.Remove("Content-Disposition");
            throw;
        }
    }
}
