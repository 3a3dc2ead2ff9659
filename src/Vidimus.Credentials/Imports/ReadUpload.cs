using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>A file as it came: the body itself, or the part <c>file</c> of a form as browsers send it (RFC 7578).</summary>
internal sealed record ReadUpload(byte[] File, string? Name)
{
    private const int MostParts = 8;
    private const int LongestBoundary = 70;
    private const int LongestName = 200;

    public static async Task<Result<ReadUpload>> From(HttpContext http)
    {
        var body = await http.ReadBytes();
        if (body.Problem is { } refused)
            return refused;
        var named = http.Request.Query["name"].ToString();
        if (
            !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        )
            return new ReadUpload(body.Value!, Named(named));
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (boundary is not { Length: > 0 and <= LongestBoundary })
            return Malformed;
        return await Form(body.Value!, boundary, http.RequestAborted);
    }

    private static async Task<Result<ReadUpload>> Form(
        byte[] body,
        string boundary,
        CancellationToken cancellation
    )
    {
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body))
            {
                HeadersCountLimit = MostParts,
                HeadersLengthLimit = 4096,
            };
            for (var parts = 0; parts < MostParts; parts++)
            {
                if (await reader.ReadNextSectionAsync(cancellation) is not { } section)
                    break;
                if (
                    section.GetContentDispositionHeader() is not { } disposition
                    || HeaderUtilities.RemoveQuotes(disposition.Name).Value != "file"
                )
                    continue;
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellation);
                var name = disposition.FileNameStar.Value ?? disposition.FileName.Value;
                return new ReadUpload(
                    content.ToArray(),
                    Named(HeaderUtilities.RemoveQuotes(name).Value)
                );
            }
            return new Fields().Wrong("file", "is required").Problem!;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return Malformed;
        }
    }

    /// <summary>The last part of the name, as people see it; older browsers send whole paths.</summary>
    private static string? Named(string? given)
    {
        if (string.IsNullOrWhiteSpace(given))
            return null;
        var name = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var text = new StringBuilder(Math.Min(name.Length, LongestName));
        foreach (var rune in name.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > LongestName)
                break;
            if (!Rune.IsControl(rune))
                text.Append(rune);
        }
        return text.Length == 0 ? null : text.ToString();
    }

    private static Problem Malformed =>
        PlatformProblems.Validation.With("The form in the request's body cannot be read.");
}
