namespace Vidimus.Benchmarks;

/// <summary>From starting the process to its first healthy answer, and the memory it then holds.</summary>
internal static class StartBenchmarks
{
    public static async Task Run(Report report)
    {
        await using var empty = await ServerProcess.StartEmpty();
        await using var bench = await Bench.Start();
        var first = bench.Server.TimeToHealthy;
        await bench.Restart();
        var again = bench.Server.TimeToHealthy;
        var ceiling = $"empty Kestrel {empty.TimeToHealthy.TotalSeconds:0.00} s";
        report.Add(
            "start to healthy, empty database",
            $"{first.TotalSeconds:0.00} s",
            ceiling,
            "",
            "≤ 2 s",
            first.TotalSeconds <= 2
        );
        report.Add(
            "start to healthy, existing database",
            $"{again.TotalSeconds:0.00} s",
            ceiling,
            "",
            "≤ 2 s",
            again.TotalSeconds <= 2
        );
        await Task.Delay(TimeSpan.FromSeconds(5));
        var (idle, idleEmpty) = (bench.Server.MegabytesNow, empty.MegabytesNow);
        report.Add(
            "memory after the start, idle",
            $"{idle:0} MB",
            $"empty Kestrel {idleEmpty:0} MB",
            "",
            "≤ 200 MB",
            idle <= 200
        );
    }
}
