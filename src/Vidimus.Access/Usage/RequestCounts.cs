using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Keys;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Usage;

/// <summary>A door that runs tools says which one this request is for; it counts as the tool's, under no route.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Outcome">How the call ended, where the status of the answer does not say so: <c>refused</c>, <c>failed</c> or <c>unknown</c>.</param>
public sealed record ToolCall(string Name, string? Outcome = null);

/// <summary>This server makes this request itself, within one that is counted already, so it does not count.</summary>
/// <param name="RequestId">The request that is counted.</param>
public sealed record WithinRequest(string RequestId);

/// <summary>
/// Counts the requests of known callers, once each, where the caller came in; what the server asks itself on behalf of a
/// request does not count again. Counted after the answer, kept in memory, and added to the stored sums every few
/// seconds: a node that dies loses at most one interval, and nothing is ever counted twice.
/// </summary>
internal sealed partial class RequestCounts(
    Commits commits,
    TimeProvider clock,
    ILogger<RequestCounts> log
) : PeriodicWork(Interval, clock, log)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Keys, routes and outcomes are few in five seconds; beyond this only organizations are told apart.
    private const int MostKinds = 10_000;
    private const int RowsInUnit = 500;
    private const string Other = "other";

    private readonly ConcurrentDictionary<Kind, Count> _counts = new();
    private readonly ConditionalWeakTable<Endpoint, string> _routes = [];
    private readonly TimeProvider _clock = clock;

    // How many kinds there are, roughly: the dictionary's own count would lock it on every request.
    private int _kinds;

    /// <summary>
    /// Requests answered before this are in the stored sums: this node's since its last round, and since other nodes'
    /// rounds begin at other times, one interval less.
    /// </summary>
    public DateTimeOffset CountedUntil { get; private set; } = clock.GetUtcNow() - Interval;

    /// <summary>Counts the request once it is answered.</summary>
    /// <param name="http">The request.</param>
    /// <param name="member">Who calls; needed where it is a member.</param>
    /// <param name="key">The key; null for a member.</param>
    public void Watch(HttpContext http, Caller? member, KeyFacts? key)
    {
        if (http.Features.Get<WithinRequest>() is null)
            http.Response.OnCompleted(
                Answered,
                new Watched(
                    this,
                    http,
                    key?.OrganizationId ?? member!.OrganizationId,
                    key?.Mode ?? member!.Mode,
                    key?.Id ?? "",
                    key?.Environment ?? "",
                    key is null ? member!.MemberId! : "",
                    member?.ClientId ?? ""
                )
            );
    }

    private sealed record Watched(
        RequestCounts Counts,
        HttpContext Http,
        string OrganizationId,
        string Mode,
        string KeyId,
        string Environment,
        string MemberId,
        string ClientId
    );

    private static Task Answered(object state)
    {
        var watched = (Watched)state;
        var (counts, http) = (watched.Counts, watched.Http);
        var call = http.Features.Get<ToolCall>();
        var tool = call?.Name ?? "";
        counts.Add(
            new(
                watched.OrganizationId,
                watched.Mode,
                DateOnly.FromDateTime(counts._clock.GetUtcNow().UtcDateTime).DayNumber,
                watched.KeyId,
                watched.Environment,
                watched.MemberId,
                watched.ClientId,
                tool,
                tool.Length > 0 ? "" : counts.Route(http.GetEndpoint()),
                call?.Outcome ?? Outcome(http.Response.StatusCode)
            )
        );
        return Task.CompletedTask;
    }

    private void Add(Kind kind)
    {
        if (_kinds >= MostKinds && !_counts.ContainsKey(kind))
            kind = kind with
            {
                KeyId = Other,
                Environment = "",
                MemberId = "",
                ClientId = "",
                Tool = "",
                Route = Other,
            };
        // A count that was taken out in between takes no more; then there is a new one.
        while (!_counts.GetOrAdd(kind, MakeCount).AddOne()) { }
    }

    private Count MakeCount(Kind kind)
    {
        Interlocked.Increment(ref _kinds);
        return new();
    }

    /// <summary>Adds what was counted to the stored sums.</summary>
    protected override async Task Round(CancellationToken cancellation)
    {
        var begun = _clock.GetUtcNow();
        var taken = Take();
        for (var done = 0; done < taken.Count; done += RowsInUnit)
        {
            var rows = taken[done..Math.Min(done + RowsInUnit, taken.Count)];
            try
            {
                await commits.Keep(
                    "access.counts",
                    unit =>
                    {
                        foreach (var (kind, requests) in rows)
                            unit.AddUp(kind.Row(requests));
                        return Task.CompletedTask;
                    },
                    cancellation
                );
            }
            catch (Exception e)
            {
                // Of a commit whose outcome nobody knows, counting too little is better than twice.
                PutBack(
                    e is CommitFailedException { InnerException: CommitFailedException }
                        ? taken[(done + rows.Count)..]
                        : taken[done..]
                );
                throw;
            }
        }
        CountedUntil = begun - Interval;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await Round(cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogLost(log, e);
        }
    }

    private List<(Kind Kind, long Requests)> Take()
    {
        var taken = new List<(Kind, long)>();
        foreach (var (kind, count) in _counts)
        {
            var requests = count.Take();
            if (requests > 0)
                taken.Add((kind, requests));
            else
                _counts.TryRemove(new(kind, count));
        }
        _kinds = _counts.Count;
        return taken;
    }

    private void PutBack(IEnumerable<(Kind Kind, long Requests)> counts)
    {
        foreach (var (kind, requests) in counts)
            while (!_counts.GetOrAdd(kind, MakeCount).Add(requests)) { }
    }

    private string Route(Endpoint? endpoint) =>
        endpoint is null
            ? Other
            : _routes.GetValue(
                endpoint,
                static e =>
                    $"{string.Join('|', e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])} {(e as RouteEndpoint)?.RoutePattern.RawText ?? Other}".TrimStart()
            );

    private static string Outcome(int status) =>
        status switch
        {
            < 300 => "2xx",
            < 400 => "3xx",
            < 500 => status.ToString(CultureInfo.InvariantCulture),
            _ => "5xx",
        };

    [LoggerMessage(2101, LogLevel.Error, "The last requests before the end could not be counted.")]
    private static partial void LogLost(ILogger logger, Exception exception);

    private readonly record struct Kind(
        string OrganizationId,
        string Mode,
        int Day,
        string KeyId,
        string Environment,
        string MemberId,
        string ClientId,
        string Tool,
        string Route,
        string Outcome
    )
    {
        public UsageRow Row(long requests) =>
            new()
            {
                OrganizationId = OrganizationId,
                Mode = Mode,
                Day = DateOnly.FromDayNumber(Day).ToString("O", CultureInfo.InvariantCulture),
                KeyId = KeyId,
                Environment = Environment,
                MemberId = MemberId,
                ClientId = ClientId,
                Tool = Tool,
                Route = Route,
                Outcome = Outcome,
                Requests = requests,
                Failures = Outcome is "2xx" or "3xx" ? 0 : requests,
            };
    }

    private sealed class Count
    {
        private readonly Lock _lock = new();
        private long _requests;
        private bool _idle;

        public bool AddOne() => Add(1);

        public bool Add(long requests)
        {
            lock (_lock)
            {
                if (_idle)
                    return false;
                _requests += requests;
                return true;
            }
        }

        /// <summary>What was counted since; when it was nothing, the count takes no more.</summary>
        public long Take()
        {
            lock (_lock)
            {
                var requests = _requests;
                _requests = 0;
                _idle = requests == 0;
                return requests;
            }
        }
    }
}
