using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>
/// A request with an idempotency key: whose it is, where it went, and what it said. The first three make it the same
/// request; body and type must then be the same too.
/// </summary>
internal sealed class RepeatedRequest
{
    // PostgreSQL takes no more than some 2,700 bytes into an index, and a query may be longer.
    private const int LongestRoute = 300;

    private RepeatedRequest(HttpContext http, Author who, string key, byte[]? body)
    {
        var request = http.Request;
        (OrganizationId, Mode, Key) = (who.OrganizationId, who.Mode, key);
        Route = Short(
            $"{request.Method} {request.Path.Value!.TrimEnd('/').ToLowerInvariant()}{request.QueryString.Value}"
        );
        // Assistants make weak keys up ("1", "retry"): one connection's must not meet another's, nor one tool's another tool's.
        var whose = who.GrantId is { } grant ? $"\n{grant}\n{who.Tool}" : "";
        KeyDigest = Digest(Encoding.UTF8.GetBytes(key + whose));
        BodyDigest = body is null ? null : Digest(body);
        ContentType = (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
    }

    public string OrganizationId { get; }
    public string Mode { get; }
    public string Key { get; }
    public string Route { get; }
    public string KeyDigest { get; }

    /// <summary>SHA-256 of the body, in hex; null while a file that is worked on as it comes has not come.</summary>
    public string? BodyDigest { get; set; }
    public string ContentType { get; }

    /// <summary>The request's key and content; null when it has none, a refusal when it has one of no use.</summary>
    public static async Task<Result<RepeatedRequest?>> Read(HttpContext http, Author who)
    {
        var key = KeyOf(http.Request.Headers);
        if (key.Problem is { } malformed)
            return malformed;
        if (key.Value!.Length == 0)
            return (RepeatedRequest?)null;
        if (http.GetEndpoint()?.Metadata.GetMetadata<StreamsFile>() is not null)
            return new RepeatedRequest(http, who, key.Value, null);
        var body = await http.ReadBytes();
        return body.Problem is { } tooLarge
            ? tooLarge
            : new RepeatedRequest(http, who, key.Value, body.Value!);
    }

    /// <summary>True when it says what the request said that this answer was kept for.</summary>
    public bool Matches(ReplayRow row) =>
        row.RequestDigest == BodyDigest
        && (row.RequestType is null || row.RequestType == ContentType);

    /// <summary>True when both say the same, as far as both have come.</summary>
    public bool Matches(RepeatedRequest other) =>
        (other.BodyDigest is null || BodyDigest is null || other.BodyDigest == BodyDigest)
        && other.ContentType == ContentType;

    private static string Short(string route) =>
        route.Length <= LongestRoute
            ? route
            : $"{route[..(LongestRoute - 65)]}#{Digest(Encoding.UTF8.GetBytes(route))}";

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Result<string> KeyOf(IHeaderDictionary headers)
    {
        var standard = headers["Idempotency-Key"];
        var seed = headers["X-Idempotency-Key"];
        if (standard.Count + seed.Count == 0)
            return "";
        if (standard.Count > 1 || seed.Count > 1)
            return RepeatProblems.Malformed.With("There is more than one idempotency key.");
        var keys = standard.Concat(seed).Select(Bare).Distinct().ToArray();
        if (keys.Length > 1)
            return RepeatProblems.Malformed.With("There is more than one idempotency key.");
        return keys[0].Length is >= 1 and <= 255 && keys[0].All(c => c is > ' ' and < '\x7f')
            ? keys[0]
            : (Result<string>)RepeatProblems.Malformed;
    }

    // The header is a structured string in the IETF draft, bare in most clients; both name the same key.
    private static string Bare(string? header)
    {
        var key = (header ?? "").Trim();
        return key.Length >= 2 && key[0] == '"' && key[^1] == '"' ? key[1..^1] : key;
    }
}

/// <summary>
/// The requests with an idempotency key that this node is working on. A twin is told at once to come back. An entry lives
/// exactly as long as its request, however long that is, and dies with the process: there is no lease to outlast or to be
/// left behind. Between nodes the transaction of the change decides.
/// </summary>
internal sealed class RunningRepeats
{
    private readonly ConcurrentDictionary<
        (string, string, string, string),
        RepeatedRequest
    > _running = new();

    /// <summary>Puts the request down as running; answers the one that runs already, or null.</summary>
    public RepeatedRequest? Enter(RepeatedRequest request)
    {
        var first = _running.GetOrAdd(Name(request), request);
        return ReferenceEquals(first, request) ? null : first;
    }

    public void Leave(RepeatedRequest request) =>
        _running.TryRemove(KeyValuePair.Create(Name(request), request));

    private static (string, string, string, string) Name(RepeatedRequest request) =>
        (request.OrganizationId, request.Mode, request.Route, request.KeyDigest);
}
