using Microsoft.AspNetCore.Http;

namespace Vidimus.Portal;

/// <summary>Files that the API writes, handed on as they come.</summary>
internal static class FileAnswer
{
    /// <summary>
    /// Answers a file that <paramref name="write"/> writes. Before its first byte a refusal becomes a page; after it the
    /// connection is cut, so that nobody takes a part for the whole.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="write">Writes it.</param>
    public static async Task<IResult> Download(
        this HttpContext http,
        string name,
        string type,
        Func<Stream, Task> write
    )
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        var before = http.Response.ContentType;
        try
        {
            headers.ContentType = type;
            headers.ContentDisposition = $"attachment; filename=\"{name}\"";
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
