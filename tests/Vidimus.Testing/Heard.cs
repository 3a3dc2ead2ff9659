using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vidimus.Testing;

/// <summary>
/// Every answer that this run got from a server, searched at once for the secrets known by then. A secret may be shown
/// once, by one of the calls named here, which makes it known; wherever it stands after that is a leak.
/// </summary>
public static partial class Heard
{
    /// <summary>The calls whose answer shows a secret, and the members it stands in. Everything else that shows one leaks it.</summary>
    private static readonly (string Method, Regex Path, string[] Members)[] Showing =
    [
        ("POST", MintKey(), ["secret", "basicHeader"]),
        ("POST", RotateKey(), ["secret", "basicHeader"]),
        ("POST", Organizations(), ["secret", "basicHeader"]),
        ("POST", Exchange(), ["access_token"]),
        ("POST", SetUp(), []),
        ("POST", Webhooks(), ["secret"]),
        ("POST", KeyPages(), []),
        // The code is shown once more at the offer's own address, which is a secret itself.
        ("POST", Offers(), []),
        ("POST", Claims(), ["link"]),
        ("POST", WalletTokens(), ["access_token"]),
        // A refresh token is shown again to who lost the answer; the test of those makes some known.
        ("POST", OAuthTokens(), ["access_token"]),
        ("POST", Registrations(), ["client_secret"]),
        ("POST", EnteredClients(), ["clientSecret"]),
        ("POST", AssistantPages(), []),
    ];

    private const int Anchor = 8;
    private static readonly ConcurrentDictionary<string, Known> Secrets = new(
        StringComparer.Ordinal
    );
    private static readonly ConcurrentDictionary<ulong, Known> ByAnchor = new();
    private static readonly ConcurrentDictionary<string, byte> Found = new(StringComparer.Ordinal);

    // Most places in an answer are told from all anchors by one look at one bit.
    private static readonly byte[] Perhaps = new byte[1 << 20];
    private static long _count;
    private static long _bytes;

    /// <summary>Answers searched so far, and their bytes.</summary>
    public static (long Answers, long Bytes) Searched =>
        (Interlocked.Read(ref _count), Interlocked.Read(ref _bytes));

