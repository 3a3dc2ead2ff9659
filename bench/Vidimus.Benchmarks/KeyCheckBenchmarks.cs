using System.Net;
using System.Text;

namespace Vidimus.Benchmarks;

/// <summary>What checking a key costs a request: <c>GET /v1/auth/me</c> beside an empty endpoint, and a route with and without a key.</summary>
internal static class KeyCheckBenchmarks
{
    private const int Clients = 32;

    public static async Task Run(Report report)
    {
        await using var empty = await ServerProcess.StartEmpty();
        await using var bench = await Bench.Start();
        using var load = new Load(Clients);
        var ceiling = await load.Run(
            empty,
            _ => new HttpRequestMessage(HttpMethod.Get, new Uri(empty.Url, "/health"))
        );
        var live = await load.Run(bench.Server, _ => bench.Get("/health/live"));
        var me = await load.Run(bench.Server, _ => bench.Get("/v1/auth/me", bench.Key));
        report.Failed("GET /v1/auth/me", me.Failed + live.Failed + ceiling.Failed);
        report.Add(
            "empty Kestrel JSON endpoint",
            ceiling.RateText,
            ceiling.LatencyText,
            $"{ceiling.CpuText}, {Units.In(ceiling.ServerCpuMicroseconds)} a request"
        );
        report.Add(
            "GET /health/live (our pipeline, no key)",
            live.RateText,
            $"empty {ceiling.RateText}",
            More(live, ceiling)
        );
        report.Add(
            "GET /v1/auth/me with an API key",
            $"{me.RateText}, {me.LatencyText}",
            $"empty {ceiling.RateText}",
            More(me, ceiling)
        );

        // A request that is refused for its body right after the gate: with a key it costs one key check more.
        var body = "{}"u8.ToArray();
        var without = await load.Run(
            bench.Server,
            _ => bench.PostOf("/v1/verifications", body, null),
            HttpStatusCode.BadRequest
        );
        var with = await load.Run(
            bench.Server,
            _ => bench.PostOf("/v1/verifications", body, bench.Bearer),
            HttpStatusCode.BadRequest
        );
        report.Failed("key check", without.Failed + with.Failed);
        Difference(report, "key check alone (key)", with, without);

        var token = await Exchange(bench);
        var byToken = await load.Run(
            bench.Server,
            _ => bench.PostOf("/v1/verifications", body, new("Bearer", token)),
            HttpStatusCode.BadRequest
        );
        report.Failed("token check", byToken.Failed);
        Difference(report, "key check alone (access token)", byToken, without);
    }

    private static void Difference(Report report, string work, Loaded with, Loaded without)
    {
        var difference = with.ServerCpuMicroseconds - without.ServerCpuMicroseconds;
        report.Add(
            work,
            $"{difference:0} µs of CPU",
            $"with {with.CpuText}, without {without.CpuText}",
            $"+ {Units.In(difference)}",
            "+ ≤ 0.4 u",
            difference <= 0.4 * Units.Signature
        );
    }

    private static string More(Loaded measured, Loaded ceiling)
    {
        var more = measured.ServerCpuMicroseconds - ceiling.ServerCpuMicroseconds;
        return $"{measured.CpuText} a request, + {more:0} µs, + {Units.In(more)}";
    }

    private static async Task<string> Exchange(Bench bench) =>
        (await bench.Post("/v1/auth/token", "")).GetProperty("access_token").GetString()!;
}
