using System.Text;

namespace Vidimus.Benchmarks;

/// <summary>Exchanging a client token for an access token.</summary>
internal static class ExchangeBenchmarks
{
    public static async Task Run(Report report)
    {
        await using var bench = await Bench.Start();
        var minted = await bench.Post(
            "/v1/keys",
            """{"label":"exchange","mode":"live","kind":"clientToken","scopes":["read"]}"""
        );
        var basic = minted.GetProperty("basicHeader").GetString()!["Basic ".Length..];
        using var load = new Load(32);
        var measured = await load.Run(
            bench.Server,
            _ => bench.PostOf("/v1/auth/token", [], new("Basic", basic))
        );
        report.Failed("token exchange", measured.Failed);
        var met = measured is { Rate: >= 2000, P99: < 25 };
        report.Add(
            "token exchange, 32 clients",
            $"{measured.RateText}, {measured.LatencyText}",
            "one ES256 signature each",
            $"{measured.CpuText}, {Units.In(measured.ServerCpuMicroseconds)} each",
            "≥ 2,000/s, p99 < 25 ms",
            met
        );
    }
}
