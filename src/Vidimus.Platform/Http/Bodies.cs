using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>Reads request bodies within bounds and says exactly what is wrong with them.</summary>
public static partial class Bodies
{
    private static readonly object BytesKey = new();

    /// <summary>The whole body, at most what the route takes; a refusal when it is larger.</summary>
    public static async Task<Result<byte[]>> ReadBytes(this HttpContext http)
    {
        if (http.Items[BytesKey] is byte[] read)
            return read;
        var options = http.RequestServices.GetRequiredService<HttpOptions>();
        var route = http.GetEndpoint()?.Metadata;
        var largest =
            route?.GetMetadata<TakesFiles>()?.LargestBody
            ?? (
                route?.GetMetadata<TakesLists>() is not null
                    ? options.LargestListBody
                    : options.LargestBody
            );
        if (http.Request.ContentLength > largest)
        {
            if (http.Request.Headers.Expect.Count == 0)
                await Discard(http, largest);
            return PlatformProblems.BodyTooLarge.With(
                $"The request body has more than {largest} bytes."
            );
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = largest;
        var buffer = new ArrayBufferWriter<byte>(
            (int)Math.Min(http.Request.ContentLength ?? 4096, 65_536) + 1
        );
        while (true)
        {
            var count = await http.Request.Body.ReadAsync(
                buffer.GetMemory(4096),
                http.RequestAborted
            );
            if (count == 0)
                break;
            buffer.Advance(count);
            if (buffer.WrittenCount > largest)
                return PlatformProblems.BodyTooLarge.With(
                    $"The request body has more than {largest} bytes."
                );
        }
        var bytes = buffer.WrittenSpan.ToArray();
        http.Items[BytesKey] = bytes;
        return bytes;
    }

    /// <summary>
    /// The body of a route that <see cref="StreamsFile"/>, as it comes. One that says that it is larger than the route takes is refused here; one
    /// that turns out to be breaks with <see cref="BadHttpRequestException"/> at a few times that size: whoever reads counts.
    /// </summary>
    public static async Task<Result<Stream>> OpenBody(this HttpContext http)
    {
        var largest = http.GetEndpoint()!.Metadata.GetRequiredMetadata<TakesFiles>().LargestBody;
        if (http.Request.ContentLength > largest)
        {
            if (http.Request.Headers.Expect.Count == 0)
                await Discard(http, largest);
            return PlatformProblems.BodyTooLarge.With(
                $"The request body has more than {largest} bytes."
            );
        }
        // Somebody before the route had to see it: a rule about what assistants do, which a person may have to approve.
        if (http.Items[BytesKey] is byte[] read)
            return new MemoryStream(read, writable: false);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            // What frames the chunks of a body counts too, some of it more than once.
            limit.MaxRequestBodySize = (4 * largest) + 65_536;
        return http.Request.Body;
    }

    /// <summary>SHA-256, in hex, of such a body, for a repetition of which nothing but that is of interest.</summary>
    internal static async Task<Result<string>> DigestBody(this HttpContext http)
    {
        var body = await http.OpenBody();
        return body.Problem is { } refused
            ? refused
            : Convert.ToHexStringLower(
                await SHA256.HashDataAsync(body.Value!, http.RequestAborted)
            );
    }

    /// <summary>
    /// Reads on for a while what nobody wants: a client that is still sending when it is refused sees a broken
    /// connection instead of the refusal.
    /// </summary>
    private static async Task Discard(HttpContext http, long largest)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        var buffer = new byte[16_384];
        try
        {
            for (var left = 4 * largest; left > 0; )
            {
                var count = await http.Request.Body.ReadAsync(buffer, patience.Token);
                if (count == 0)
                    return;
                left -= count;
            }
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The rest does not come: then nobody is sending who could miss the refusal.
        }
    }

    /// <summary>The body as JSON bound to a type by the native rules, or the options given.</summary>
    public static async Task<Result<T>> ReadJson<T>(
        this HttpContext http,
        JsonSerializerOptions? options = null
    )
        where T : class
    {
        if (!IsJson(http.Request.ContentType))
            return PlatformProblems.UnsupportedMediaType;
        var bytes = await http.ReadBytes();
        if (bytes.Problem is { } refused)
            return refused;
        return Parse<T>(bytes.Value!, options ?? VidimusJson.Native);
    }

    /// <summary>Binds JSON to a type; the refusal names the member at fault.</summary>
    public static Result<T> Parse<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options)
        where T : class
    {
        try
        {
            if (json.IsEmpty)
                return PlatformProblems.MalformedJson.With(
                    "The request body is empty; a JSON object is expected."
                );
            return JsonSerializer.Deserialize<T>(json, options)
                ?? (Result<T>)
                    PlatformProblems.MalformedJson.With(
                        "The request body is null; a JSON object is expected."
                    );
        }
        catch (JsonException e)
        {
            return Explain(e);
        }
        catch (InvalidOperationException)
        {
            // Text with a lone surrogate: the reader accepts the escape and the string cannot hold it.
            return PlatformProblems.MalformedJson.With(
                "The request body holds text that is not valid Unicode."
            );
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (contentType is null)
            return false;
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (
                type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            );
    }

    private static Problem Explain(JsonException e)
    {
        // A member that may be left out is read on its own: its path continues the outer one.
        var path = e.InnerException is JsonException { Path: ['$', .. var rest] }
            ? e.Path + rest
            : e.Path;
        if (UnknownMember().Match(e.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            return Wrong(
                Join(Field(path), name),
                "is not a member of this request; remove it or check its spelling"
            );
        }
        // A value of the wrong type fails in a converter and names its path; a syntax error comes from the reader.
        if (
            e.InnerException is null or JsonException
            && path is not null
            && Field(path) is { Length: > 0 } own
            && e.Message.StartsWith("must ", StringComparison.Ordinal)
        )
            return Wrong(own, Sentence().Match(e.Message).Value);
        if (
            e.InnerException is InvalidOperationException
            && e.InnerException.Message.Contains("UTF-16", StringComparison.Ordinal)
        )
            return Wrong(
                Field(path) is { Length: > 0 } text ? text : "(body)",
                "must be valid Unicode text"
            );
        if (WrongType().IsMatch(e.Message))
            return Wrong(
                Field(path) is { Length: > 0 } field ? field : "(body)",
                "has the wrong type"
            );
        var line = (e.LineNumber ?? 0) + 1;
        return PlatformProblems.MalformedJson.With(
            $"The request body is not valid JSON near line {line}, byte {e.BytePositionInLine ?? 0}."
        );
    }

    private static Problem Wrong(string field, string message) =>
        new Fields().Wrong(field, message).Problem!;

    private static string Join(string path, string name) =>
        path.Length == 0 || path == name || path.EndsWith("." + name, StringComparison.Ordinal)
            ? (path.Length == 0 ? name : path)
            : $"{path}.{name}";

    private static string Field(string? path) =>
        path is null
            ? ""
            : Index()
                .Replace(
                    path.StartsWith("$.", StringComparison.Ordinal)
                        ? path[2..]
                        : path.TrimStart('$'),
                    ".$1"
                );

    [GeneratedRegex(
        @"^The JSON property '(.{0,200}?)' could not be mapped",
        RegexOptions.Singleline,
        100
    )]
    private static partial Regex UnknownMember();

    [GeneratedRegex("could not be converted|Cannot get the value", RegexOptions.None, 100)]
    private static partial Regex WrongType();

    [GeneratedRegex(@"^[^.]*", RegexOptions.None, 100)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\[(\d+)\]", RegexOptions.None, 100)]
    private static partial Regex Index();
}
