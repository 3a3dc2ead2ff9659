using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Status;

/// <summary>
/// Gives each new credential a position of its own. Positions are drawn at random (so that neighbours in time are not
/// neighbours in the list) and put on record in blocks before anything is signed with them: a node that ends leaves some
/// unused, and none is ever used twice.
/// </summary>
internal sealed class StatusPositions(Commits commits, TimeProvider clock) : IDisposable
{
    public const int Capacity = BitstringStatusList.MinEntries;
    private const int Block = 64;
    private readonly ConcurrentDictionary<(string, string), Stock> _stocks = [];

    /// <summary>Takes this many positions of an organization's lists in a mode.</summary>
    public async Task<StatusPosition[]> Take(
        string organizationId,
        string mode,
        int count,
        CancellationToken cancellation
    )
    {
        var stock = _stocks.GetOrAdd((organizationId, mode), static _ => new Stock());
        await stock.Lock.WaitAsync(cancellation);
        try
        {
            while (stock.Positions.Count < count)
            {
                var wanted = Math.Max(Block, count - stock.Positions.Count);
                foreach (var drawn in await Reserve(organizationId, mode, wanted, cancellation))
                    stock.Positions.Enqueue(drawn);
            }
            return [.. Enumerable.Range(0, count).Select(_ => stock.Positions.Dequeue())];
        }
        finally
        {
            stock.Lock.Release();
        }
    }

    public void Dispose()
    {
        foreach (var stock in _stocks.Values)
            stock.Lock.Dispose();
    }

    // Fewer than wanted when the open list has no more: the next reservation opens another.
    private async Task<List<StatusPosition>> Reserve(
        string organizationId,
        string mode,
        int wanted,
        CancellationToken cancellation
    )
    {
        List<StatusPosition> reserved = [];
        await commits.Keep(
            "credentials.status-positions",
            async unit =>
            {
                unit.Db.Enter(organizationId, mode);
                var list = await unit
                    .Db.StatusLists.Where(l => l.Free > 0)
                    .OrderBy(l => l.Id)
                    .FirstOrDefaultAsync();
                list ??= unit.Db.Add(NewList(organizationId, mode)).Entity;
                reserved = [.. Draw(list, wanted).Select(i => new StatusPosition(list.Id, i))];
            },
            cancellation
        );
        return reserved;
    }

    private StatusListRow NewList(string organizationId, string mode) =>
        new()
        {
            OrganizationId = organizationId,
            Id = NewId.Create("stl", clock),
            Mode = mode,
            Given = new byte[Capacity / 8],
            Free = Capacity,
            CreatedAt = clock.GetUtcNow(),
            Version = 0,
        };

    private static List<int> Draw(StatusListRow list, int wanted)
    {
        var given = list.Given.ToArray();
        var drawn = new List<int>(wanted);
        // While enough is left, drawing again costs less than counting what is left, and each is as likely to be drawn.
        while (drawn.Count < wanted && list.Free - drawn.Count > Capacity / 8)
        {
            var index = RandomNumberGenerator.GetInt32(Capacity);
            if (Give(given, index))
                drawn.Add(index);
        }
        if (drawn.Count < wanted && list.Free > drawn.Count)
            DrawOfFew(given, drawn, list.Free - drawn.Count, wanted);
        list.Given = given;
        list.Free -= drawn.Count;
        list.Version++;
        return drawn;
    }

    private static void DrawOfFew(byte[] given, List<int> drawn, int free, int wanted)
    {
        var left = new int[free];
        for (int index = 0, at = 0; index < Capacity; index++)
        {
            if (!IsGiven(given, index))
                left[at++] = index;
        }
        for (var i = 0; i < left.Length && drawn.Count < wanted; i++)
        {
            // The beginning of a Fisher-Yates shuffle, over the system's random numbers.
            var other = RandomNumberGenerator.GetInt32(i, left.Length);
            (left[i], left[other]) = (left[other], left[i]);
            Give(given, left[i]);
            drawn.Add(left[i]);
        }
    }

    private static bool IsGiven(byte[] given, int index) =>
        (given[index / 8] & (1 << (index % 8))) != 0;

    private static bool Give(byte[] given, int index)
    {
        if (IsGiven(given, index))
            return false;
        given[index / 8] |= (byte)(1 << (index % 8));
        return true;
    }

    private sealed class Stock
    {
        public SemaphoreSlim Lock { get; } = new(1, 1);
        public Queue<StatusPosition> Positions { get; } = [];
    }
}
