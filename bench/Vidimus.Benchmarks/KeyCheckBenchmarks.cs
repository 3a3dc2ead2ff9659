using System.Net;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>What checking a key costs a request: <c>GET /v1/auth/me</c> beside an empty endpoint, and a route with and without a key.</summary>
internal static class KeyCheckBenchmarks
{
    private const int PerSecond = 2000;

    public static async Task Run(Report report)
    {
        await using var empty = await ServerProcess.StartEmpty();
        using var load = new Load();
        var ceiling = await load.Run(
            empty,
            _ => new HttpRequestMessage(HttpMethod.Get, new Uri(empty.Url, "/health"))
        );
        report.Failed("empty", ceiling.Failed);
        report.Add(
            "empty Kestrel JSON endpoint",
            ceiling.RateText,
            ceiling.LatencyText,
            $"{ceiling.CpuText}, {Units.In(ceiling.ServerCpuMicroseconds)} a request"
        );
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            await Requests(report, load, bench, engine, ceiling);
            await Alone(report, load, bench, engine);
        }
    }

    private static async Task Requests(
        Report report,
        Load load,
        Bench bench,
        Engine engine,
        Loaded ceiling
    )
    {
        if (engine == Engine.Sqlite)
        {
            var live = await load.Run(bench.Server, _ => bench.Get("/health/live"));
            report.Failed("GET /health/live", live.Failed);
            report.Add(
                "GET /health/live (our pipeline, no key)",
                live.RateText,
                $"empty {ceiling.RateText}",
                More(live, ceiling)
            );
        }
        var me = await load.Run(bench.Server, _ => bench.Get("/v1/auth/me", bench.Key));
        report.Failed("GET /v1/auth/me", me.Failed);
        report.Add(
            $"GET /v1/auth/me with an API key, {engine}",
            $"{me.RateText}, {me.LatencyText}",
            $"empty {ceiling.RateText}",
            More(me, ceiling)
        );
        var paced = await load.RunAtRate(
            bench.Server,
            PerSecond,
            _ => bench.Get("/v1/auth/me", bench.Key)
        );
        report.Failed("GET /v1/auth/me at a rate", paced.Failed);
        report.Add(
            $"GET /v1/auth/me, {PerSecond:#,0} requests sent a second, {engine}",
            $"{paced.RateText}, {paced.LatencyText}",
            "whether the last ones were answered or not",
            paced.CpuText,
            "p99 < 10 ms",
            paced.P99 < 10 && paced.Rate > 0.95 * PerSecond
        );
    }

    // A request that is refused for its body right after the gate: with a key it costs one key check more.
    private static async Task Alone(Report report, Load load, Bench bench, Engine engine)
    {
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
        Difference(report, $"key check alone (key), {engine}", with, without, engine);

        var token = await Exchange(bench);
        var byToken = await load.Run(
            bench.Server,
            _ => bench.PostOf("/v1/verifications", body, new("Bearer", token)),
            HttpStatusCode.BadRequest
        );
        report.Failed("token check", byToken.Failed);
        Difference(report, $"key check alone (access token), {engine}", byToken, without, engine);
    }

    private static void Difference(
        Report report,
        string work,
        Loaded with,
        Loaded without,
        Engine engine
    )
    {
        var difference = with.ServerCpuMicroseconds - without.ServerCpuMicroseconds;
        report.Add(
            work,
            $"{difference:0} µs of CPU",
            $"with {with.CpuText}, without {without.CpuText}",
            $"+ {Units.In(difference)}",
            engine == Engine.Sqlite ? "+ ≤ 0.4 u" : "one indexed read",
            engine == Engine.Sqlite ? difference <= 0.4 * Units.Signature : null
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
