using System.Text;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Many damaged copies of one form, each held to: refused or meaning the same, no exception, bounded time and memory.</summary>
internal sealed class MutationRun(Form form, int masterSeed)
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    /// <summary>Status lists of both kinds may expand to 16 MiB, in buffers that double.</summary>
    private const long MaxAllocated = 128L << 20;

    private readonly Lock gate = new();
    private readonly List<string> failures = [];

    internal int Accepted { get; private set; }
    internal int Refused { get; private set; }
    internal TimeSpan Slowest { get; private set; }
    internal long MostAllocated { get; private set; }
    internal IReadOnlyList<string> Failures => failures;

    internal MutationRun Run(int count)
    {
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (index, loop) =>
            {
                // Mixed by hand: the runtime's own hash codes differ from run to run.
                var seed = unchecked(
                    (int)(((uint)masterSeed * 2654435761u) ^ ((uint)index * 2246822519u))
                );
                One(seed);
                if (failures.Count >= 5)
                {
                    loop.Stop();
                }
            }
        );
        return this;
    }

    /// <summary>One case, which the seed in the report of a failure gives again.</summary>
    internal void One(int seed)
    {
        var damaged = form.Damage(new Random(seed));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadTime.Now;
        string? meaning = null;
        string? failure = null;
        try
        {
            meaning = damaged.Verify();
        }
        catch (Exception thrown)
        {
            failure = $"threw {thrown}";
        }
        var time = ThreadTime.Now - started;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        failure ??=
            meaning is not null && meaning != form.Meaning ? $"was accepted as {meaning}"
            : time > MaxTime ? $"took {time}"
            : allocated > MaxAllocated ? $"allocated {allocated} bytes"
            : null;
        lock (gate)
        {
            Accepted += meaning is null ? 0 : 1;
            Refused += meaning is null ? 1 : 0;
            Slowest = time > Slowest ? time : Slowest;
            MostAllocated = Math.Max(MostAllocated, allocated);
            if (failure is not null)
            {
                failures.Add(Report(seed, damaged.Shown, failure));
            }
        }
    }

    private string Report(int seed, string shown, string failure)
    {
        var text = new StringBuilder($"{form.Name}, seed {seed}: {failure}\n");
        text.Append(shown.Length <= 2000 ? shown : shown[..2000] + "…");
        return text.ToString();
    }
}
