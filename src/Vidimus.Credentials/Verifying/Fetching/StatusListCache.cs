namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Foreign status lists that were fetched and whose signatures were right, for as long as both their issuer and its server
/// allow, and never longer than five minutes. Our own status is never here: it is read from the record each time.
/// </summary>
internal sealed class StatusListCache(TimeProvider clock)
{
    private const int MostLists = 256;
    private const long MostBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string, FetchKind), Entry> _lists = [];
    private long _bytes;

    public T? Find<T>(string url, FetchKind kind)
        where T : class
    {
        lock (_gate)
        {
            if (!_lists.TryGetValue((url, kind), out var entry))
                return null;
            if (entry.Until > clock.GetUtcNow())
                return entry.List as T;
            Remove((url, kind));
            return null;
        }
    }

    /// <summary>Keeps a list for the shortest of the times given; without any, not at all.</summary>
    public void Keep(
        string url,
        FetchKind kind,
        object list,
        int bytes,
        params ReadOnlySpan<TimeSpan?> allowed
    )
    {
        TimeSpan? time = null;
        foreach (var one in allowed)
            time = one is { } given && !(time < given) ? given : time;
        if (time is not { } life || life <= TimeSpan.Zero)
            return;
        var until = clock.GetUtcNow() + (life < Longest ? life : Longest);
        lock (_gate)
        {
            Remove((url, kind));
            MakeRoom(bytes);
            _lists[(url, kind)] = new(list, bytes, until);
            _bytes += bytes;
        }
    }

    private void MakeRoom(int bytes)
    {
        while (_lists.Count > 0 && (_lists.Count >= MostLists || _bytes + bytes > MostBytes))
            Remove(_lists.MinBy(l => l.Value.Until).Key);
    }

    private void Remove((string, FetchKind) key)
    {
        if (_lists.Remove(key, out var entry))
            _bytes -= entry.Bytes;
    }

    private sealed record Entry(object List, int Bytes, DateTimeOffset Until);
}
