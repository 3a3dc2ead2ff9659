namespace Vidimus.Client;

/// <summary>What is known of a message with this id.</summary>
public enum WebhookSeen
{
    /// <summary>It is the first: do its work, then say how it went.</summary>
    New,

    /// <summary>It is being worked on: answer 503, and it comes again.</summary>
    Running,

    /// <summary>Its work is done: answer 200 and do nothing.</summary>
    Done,
}

/// <summary>
/// Remembers which messages were worked on. A signature stays right for as long as the tolerance allows, so that an exact copy
/// of a message is taken for genuine; and the server itself sends an event again when an answer was lost. Both have the same
/// <c>webhook-id</c>. A receiver with a database does better than this interface's <see cref="ReplayMemory"/>: it inserts the id
/// under a unique key in the transaction that does the work, and keeps it for 30 days.
/// </summary>
public interface IReplayMemory
{
    /// <summary>Says what is known of the id, and where nothing is, that work on it begins.</summary>
    ValueTask<WebhookSeen> Begin(string id, CancellationToken cancellation = default);

    /// <summary>Ends what <see cref="Begin"/> called new. Work that failed is forgotten, so that its next delivery counts.</summary>
    ValueTask End(string id, bool done, CancellationToken cancellation = default);
}

/// <summary>
/// A memory in this process, for as long as a copied message could pass for fresh. It is bounded: when full of ids that must not
/// yet be forgotten, new ones are called <see cref="WebhookSeen.Running"/>, so that they come again later instead of an old one being
/// let in twice. Thread-safe.
/// </summary>
public sealed class ReplayMemory : IReplayMemory
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, bool> done = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long At)> ends = new();
    private readonly TimeSpan keep;
    private readonly int capacity;
    private readonly TimeProvider clock;

    /// <summary>An empty memory.</summary>
    /// <param name="tolerance">That of the verifier; <see cref="WebhookVerifier.DefaultTolerance"/> when null.</param>
    /// <param name="capacity">Most ids held; one takes about 200 bytes.</param>
    /// <param name="clock">The clock.</param>
    public ReplayMemory(
        TimeSpan? tolerance = null,
        int capacity = 100_000,
        TimeProvider? clock = null
    )
    {
        var allowed = tolerance ?? WebhookVerifier.DefaultTolerance;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(
            allowed,
            TimeSpan.Zero,
            nameof(tolerance)
        );
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        // One signed as far ahead as is allowed passes until as long behind; whole seconds are counted at both ends.
        keep = (2 * allowed) + TimeSpan.FromSeconds(2);
        this.capacity = capacity;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>Ids held now.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return done.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<WebhookSeen> Begin(string id, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        lock (gate)
        {
            Forget();
            if (done.TryGetValue(id, out var isDone))
                return new(isDone ? WebhookSeen.Done : WebhookSeen.Running);
            if (done.Count >= capacity)
                return new(WebhookSeen.Running);
            done.Add(id, false);
            return new(WebhookSeen.New);
        }
    }

    /// <inheritdoc/>
    public ValueTask End(string id, bool done, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        lock (gate)
        {
            if (!this.done.TryGetValue(id, out var isDone) || isDone)
                return default;
            if (!done)
            {
                this.done.Remove(id);
                return default;
            }
            this.done[id] = true;
            // By the monotonic clock: one that is set back must not make the memory longer, nor one set forward shorter.
            ends.Enqueue((id, clock.GetTimestamp()));
        }
        return default;
    }

    private void Forget()
    {
        while (ends.TryPeek(out var first) && clock.GetElapsedTime(first.At) > keep)
            done.Remove(ends.Dequeue().Id);
    }
}
