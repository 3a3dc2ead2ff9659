using System.Net.Http.Headers;

namespace Vidimus.Client;

/// <summary>What came back, read to its end and no longer bound to a connection.</summary>
internal sealed record Answer(int Status, string? ContentType, byte[] Body)
{
    /// <summary>A batch of 1,000 rows answers with well under one MiB; a megabyte-sized signed document is conceivable.</summary>
    public const int LongestBody = 32 * 1024 * 1024;

    public string? RequestId { get; init; }

    public RetryConditionHeaderValue? RetryAfter { get; init; }

    /// <summary>See <see cref="VidimusClientOptions.PartialRecords"/>.</summary>
    public bool Partial { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;

    public static async Task<Answer> Read(
        HttpResponseMessage response,
        CancellationToken cancellation
    )
    {
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + read > LongestBody)
                throw new HttpRequestException(
                    HttpRequestError.ConfigurationLimitExceeded,
                    "The answer is longer than any the contract knows."
                );
            body.Write(buffer, 0, read);
        }
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            body.ToArray()
        )
        {
            RequestId = Header(response, "X-Request-Id"),
            RetryAfter = response.Headers.RetryAfter,
        };
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values)
        && values.FirstOrDefault() is { Length: > 0 and <= 128 } value
            ? value
            : null;
}
