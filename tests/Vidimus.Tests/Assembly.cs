using Vidimus.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each class has servers and databases of its own and shares nothing; the machine's cores are the limit.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerClass)]
[assembly: TestCollectionOrderer(typeof(SweepLast))]

namespace Vidimus.Tests;

/// <summary>Tests that look at what belongs to the whole process run after all others, one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>The search for planted secrets, after everything else.</summary>
[CollectionDefinition(nameof(Sweep), DisableParallelization = true)]
public sealed class Sweep;

/// <summary>Collections that run alone keep their order, the sweep at the end.</summary>
public sealed class SweepLast : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [
            .. testCollections.OrderBy(c =>
                c.TestCollectionDisplayName.Contains(nameof(Sweep), StringComparison.Ordinal)
            ),
        ];
}
