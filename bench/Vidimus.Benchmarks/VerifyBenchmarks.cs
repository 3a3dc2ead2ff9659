namespace Vidimus.Benchmarks;

/// <summary><c>GET /verify/{id}</c> as JSON beside an empty Kestrel JSON endpoint.</summary>
internal static class VerifyBenchmarks
{
    private const int Issued = 200;

    public static async Task Run(Report report)
    {
        await using var empty = await ServerProcess.StartEmpty();
        await using var bench = await Bench.Start();
        var ids = new string[Issued];
        for (var i = 0; i < Issued; i++)
            ids[i] = await bench.Issue();
        using var load = new Load(32);
        var ceiling = await load.Run(
            empty,
            _ => new HttpRequestMessage(HttpMethod.Get, new Uri(empty.Url, "/health"))
        );
        var measured = await load.Run(
            bench.Server,
            i => bench.Get($"/verify/{ids[i % Issued]}", accept: "application/json")
        );
        report.Failed("verify by id", measured.Failed + ceiling.Failed);
        var share = measured.Rate / ceiling.Rate;
        report.Add(
            $"GET /verify/{{id}} as JSON, {Issued} credentials",
            $"{measured.RateText}, {measured.LatencyText}",
            $"empty {ceiling.RateText}: {share:P0}; CPU {measured.CpuText} against {ceiling.CpuText}",
            Units.In(measured.ServerCpuMicroseconds),
            "≥ 60 % of empty",
            share >= 0.6
        );
    }
}
