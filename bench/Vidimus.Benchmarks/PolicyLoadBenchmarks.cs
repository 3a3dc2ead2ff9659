namespace Vidimus.Benchmarks;

/// <summary>Loading a corpus of 20,000 policies with 300,000 codes, and a table of 300,000 codes, over HTTP by the command line.</summary>
internal static class PolicyLoadBenchmarks
{
    private const double MostSeconds = 300;
    private const double MostMegabytes = 500;

    public static async Task Run(Report report)
    {
        await PolicyCorpus.Folder();
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            var before = bench.Server.MegabytesPeak;
            var cpu = bench.Server.Cpu;
            var loaded = await PolicyCorpus.Load(bench);
            var seconds = loaded.Codes.Time.TotalSeconds + loaded.Policies.Time.TotalSeconds;
            var peak = bench.Server.MegabytesPeak;
            report.Add(
                $"policies-load: a table of {PolicyCorpus.Codes:#,0} codes, {engine}",
                $"{loaded.Codes.Time.TotalSeconds:0.0} s, {PolicyCorpus.Codes / loaded.Codes.Time.TotalSeconds:#,0} codes/s",
                $"client's peak {loaded.Codes.MegabytesPeak:0} MB"
            );
            report.Add(
                $"policies-load: {PolicyCorpus.Policies:#,0} policies of {PolicyCorpus.CodesOfEach} codes, {engine}",
                $"{loaded.Policies.Time.TotalSeconds:0.0} s, {PolicyCorpus.Policies / loaded.Policies.Time.TotalSeconds:#,0} policies/s",
                $"client's peak {loaded.Policies.MegabytesPeak:0} MB"
            );
            report.Add(
                $"policies-load: both, {engine}",
                $"{seconds:0.0} s, server's peak {peak:0} MB ({before:0} MB before)",
                $"server's processor time {(bench.Server.Cpu - cpu).TotalSeconds:0.0} s",
                "",
                $"≤ {MostSeconds:0} s, ≤ {MostMegabytes:0} MB",
                seconds <= MostSeconds
                    && peak <= MostMegabytes
                    && Math.Max(loaded.Codes.MegabytesPeak, loaded.Policies.MegabytesPeak)
                        <= MostMegabytes
            );
            var again = await PolicyCorpus.Again(bench);
            report.Add(
                $"policies-load: the same policies once more, {engine}",
                $"{again.Time.TotalSeconds:0.0} s, {PolicyCorpus.Policies / again.Time.TotalSeconds:#,0} policies/s, all unchanged",
                $"client's peak {again.MegabytesPeak:0} MB"
            );
        }
    }
}
