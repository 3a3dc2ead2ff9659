using System.Net;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>Issuing one credential over REST, each durable before it is answered, on each engine that is here.</summary>
internal static class IssueOneBenchmarks
{
    public static async Task Run(Report report)
    {
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            using var load = new Load(32);
            var measured = await load.Run(
                bench.Server,
                i => bench.PostOf("/v1/credentials", bench.NewCredential(i), bench.Bearer),
                HttpStatusCode.Created
            );
            report.Failed("issue one", measured.Failed);
            report.Add(
                $"issue one over REST, 32 clients, {engine}",
                $"{measured.RateText}, {measured.LatencyText}",
                $"two bare signatures (JSON and JWT) {2 * Units.Signature:0} µs",
                $"{measured.CpuText}, {Units.In(measured.ServerCpuMicroseconds)} each",
                "≥ 1,000/s, p99 < 50 ms",
                measured is { Rate: >= 1000, P99: < 50 }
            );
        }
    }
}
