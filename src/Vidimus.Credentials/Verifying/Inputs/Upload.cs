using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verifying;

/// <summary>A form as browsers send it (RFC 7578): a file, or text.</summary>
internal sealed record Upload(byte[]? File, string? Text)
{
    private const int MostParts = 8;
    private const int LongestBoundary = 70;

    /// <summary>Reads the form out of a body that was read within its bounds; nothing is written to disk.</summary>
    public static async Task<Result<Upload>> Read(HttpContext http)
    {
        var body = await http.ReadBytes();
        if (body.Problem is { } refused)
            return refused;
        return
            MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? await Multipart(body.Value!, type, http.RequestAborted)
            : Encoded(body.Value!);
    }

    /// <summary>What was given, or what is wrong with the form.</summary>
    public Result<Given> Given()
    {
        if ((File is null) == (Text is null))
            return new Fields()
                .Wrong("file", "must be given, or text; exactly one of the two")
                .Problem!;
        if (File?.Length is 0 or > VerifyLimits.LargestFile)
            return new Fields()
                .Wrong("file", $"must have 1 to {VerifyLimits.LargestFile} bytes")
                .Problem!;
        return File is not null ? GivenReader.OfFile(File) : GivenReader.OfText(Text!);
    }

    private static async Task<Result<Upload>> Multipart(
        byte[] body,
        MediaTypeHeaderValue type,
        CancellationToken cancellation
    )
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (boundary is not { Length: > 0 and <= LongestBoundary })
            return Malformed;
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body))
            {
                HeadersCountLimit = MostParts,
                HeadersLengthLimit = 4096,
            };
            byte[]? file = null;
            string? text = null;
            for (var parts = 0; ; parts++)
            {
                if (await reader.ReadNextSectionAsync(cancellation) is not { } section)
                    return new Upload(file, text);
                if (parts == MostParts)
                    return Malformed;
                if (section.GetContentDispositionHeader() is not { } disposition)
                    return Malformed;
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
                var content = await Bytes(section.Body, cancellation);
                // A browser sends an input that was left empty as an empty part.
                if (content.Length == 0)
                    continue;
                if (name == "file" && file is null)
                    file = content;
                else if (name == "text" && text is null)
                    text = Encoding.UTF8.GetString(content);
                else
                    return new Fields().Wrong(name ?? "(body)", "is not expected here").Problem!;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return Malformed;
        }
    }

    private static Result<Upload> Encoded(byte[] body)
    {
        string? text = null;
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(body))
            {
                ValueCountLimit = MostParts,
                ValueLengthLimit = body.Length,
            };
            foreach (var (name, values) in reader.ReadForm())
            {
                if (name == "text" && values.Count == 1)
                    text = values[0] is { Length: > 0 } given ? given : null;
                else
                    return new Fields().Wrong(name, "is not expected here").Problem!;
            }
        }
        catch (InvalidDataException)
        {
            return Malformed;
        }
        return new Upload(null, text);
    }

    private static Problem Malformed =>
        PlatformProblems.Validation.With("The form in the request's body cannot be read.");

    private static async Task<byte[]> Bytes(Stream stream, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellation);
        return content.ToArray();
    }
}
