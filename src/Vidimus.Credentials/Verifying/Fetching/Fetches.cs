using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// All that one verification fetches, within one budget: a stranger's document must not buy more of our time and requests
/// than this. Whatever the reason why nothing came, the sentence is the same, so that nobody can read a network out of it.
/// </summary>
internal sealed class Fetches(GuardedHttp outgoing, VerifyLimits limits) : IDisposable
{
    public const int MostDocuments = 8;

    /// <summary>Of all documents together. They are held until the answer, by as many verifications as fetch at once.</summary>
    private const int MostBytes = 6 * 1024 * 1024;
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string, FetchKind), Lazy<Task<Fetched>>> _started =
        new();

    // Network time, as in the guard itself: sockets do not wait for a test's clock.
    private readonly Lazy<CancellationTokenSource> _deadline = new(() => new(MostTime));
    private readonly ByteBudget _bytes = new(MostBytes);
    private readonly Lazy<Task<IDisposable?>> _place = new(limits.EnterFetching);
    private int _left = MostDocuments;

    /// <summary>The document at this address; asked for again, the same answer.</summary>
    public Task<Fetched> Get(string url, FetchKind kind, CancellationToken cancellation) =>
        _started.GetOrAdd((url, kind), _ => new(() => Send(url, kind, cancellation))).Value;

    public void Dispose()
    {
        // What was begun and turned out not to be needed must not go on after the answer.
        if (_deadline.IsValueCreated)
        {
            _deadline.Value.Cancel();
            _deadline.Value.Dispose();
        }
        if (_place.IsValueCreated)
            _ = Leave(_place.Value);
    }

    private static async Task Leave(Task<IDisposable?> place) => (await place)?.Dispose();

    private async Task<Fetched> Send(string url, FetchKind kind, CancellationToken cancellation)
    {
        if (Interlocked.Decrement(ref _left) < 0)
            return Fetched.Failed(
                kind,
                "was not fetched: this credential needs more documents than are fetched for one."
            );
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return Fetched.Failed(kind, "could not be fetched.");
        if (await _place.Value is null)
            return Fetched.Failed(
                kind,
                "was not fetched: too many documents are being fetched at present. Try again later."
            );
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            _deadline.Value.Token
        );
        try
        {
            var answer = await outgoing.Send(
                new(HttpMethod.Get, uri)
                {
                    Accept = kind.Accept,
                    MaxResponseBytes = kind.MostBytes,
                    Budget = _bytes,
                },
                ends.Token
            );
            return answer is OutgoingResult.Answered answered
                ? Read(answered, kind, _bytes)
                : Fetched.Failed(kind, "could not be fetched.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fetched.Failed(kind, "could not be fetched.");
        }
    }

    private static Fetched Read(OutgoingResult.Answered answer, FetchKind kind, ByteBudget budget)
    {
        if (answer.Status != 200)
            return Fetched.Failed(kind, $"was answered with status {answer.Status}.");
        if (answer.Truncated && !budget.IsKept)
            return Fetched.Failed(
                kind,
                "was not fetched: this credential needs larger documents than are fetched for one."
            );
        if (answer.Truncated)
            return Fetched.Failed(kind, $"is larger than {kind.MostBytes / 1024} KB.");
        // Nothing was asked for compressed, and a body that says so is not read: its size would mean nothing.
        if (answer.Headers.TryGetValue("Content-Encoding", out var coding) && coding != "identity")
            return Fetched.Failed(
                kind,
                "was answered in a compressed form that was not asked for."
            );
        return new Fetched((string?)null)
        {
            Body = answer.Body,
            ContentType = answer.Headers.GetValueOrDefault("Content-Type"),
            MaxAge = Fresh(answer.Headers),
        };
    }

    /// <summary>RFC 9111 section 4.2, for a cache of one's own: <c>max-age</c> less <c>Age</c>.</summary>
    private static TimeSpan? Fresh(IReadOnlyDictionary<string, string> headers)
    {
        if (
            !headers.TryGetValue("Cache-Control", out var text)
            || !CacheControlHeaderValue.TryParse(text, out var control)
        )
            return null;
        if (control.NoStore || control.NoCache)
            return TimeSpan.Zero;
        var age =
            headers.TryGetValue("Age", out var seconds) && uint.TryParse(seconds, out var old)
                ? TimeSpan.FromSeconds(old)
                : TimeSpan.Zero;
        return control.MaxAge is { } most
            ? most > age
                ? most - age
                : TimeSpan.Zero
            : null;
    }
}
