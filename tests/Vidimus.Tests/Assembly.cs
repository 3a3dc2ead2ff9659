using Vidimus.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each class has servers and databases of its own and shares nothing. A test mostly waits, for a commit to reach the disk, for
// a process to start or for a server's next round, so more run at once than a small machine has cores.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerClass, MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongLast))]

namespace Vidimus.Tests;

/// <summary>
/// Tests that look at what belongs to the whole process, or at how long something takes, run after all others, one at a time.
/// Tests of servers in processes of their own need not.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>The search for planted secrets, after everything else.</summary>
[CollectionDefinition(nameof(Sweep), DisableParallelization = true)]
public sealed class Sweep;

/// <summary>
/// Classes that start and kill many processes come after the others and the longest of them first, so that at the end no core
/// waits for one class and their starts do not stand in the way of tests that move a clock. Collections that run alone come
/// after these in any case, the sweep at the end.
/// </summary>
public sealed class LongLast : ITestCollectionOrderer
{
    private static readonly string[] Killing =
    [
        nameof(Faults.DatabaseFaultTests),
        nameof(Faults.RestoreTests),
        nameof(Faults.StartTests),
        nameof(Faults.WebhookFaultTests),
        nameof(Webhooks.SecretSweepTests),
        nameof(Certification.OrderKillTests),
        nameof(Webhooks.SuddenEndTests),
        nameof(Faults.SeveralNodesTests),
        nameof(Faults.LeftFilesTests),
        nameof(Certification.OrderEventTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName))];

    private static int Place(string collection) =>
        collection.Contains(nameof(Sweep), StringComparison.Ordinal) && !collection.Contains('.')
            ? int.MaxValue
            : Array.FindIndex(
                Killing,
                k => collection.Contains($".{k} ", StringComparison.Ordinal)
            );
}
