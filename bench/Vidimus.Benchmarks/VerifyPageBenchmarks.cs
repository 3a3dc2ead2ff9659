namespace Vidimus.Benchmarks;

/// <summary>
/// The pages of those who verify at fifty requests a second, sent whether the last ones were answered or not, beside an empty
/// Kestrel endpoint at the same rate. Times are those of the whole answer; its first byte comes earlier.
/// </summary>
internal static class VerifyPageBenchmarks
{
    private const int Issued = 200;
    private const int PerSecond = 50;
    private const double Most = 50;

    private static readonly (string Name, string Path)[] Pages =
    [
        ("the page of a credential, /verify/{id}", "/verify/{id}"),
        ("the form, /verify", "/verify"),
        ("the report, /verify/{id}/report", "/verify/{id}/report"),
        ("the badge, /badge/{id}.svg", "/badge/{id}.svg"),
    ];

    public static async Task Run(Report report)
    {
        await using var empty = await ServerProcess.StartEmpty();
        await using var bench = await Bench.Start();
        var ids = new string[Issued];
        for (var i = 0; i < Issued; i++)
            ids[i] = await bench.Issue();
        using var load = new Load();
        var ceiling = await load.RunAtRate(
            empty,
            PerSecond,
            _ => new HttpRequestMessage(HttpMethod.Get, new Uri(empty.Url, "/health"))
        );
        report.Failed("empty endpoint", ceiling.Failed);
        foreach (var (name, path) in Pages)
        {
            var measured = await load.RunAtRate(
                bench.Server,
                PerSecond,
                i =>
                    bench.Get(
                        path.Replace("{id}", ids[i % Issued], StringComparison.Ordinal),
                        accept: "text/html"
                    )
            );
            report.Failed(name, measured.Failed);
            report.Add(
                $"{name}, {PerSecond}/s",
                measured.LatencyText,
                $"empty {ceiling.LatencyText}; CPU {measured.CpuText} against {ceiling.CpuText}",
                Units.In(measured.ServerCpuMicroseconds),
                $"p99 < {Most:0} ms",
                measured.P99 < Most
            );
        }
    }
}