    /// <summary>Answers that held a secret; the secret itself is not repeated.</summary>
    public static IReadOnlyList<string> Leaks() => [.. Found.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Takes what was found of a kind out again, and answers how much it was; for the test of the search itself.</summary>
    public static int Forget(string kind) =>
        Found.Keys.Count(f =>
            f.StartsWith(kind, StringComparison.Ordinal) && Found.TryRemove(f, out _)
        );

    /// <summary>A secret that answers must not hold from now on.</summary>
    internal static void Plant(string kind, string secret)
    {
        var known = new Known(kind, secret);
        if (!Secrets.TryAdd(secret, known))
            return;
        var anchor = Key(known.Anchored);
        ByAnchor.AddOrUpdate(anchor, known, (_, other) => known with { Next = other });
        Perhaps[anchor % (ulong)Perhaps.Length] = 1;
    }

    /// <summary>Searches an answer, and makes what it rightly shows known.</summary>
    internal static void Note(HttpRequestMessage? request, Answer answer)
    {
        var (method, path) = (
            request?.Method.Method ?? "",
            request?.RequestUri?.AbsolutePath ?? ""
        );
        var what = $"{method} {Neutral().Replace(path, "/…")} {answer.Status}";
        Search(what, answer.Bytes);
        foreach (var (name, value) in answer.Headers)
            Search($"{what} {name}", Encoding.UTF8.GetBytes(value));
        if (answer.Status is < 200 or > 299 || answer["Idempotency-Replayed"] is not null)
            return;
        foreach (
            var (_, _, members) in Showing.Where(s => s.Method == method && s.Path.IsMatch(path))
        )
            Take(answer, members);
    }

    /// <summary>Searches what came in another way than as an answer.</summary>
    internal static void Search(string what, ReadOnlySpan<byte> bytes)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, bytes.Length);
        for (var i = 0; i + Anchor <= bytes.Length; i++)
        {
            var anchor = Key(bytes[i..]);
            if (
                Perhaps[anchor % (ulong)Perhaps.Length] == 0
                || !ByAnchor.TryGetValue(anchor, out var known)
            )
                continue;
            for (; known is not null; known = known.Next)
            {
                if (known.StandsIn(bytes, i))
                    Found.TryAdd($"{known.Kind} in the answer to {what}", 0);
            }
        }
    }

    private static void Take(Answer answer, string[] members)
    {
        if (members.Length == 0)
        {
            foreach (Match key in WholeKey().Matches(answer.Text))
                Output.Plant("key", key.Value);
            return;
        }
        foreach (var member in members)
            Take(answer.Json, member);
    }

    private static void Take(JsonElement json, string member)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var part in json.EnumerateObject())
        {
            if (part.Value.ValueKind == JsonValueKind.Object)
                Take(part.Value, member);
            else if (part.Name == member && part.Value.ValueKind == JsonValueKind.String)
                Output.Plant(member, part.Value.GetString()!);
        }
    }

    private static ulong Key(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ulong>(bytes);

    [GeneratedRegex("^/v1/keys/?$", RegexOptions.None, 1000)]
    private static partial Regex MintKey();

    [GeneratedRegex("^/v1/keys/[^/]+/rotate/?$", RegexOptions.None, 1000)]
    private static partial Regex RotateKey();

    [GeneratedRegex(
        "^/portal/integrations/(new|new-order-key|[^/]+/(rotate|webhook))$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex KeyPages();

    [GeneratedRegex("^/v1/organizations/?$", RegexOptions.None, 1000)]
    private static partial Regex Organizations();

    [GeneratedRegex("/auth/token/?$", RegexOptions.None, 1000)]
    private static partial Regex Exchange();

    [GeneratedRegex("^/v1/credentials/[^/]+/offers/?$", RegexOptions.None, 1000)]
    private static partial Regex Offers();

    [GeneratedRegex("^/v1/credentials/[^/]+/claim/?$", RegexOptions.None, 1000)]
    private static partial Regex Claims();

    [GeneratedRegex("^/openid4vci/[^/]+/[^/]+/token$", RegexOptions.None, 1000)]
    private static partial Regex WalletTokens();

    [GeneratedRegex("^/oauth/token/?$", RegexOptions.None, 1000)]
    private static partial Regex OAuthTokens();

    [GeneratedRegex("^/oauth/register/?$", RegexOptions.None, 1000)]
    private static partial Regex Registrations();

    [GeneratedRegex("^/v1/oauth/clients(/[^/]+/rotate-secret)?/?$", RegexOptions.None, 1000)]
    private static partial Regex EnteredClients();

    [GeneratedRegex("^/portal/assistants/clients/(new|[^/]+/rotate)$", RegexOptions.None, 1000)]
    private static partial Regex AssistantPages();

    [GeneratedRegex("^/setup/", RegexOptions.None, 1000)]
    private static partial Regex SetUp();

    [GeneratedRegex(
        "^(/api)?/v1/(webhooks(/[^/]+/rotate-secret)?|keys/[^/]+/webhook)/?$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Webhooks();

    [GeneratedRegex(
        "vdm_(live|test)_[0-9A-Za-z]+_[0-9A-Za-z]+|oas_[0-9A-Za-z_-]{43}",
        RegexOptions.None,
        1000
    )]
    private static partial Regex WholeKey();

    [GeneratedRegex("/[^/]*[0-9_][^/]{8,}", RegexOptions.None, 1000)]
    private static partial Regex Neutral();

    private sealed record Known(string Kind, string Secret)
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(Secret);

        public Known? Next { get; init; }

        // Keys begin alike; after a dozen characters no two do.
        private int Offset => _bytes.Length >= 20 ? 12 : _bytes.Length - Anchor;

        public ReadOnlySpan<byte> Anchored => _bytes.AsSpan(Offset);

        public bool StandsIn(ReadOnlySpan<byte> bytes, int anchoredAt)
        {
            var from = anchoredAt - Offset;
            return from >= 0 && bytes[from..].StartsWith(_bytes);
        }
    }
}
