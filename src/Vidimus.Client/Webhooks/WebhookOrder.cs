namespace Vidimus.Client;

/// <summary>
/// Drops events that come late. The server sends an event again until it arrives, so that one may come after another that happened
/// later; each carries a <see cref="WebhookEvent.Sequence"/> that counts what happened to its resource. A receiver that keeps a row of its
/// own for the resource keeps the sequence there and asks <see cref="IsLate"/>; this class is for those that keep none. It holds the
/// newest resources only and is thread-safe.
/// </summary>
/// <param name="capacity">Most resources held; one forgotten is taken for new.</param>
public sealed class WebhookOrder(int capacity = 10_000)
{
    private const string Ping = "test.ping";

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Id, long Sequence)>> known = new(
        StringComparer.Ordinal
    );
    private readonly LinkedList<(string Id, long Sequence)> newest = new();
    private readonly int capacity =
        capacity >= 1
            ? capacity
            : throw new ArgumentOutOfRangeException(nameof(capacity), "It must hold one at least.");

    /// <summary>
    /// Whether something later is known than this event. One without sequence happened before the server counted: it is late
    /// wherever a sequence is known. A <c>test.ping</c> says nothing of its resource and is never late.
    /// </summary>
    /// <param name="said">The event.</param>
    /// <param name="applied">The sequence of the last event applied to its resource; null for none.</param>
    public static bool IsLate(WebhookEvent said, long? applied)
    {
        ArgumentNullException.ThrowIfNull(said);
        return said.Type != Ping && applied is { } last && (said.Sequence ?? 0) <= last;
    }

    /// <summary>Takes the event for its resource's newest, unless it is late: then false, and nothing changes.</summary>
    public bool Advance(WebhookEvent said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var id = said.Resource.Id;
        lock (gate)
        {
            var node = known.GetValueOrDefault(id);
            if (IsLate(said, node?.Value.Sequence))
                return false;
            if (said.Sequence is not { } sequence)
                return true;
            if (node is not null)
                newest.Remove(node);
            else if (known.Count >= capacity)
            {
                known.Remove(newest.First!.Value.Id);
                newest.RemoveFirst();
            }
            known[id] = newest.AddLast((id, sequence));
            return true;
        }
    }
}
