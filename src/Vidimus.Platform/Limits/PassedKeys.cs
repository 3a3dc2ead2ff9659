namespace Vidimus.Platform.Limits;

/// <summary>
/// Which keys were right lately, and from which address: who shares an address with somebody who guesses keys is not
/// locked out with him. A table of fixed size that holds 64 bits of a seeded hash, never a key; a wrong hit lets one
/// more key be looked up and nothing else.
/// </summary>
public sealed class PassedKeys
{
    private const int Ways = 8;
    private const int Sets = 1 << 13;

    // The end of a key or token is the part that nobody can choose: its checksum or signature.
    private const int Tail = 32;

    private readonly ulong[] _places = new ulong[Sets * Ways];
    private readonly Lock _lock = new();

    /// <summary>True when this key was right at this address, and not forgotten or wrong since.</summary>
    public bool Contains(ulong address, string presented)
    {
        var mark = Mark(address, presented);
        return PlaceOf(mark) >= 0;
    }

    /// <summary>Remembers a key that was right.</summary>
    public void Remember(ulong address, string presented)
    {
        var mark = Mark(address, presented);
        if (PlaceOf(mark) >= 0)
            return;
        lock (_lock)
        {
            // The newest comes first and pushes the oldest out.
            var set = _places.AsSpan(First(mark), Ways);
            set[..^1].CopyTo(set[1..]);
            set[0] = mark;
        }
    }

    /// <summary>Forgets a key that was wrong this time.</summary>
    public void Forget(ulong address, string presented)
    {
        var mark = Mark(address, presented);
        if (PlaceOf(mark) < 0)
            return;
        lock (_lock)
        {
            if (PlaceOf(mark) is >= 0 and var place)
                _places[place] = 0;
        }
    }

    private int PlaceOf(ulong mark)
    {
        var first = First(mark);
        for (var i = first; i < first + Ways; i++)
        {
            if (Volatile.Read(ref _places[i]) == mark)
                return i;
        }
        return -1;
    }

    private static int First(ulong mark) => (int)(mark % Sets) * Ways;

    // string.GetHashCode is seeded for each process, so that nobody outside can look for a second key of one mark.
    private static ulong Mark(ulong address, string presented)
    {
        var end = presented.AsSpan(Math.Max(0, presented.Length - Tail));
        var (left, right) = (
            string.GetHashCode(end[..(end.Length / 2)]),
            string.GetHashCode(end[(end.Length / 2)..])
        );
        var mark = ((ulong)(uint)left << 32) | (uint)right;
        mark = (mark ^ address ^ (address >> 31)) * 0x9E37_79B9_7F4A_7C15;
        return (mark ^ (mark >> 32)) | 1;
    }
}
