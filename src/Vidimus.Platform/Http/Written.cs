using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Json;

namespace Vidimus.Platform.Http;

/// <summary>An answer as it goes out: written once for the caller, and the same for whoever repeats the request.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body's bytes; empty for none.</param>
/// <param name="ContentType">Its type; null when there is no body.</param>
public sealed record Written(int Status, ReadOnlyMemory<byte> Body, string? ContentType) : IResult
{
    /// <summary>The type of all JSON that the server writes.</summary>
    public const string JsonType = "application/json; charset=utf-8";

    /// <summary>Nothing to say: 204.</summary>
    public static readonly Written Nothing = new(204, default, null);

    /// <summary>A header that belongs to the answer, such as the id of what was made; null for none.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>A value as JSON, by the native rules or the options given.</summary>
    public static Written Json<T>(int status, T value, JsonSerializerOptions? options = null) =>
        new(
            status,
            JsonSerializer.SerializeToUtf8Bytes(value, options ?? VidimusJson.Native),
            JsonType
        );

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Header is { } header)
            response.Headers[header.Name] = header.Value;
        if (ContentType is null)
            return;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}

/// <summary>
/// An answer that shows a secret, once. What is kept for repetitions is <see cref="WithoutSecret"/>: the secret is not
/// stored, not even encrypted. A test demands this of every answer that has a member with the name of a secret.
/// </summary>
public interface IHoldsSecret
{
    /// <summary>The same answer with every secret left out and <see cref="SecretOmitted"/> true.</summary>
    object WithoutSecret();

    /// <summary>True in the answer to a repetition; null, and not written, in the first.</summary>
    bool? SecretOmitted { get; }

    /// <summary>What to do when the first answer was lost; null in the first.</summary>
    string? SecretHint { get; }
}
