using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Gateway;

/// <summary>One request to Verix's API for a request of the client's, with its access token and correlation id.</summary>
internal sealed class VerixAsk(Uri root, HttpMessageInvoker network, HttpRequestMessage client)
{
    /// <summary>Longer than any answer that the contract knows.</summary>
    private const int Longest = 8 * 1024 * 1024;

    /// <summary>Verix's item routes end in a slash, its lists do not.</summary>
    public Task<VerixReply> Get(string path, CancellationToken cancellation) =>
        Send(HttpMethod.Get, path, null, cancellation);

    public Task<VerixReply> Post(string path, JsonObject body, CancellationToken cancellation) =>
        Send(
            HttpMethod.Post,
            path,
            new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes((JsonNode)body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
            cancellation
        );

    public async Task<VerixReply> Send(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellation,
        AuthenticationHeaderValue? authorization = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(root, path))
        {
            Content = content,
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = authorization ?? client.Headers.Authorization;
        foreach (
            var name in (ReadOnlySpan<string>)
                ["X-Correlation-Id", "Idempotency-Key", "Vidimus-Tool", "Vidimus-Approval"]
        )
            if (client.Headers.TryGetValues(name, out var values))
                request.Headers.TryAddWithoutValidation(name, values);
        using var response = await network.SendAsync(request, cancellation);
        var body = await Read(response, cancellation);
        return new VerixReply((int)response.StatusCode, Parsed(response, body))
        {
            RequestId = response.Headers.TryGetValues("X-Request-Id", out var ids)
                ? ids.First()
                : null,
            RetryAfter = response.Headers.RetryAfter,
        };
    }

    private static async Task<byte[]> Read(
        HttpResponseMessage response,
        CancellationToken cancellation
    )
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + read > Longest)
                throw new HttpRequestException(
                    HttpRequestError.ConfigurationLimitExceeded,
                    "The answer is longer than any the contract knows."
                );
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static JsonElement? Parsed(HttpResponseMessage response, byte[] body)
    {
        if (
            body.Length == 0
            || response.Content.Headers.ContentType?.MediaType?.EndsWith(
                "json",
                StringComparison.OrdinalIgnoreCase
            )
                is not true
        )
            return null;
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What Verix's API answered.</summary>
internal sealed record VerixReply(int Status, JsonElement? Body)
{
    public string? RequestId { get; init; }
    public RetryConditionHeaderValue? RetryAfter { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The answer's body; a success without JSON is a failure of the API.</summary>
    public JsonElement Json =>
        Body
        ?? throw new VerixRefusal(
            502,
            "UNEXPECTED_ANSWER",
            "Verix's API answered something that is not JSON."
        )
        {
            Reply = this,
        };

    /// <summary>Itself when it succeeded; otherwise the refusal in our contract's words.</summary>
    public VerixReply OrRefuse(string? notFound = null)
    {
        if (Succeeded)
            return this;
        var said = Body is { } body
            ? (VerixJson.Text(body, "code"), VerixJson.Text(body, "message"))
            : (null, null);
        throw new VerixRefusal(
            Status is >= 300 and < 400 ? 502 : Status,
            Code(said.Item1, notFound),
            said.Item2 is { Length: > 0 and <= 1000 } message
                ? message
                : $"Verix's API answered with status {Status}."
        )
        {
            Reply = this,
        };
    }

    // Verix's codes are not published: those that are ours are kept, the status tells the rest.
    private string Code(string? said, string? notFound) =>
        Status switch
        {
            401 => said is { } code && code.StartsWith("AUTH_", StringComparison.Ordinal)
                ? code
                : "AUTH_EXPIRED_TOKEN",
            403 => said is { } code && IsCode(code) ? code : "SCOPE_INSUFFICIENT",
            404 => notFound ?? "NOT_FOUND",
            429 => "RATE_LIMITED",
            _ => said is { } code && IsCode(code) ? code : $"VERIX_{Status}",
        };

    private static bool IsCode(string code) =>
        code.Length is > 0 and <= 64
        && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}

/// <summary>A refusal, to be answered in our contract's shape.</summary>
internal sealed class VerixRefusal(int status, string code, string message, string? field = null)
    : Exception(message)
{
    public VerixReply? Reply { get; init; }
    public string? Hint { get; init; }

    public HttpResponseMessage Response()
    {
        var error = new JsonObject { ["code"] = code, ["message"] = Message };
        if (Hint is not null)
            error["hint"] = Hint;
        if (field is not null)
            error["field"] = field;
        var response = VerixHandler.Answer(
            status,
            new JsonObject { ["success"] = false, ["error"] = error }
        );
        response.Headers.RetryAfter = Reply?.RetryAfter;
        if (Reply?.RequestId is { } id)
            response.Headers.TryAddWithoutValidation("X-Request-Id", id);
        return response;
    }
}
