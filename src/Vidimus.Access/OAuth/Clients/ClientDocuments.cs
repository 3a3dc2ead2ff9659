using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>What is known by a document: the client or a refusal, until when, and what a copy may stand in for.</summary>
/// <param name="Client">The client, or why it is not known.</param>
/// <param name="Until">When it is to be fetched again.</param>
/// <param name="Away">Whether its host did not answer.</param>
/// <param name="Limited">Whether this server asked nobody, as too much was being fetched.</param>
internal sealed record DescribedClient(
    Result<OAuthClient> Client,
    DateTimeOffset Until,
    bool Away = false,
    bool Limited = false
)
{
    /// <summary>What is told where this server's own bounds are reached; kept for nobody.</summary>
    public static readonly DescribedClient TooMany = new(
        new Problem(OAuthClientProblems.DocumentsLimited) { RetryAfterSeconds = 60 },
        default,
        Limited: true
    );
}

/// <summary>
/// Clients by their documents. One is fetched once for all who ask at the same time and kept for as long as its host says,
/// within bounds; one that could not be fetched is not asked for again for a while. Strangers choose the addresses, so what
/// is kept and what is fetched is bounded.
/// </summary>
internal sealed class ClientDocuments(
    FetchDocument fetch,
    OAuthClientOptions options,
    TimeProvider clock
)
{
    private const int Most = 1000;

    /// <summary>Fetches in any minute that one member sets off.</summary>
    private const int OfMember = 20;

    private readonly AddressCounts _members = new(clock);
    private readonly ConcurrentDictionary<string, DescribedClient> _known = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<string, Lazy<Task<DescribedClient>>> _running = new(
        StringComparer.Ordinal
    );

    /// <summary>What is known by it; a fetch counts for the member, where one is named.</summary>
    public async ValueTask<DescribedClient> Find(
        string url,
        string? memberId,
        CancellationToken cancellation
    )
    {
        if (!options.ClientDocuments)
            return Refused(OAuthClientProblems.DocumentsOff);
        if (ClientIdUrl.Wrong(url) is { } wrong)
            return Refused(OAuthClientProblems.Unknown.With($"The client id {wrong}."));
        var host = new Uri(url).IdnHost;
        if (
            ClientIdUrl.IsOn(options.BlockedDocumentHosts, host)
            || (
                options.TrustedDocumentHosts.Length > 0
                && !ClientIdUrl.IsOn(options.TrustedDocumentHosts, host)
            )
        )
            return Refused(OAuthClientProblems.DocumentsOff);
        if (_known.TryGetValue(url, out var known) && known.Until > clock.GetUtcNow())
            return known;
        if (memberId is not null && !_running.ContainsKey(url) && !MayFetch(memberId))
            return DescribedClient.TooMany;
        // Not bound to whoever asks first: others wait for the same answer. It ends by its own time.
        var running = _running.GetOrAdd(url, _ => new(() => Fetch(url)));
        return await running.Value.WaitAsync(cancellation);
    }

    private bool MayFetch(string memberId) =>
        _members
            .Take(
                BinaryPrimitives.ReadUInt64LittleEndian(
                    SHA256.HashData(Encoding.ASCII.GetBytes(memberId))
                ),
                OfMember,
                1
            )
            .Allowed;

    private static DescribedClient Refused(Problem problem) => new(problem, default);

    private static DescribedClient Refused(ProblemType type) => new(type, default);

    private async Task<DescribedClient> Fetch(string url)
    {
        try
        {
            var found = await fetch.Run(url);
            if (found.Limited)
                return found;
            MakeRoom();
            return _known[url] = found;
        }
        finally
        {
            _running.TryRemove(url, out _);
        }
    }

    private void MakeRoom()
    {
        if (_known.Count < Most)
            return;
        var now = clock.GetUtcNow();
        // What is over first, then refusals, which strangers make with ease; a client's description last.
        var leave = _known
            .OrderByDescending(k => k.Value.Until <= now)
            .ThenBy(k => k.Value.Client.Ok)
            .ThenBy(k => k.Value.Until)
            .Take(Most / 10)
            .Select(k => k.Key);
        foreach (var key in leave.ToArray())
            _known.TryRemove(key, out _);
    }
}
