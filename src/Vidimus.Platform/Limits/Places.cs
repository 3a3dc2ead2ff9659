namespace Vidimus.Platform.Limits;

/// <summary>
/// Bounds what runs at once, all together and for each of those who ask. Who finds no place waits a while, in a queue of
/// bounded length.
/// </summary>
/// <param name="each">Places of each.</param>
/// <param name="all">Places of all together.</param>
/// <param name="patience">How long to wait for a place.</param>
/// <param name="mostWaiting">How many of each may be there, waiting or not.</param>
public sealed class Places<T>(int each, int all, TimeSpan patience, int mostWaiting = int.MaxValue)
    where T : notnull
{
    private readonly SemaphoreSlim _all = new(all);
    private readonly Dictionary<T, Room> _rooms = [];

    /// <summary>Number of those who hold a place or wait for one; for tests of what is left behind.</summary>
    internal int Rooms
    {
        get
        {
            lock (_rooms)
                return _rooms.Count;
        }
    }

    /// <summary>A place, to be disposed of at the end; or none, and whether it was the own places that were taken.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="before">
    /// What is to be done first by one who counts as waiting but takes no place yet; false when it wants none any more.
    /// </param>
    public async ValueTask<(IDisposable? Place, bool OwnTaken)> Enter(
        T who,
        CancellationToken cancellation,
        Func<ValueTask<bool>>? before = null
    )
    {
        if (Come(who) is not { } room)
            return (null, true);
        var (own, shared) = (false, false);
        try
        {
            if (before is not null && !await before())
                return (null, false);
            own = await room.Slots.WaitAsync(patience, cancellation);
            if (own)
                shared = await _all.WaitAsync(patience, cancellation);
        }
        finally
        {
            if (!shared)
                Go(room, own);
        }
        return shared ? (new Held(this, room), false) : (null, !own);
    }

    private Room? Come(T who)
    {
        lock (_rooms)
        {
            if (!_rooms.TryGetValue(who, out var room))
                _rooms[who] = room = new(who, each);
            if (room.Users >= mostWaiting)
                return null;
            room.Users++;
            return room;
        }
    }

    private void Go(Room room, bool hadSlot)
    {
        if (hadSlot)
            room.Slots.Release();
        lock (_rooms)
        {
            if (--room.Users > 0)
                return;
            _rooms.Remove(room.Who);
            room.Slots.Dispose();
        }
    }

    private sealed class Room(T who, int places)
    {
        public T Who => who;
        public SemaphoreSlim Slots { get; } = new(places);
        public int Users { get; set; }
    }

    private sealed class Held(Places<T> places, Room room) : IDisposable
    {
        private int _gone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 1)
                return;
            places._all.Release();
            places.Go(room, hadSlot: true);
        }
    }
}
