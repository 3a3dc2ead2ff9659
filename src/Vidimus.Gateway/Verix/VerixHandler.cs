using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Gateway;

/// <summary>
/// Stands between the client and Verix's API: takes the requests that the tools make by our contract, asks Verix's seven
/// routes and its exchange, and answers in our contract's shape. So tools, retries, the access token's life and the circuit
/// are the same whatever API is behind.
/// </summary>
internal sealed class VerixHandler : HttpMessageHandler
{
    private readonly Uri _root;
    private readonly HttpMessageInvoker _network;
    private readonly VerixReads _reads;
    private readonly VerixWrites _writes;
    private readonly TimeProvider _clock;

    public VerixHandler(GatewaySettings settings, HttpMessageHandler network, TimeProvider clock)
    {
        var url = settings.Url.AbsoluteUri;
        _root = new Uri(url.EndsWith('/') ? url : url + "/");
        _network = new HttpMessageInvoker(network, disposeHandler: false);
        _clock = clock;
        var site = settings.VerixSite ?? Site(_root);
        _reads = new VerixReads(site, _network, clock);
        _writes = new VerixWrites(_reads, clock);
    }

    public static HttpResponseMessage Answer(int status, JsonNode body)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content };
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var ask = new VerixAsk(_root, _network, request);
        try
        {
            return await Route(request, ask, cancellationToken);
        }
        catch (VerixRefusal refusal)
        {
            return refusal.Response();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _network.Dispose();
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> Route(
        HttpRequestMessage request,
        VerixAsk ask,
        CancellationToken cancellation
    )
    {
        var uri = request.RequestUri!;
        var path = uri.AbsolutePath[(_root.AbsolutePath.Length - 1)..];
        string[] parts =
        [
            .. path.Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Select(Uri.UnescapeDataString),
        ];
        var query = Query(uri);
        return (request.Method.Method, parts) switch
        {
            ("POST", ["v1", "auth", "token"]) => await Exchange(request, ask, cancellation),
            ("GET", ["health"]) => await Health(ask, cancellation),
            ("GET", ["v1", "groups"]) => Answer(200, await _reads.Groups(ask, query, cancellation)),
            ("GET", ["v1", "groups", var id]) => Answer(
                200,
                await _reads.Group(ask, id, cancellation)
            ),
            ("GET", ["v1", "credentials"]) => Answer(
                200,
                await _reads.Credentials(ask, query, cancellation)
            ),
            ("GET", ["v1", "credentials", var id]) => Answer(
                200,
                await _reads.Credential(ask, id, cancellation)
            ),
            ("POST", ["v1", "verifications"]) => Answer(
                200,
                await _reads.Verify(ask, await Body(request, cancellation), cancellation)
            ),
            ("POST", ["v1", "credentials"]) => Answer(
                201,
                await _writes.Issue(
                    ask,
                    Key(request),
                    await Body(request, cancellation),
                    cancellation
                )
            ),
            ("POST", ["v1", "credentials", var id, "distribute"]) => Answer(
                200,
                await _writes.Distribute(ask, id, cancellation)
            ),
            _ => throw new VerixRefusal(404, "NOT_AT_VERIX", "Verix's API has no route for this."),
        };
    }

    /// <summary>
    /// The portal's ready Basic header goes out as it is, also when it was saved without the word in front; any other secret
    /// as Bearer. The names of the answer are not published: the usual ones are tried.
    /// </summary>
    private async Task<HttpResponseMessage> Exchange(
        HttpRequestMessage request,
        VerixAsk ask,
        CancellationToken cancellation
    )
    {
        var given = request.Headers.Authorization!;
        var authorization =
            given.Scheme == "Bearer" && IsBasic(given.Parameter!)
                ? new("Basic", given.Parameter)
                : given;
        var reply = await ask.Send(
            HttpMethod.Post,
            "v1/auth/token/",
            new ByteArrayContent("grant_type=client_credentials"u8.ToArray())
            {
                Headers = { ContentType = new("application/x-www-form-urlencoded") },
            },
            cancellation,
            authorization
        );
        if (reply.Status is 400 or 401 or 403)
            throw new VerixRefusal(
                401,
                reply.Body is { } said
                && VerixJson.Text(said, "code") is { } code
                && code.StartsWith("AUTH_", StringComparison.Ordinal)
                    ? code
                    : "AUTH_INVALID_KEY",
                reply.Body is { } why && VerixJson.Text(why, "message") is { Length: > 0 } message
                    ? message
                    : "Verix does not take this client token."
            )
            {
                Reply = reply,
                Hint =
                    "Make a new one in Verix's portal (Integrations, Get Access Token), and put it into the client token's file.",
            };
        var body = reply.OrRefuse().Json;
        var holder = VerixJson.Member(body, "data") is { ValueKind: JsonValueKind.Object } data
            ? data
            : body;
        var token = ((string[])["accessToken", "token", "jwt", "idToken"])
            .Select(n => VerixJson.Text(holder, n))
            .FirstOrDefault(t => t is { Length: > 0 });
        return Answer(
            200,
            new JsonObject
            {
                ["access_token"] =
                    token
                    ?? throw new VerixRefusal(
                        502,
                        "UNEXPECTED_ANSWER",
                        "Verix's exchange answered no token."
                    ),
                ["token_type"] = "Bearer",
                ["expires_in"] = Math.Clamp(
                    VerixJson.Number(holder, "expiresIn") ?? LifeOf(token),
                    1,
                    86_400
                ),
                ["scope"] = VerixJson.Text(holder, "scope") ?? "",
            }
        );
    }

    /// <summary>What a token says of its own end; five minutes where it says nothing.</summary>
    private long LifeOf(string token)
    {
        try
        {
            var parts = token.Split('.');
            using var payload = JsonDocument.Parse(
                System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])
            );
            return payload.RootElement.GetProperty("exp").GetInt64()
                - _clock.GetUtcNow().ToUnixTimeSeconds();
        }
        catch (Exception e)
            when (e
                    is FormatException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
            )
        {
            return 300;
        }
    }

    /// <summary>Verix's API has no route that tells how it is: any answer that is not a failure says that it is there.</summary>
    private async Task<HttpResponseMessage> Health(VerixAsk ask, CancellationToken cancellation)
    {
        var reply = await ask.Get("v1/credentials/groups?page_number=1&page_size=1", cancellation);
        var status = reply.Status < 500 ? "healthy" : "unhealthy";
        return Answer(
            reply.Status < 500 ? 200 : 503,
            new JsonObject
            {
                ["status"] = status,
                ["version"] = "verix",
                ["checks"] = new JsonObject { ["api"] = new JsonObject { ["status"] = status } },
                ["timestamp"] = VerixJson.Written(_clock.GetUtcNow()),
            }
        );
    }

    private static Uri Site(Uri root) =>
        root.Host == "api.verix.io"
            ? new Uri("https://www.verix.io/")
            : new Uri(root.GetLeftPart(UriPartial.Authority) + "/");

    private static bool IsBasic(string secret)
    {
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret, bytes, out var length)
            && bytes.AsSpan(0, length).Contains((byte)':');
    }

    private static string? Key(HttpRequestMessage request) =>
        request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.First() : null;

    private static async Task<JsonElement> Body(
        HttpRequestMessage request,
        CancellationToken cancellation
    )
    {
        using var json = JsonDocument.Parse(
            await request.Content!.ReadAsByteArrayAsync(cancellation)
        );
        return json.RootElement.Clone();
    }

    private static Dictionary<string, string> Query(Uri uri) =>
        uri
            .Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2))
            .ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
}
