using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>
/// Damaged credentials and tokens are never accepted as anything but the original, never throw, and cost no more than they may. Twenty
/// thousand in the daily run; a million with <c>./dev test --long</c>. A failure names its form and seed, and
/// <c>VIDIMUS_MUTATION_CASE="form:seed"</c> runs that one again.
/// </summary>
[Collection(nameof(Mutations))]
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int MasterSeed = 20260301;
    private const int DailyCount = 20_000;
    private const int LongCount = 1_000_000;

    // Contexts that were worked out, and the buffers of each thread.
    private const long MaxKept = 256 << 20;

    private static bool IsLong => Environment.GetEnvironmentVariable("VIDIMUS_LONG_TESTS") == "1";

    public static TheoryData<string> Names => new(Forms.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void T16_a_damaged_document_is_refused_or_means_what_was_signed(string form)
    {
        var count = (IsLong ? LongCount : DailyCount) / Forms.Names.Count() + 1;
        var clock = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var run = new MutationRun(Forms.Make(form), MasterSeed).Run(count);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(
            $"{form}: {run.Refused} refused, {run.Accepted} accepted as the original, {run.Failures.Count} failures in "
                + $"{clock.Elapsed.TotalSeconds:F1} s; slowest {run.Slowest.TotalMilliseconds:F0} ms, most {run.MostAllocated >> 10} KiB; {kept >> 10} KiB kept; "
                + $"peak of the process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"
        );
        run.Failures.ShouldBeEmpty();
        kept.ShouldBeLessThan(MaxKept);
        run.Refused.ShouldBeGreaterThan(form == "decoders" ? 0 : count / 2);
    }

    [Fact]
    public void A_reported_case_runs_again()
    {
        if (
            Environment.GetEnvironmentVariable("VIDIMUS_MUTATION_CASE")?.Split(':')
            is not [var form, var seed]
        )
        {
            (form, seed) = (Forms.Names.First(), "1");
        }
        var run = new MutationRun(Forms.Make(form), MasterSeed);
        run.One(int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture));
        run.Failures.ShouldBeEmpty();
    }
}

/// <summary>Alone in the process: what is kept is read from the one heap that all tests share.</summary>
[CollectionDefinition(nameof(Mutations), DisableParallelization = true)]
public sealed class Mutations;
