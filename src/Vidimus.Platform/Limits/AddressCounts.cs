using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Vidimus.Platform.Limits;

/// <summary>
/// Counts by address over the last minute, in a table of fixed size: strangers must not make the server grow, however
/// many addresses they have. A minute is counted in steps of five seconds and the step that is half over counts whole,
/// so no minute ever holds more than the limit; what was counted leaves up to five seconds late. When all places of an
/// address are taken, the one that was quiet for longest is forgotten.
/// </summary>
public sealed class AddressCounts(TimeProvider clock)
{
    /// <summary>Addresses that are remembered at once.</summary>
    public const int Places = Sets * Ways;

    private const int Ways = 8;
    private const int SetBits = 13;
    private const int Sets = 1 << SetBits;
    private const int Locks = 256;
    private const int Steps = 13;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly long _start = clock.GetTimestamp();
    private readonly Entry[] _entries = new Entry[Places];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new Lock())];

    // So that nobody can choose addresses that push each other out.
    private readonly ulong _seed = BinaryPrimitives.ReadUInt64LittleEndian(
        RandomNumberGenerator.GetBytes(8)
    );

    /// <summary>How long an address that reached the limit has to wait; zero when it did not. Counts nothing.</summary>
    public TimeSpan Wait(ulong address, int limit)
    {
        var (set, now) = (SetOf(address), Now());
        lock (_locks[set & (Locks - 1)])
        {
            var place = Find(set, address);
            return place < 0 ? TimeSpan.Zero : Wait(ref Moved(place, now), now, limit - 1);
        }
    }

    /// <summary>Counts something of this weight whatever the limit is.</summary>
    public void Add(ulong address, int weight = 1)
    {
        var (set, now) = (SetOf(address), Now());
        lock (_locks[set & (Locks - 1)])
            Moved(FindOrMake(set, address, now), now).Add(weight);
    }

    /// <summary>Counts a request when it passes the limit.</summary>
    public Taken Take(ulong address, int limit, int weight)
    {
        var (set, now) = (SetOf(address), Now());
        lock (_locks[set & (Locks - 1)])
        {
            ref var entry = ref Moved(FindOrMake(set, address, now), now);
            var wait = Wait(ref entry, now, limit - weight);
            if (wait == TimeSpan.Zero)
                entry.Add(weight);
            return new(
                wait == TimeSpan.Zero,
                Math.Max(0, limit - entry.Sum()),
                Wait(ref entry, now, entry.Sum() - 1),
                wait
            );
        }
    }

    /// <summary>How long until no more than <paramref name="most"/> is counted.</summary>
    private TimeSpan Wait(ref Entry entry, uint now, int most)
    {
        var sum = entry.Sum();
        if (sum <= most)
            return TimeSpan.Zero;
        for (var back = (int)Math.Min(Steps, now) - 1; back >= 0; back--)
        {
            var step = now - (uint)back;
            sum -= entry.Counts[(int)(step % Steps)];
            // A step begins at five seconds times its number less one, and is out of the minute twelve steps later.
            if (sum <= most)
                return Step * (step + Steps - 1) - clock.GetElapsedTime(_start);
        }
        return Step * Steps; // more than the whole limit at once
    }

    // The first step is 1, so that an empty place, at step 0, is older than all.
    private uint Now() => (uint)(clock.GetElapsedTime(_start) / Step) + 1;

    private int SetOf(ulong address)
    {
        var mixed = (address ^ _seed) * 0x9E37_79B9_7F4A_7C15;
        mixed = (mixed ^ (mixed >> 29) ^ _seed) * 0xBF58_476D_1CE4_E5B9;
        return (int)(mixed >> (64 - SetBits));
    }

    private int Find(int set, ulong address)
    {
        for (var i = set * Ways; i < (set + 1) * Ways; i++)
        {
            if (_entries[i].Step > 0 && _entries[i].Address == address)
                return i;
        }
        return -1;
    }

    private int FindOrMake(int set, ulong address, uint now)
    {
        var place = Find(set, address);
        if (place >= 0)
            return place;
        place = set * Ways;
        for (var i = place + 1; i < (set + 1) * Ways; i++)
        {
            if (_entries[i].IsForgottenBefore(in _entries[place]))
                place = i;
        }
        _entries[place] = new() { Address = address, Step = now };
        return place;
    }

    /// <summary>The entry with the steps emptied that it has passed since it was last looked at.</summary>
    private ref Entry Moved(int place, uint now)
    {
        ref var entry = ref _entries[place];
        if (now > entry.Step)
        {
            for (var passed = Math.Min(now - entry.Step, Steps); passed > 0; passed--)
                entry.Counts[(int)((now - passed + 1) % Steps)] = 0;
            entry.Step = now;
        }
        return ref entry;
    }

    private struct Entry
    {
        public ulong Address;
        public uint Step;
        public StepCounts Counts;

        public readonly int Sum()
        {
            var sum = 0;
            foreach (var count in Counts)
                sum += count;
            return sum;
        }

        public void Add(int weight)
        {
            ref var count = ref Counts[(int)(Step % Steps)];
            count = (ushort)Math.Min(count + weight, ushort.MaxValue);
        }

        public readonly bool IsForgottenBefore(in Entry other) =>
            Step < other.Step || (Step == other.Step && Sum() < other.Sum());
    }

    [InlineArray(Steps)]
    private struct StepCounts
    {
        private ushort _first;
    }
}
