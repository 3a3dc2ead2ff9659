using System.Diagnostics;
using System.Text;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>How fast what is due goes out to a receiver that answers at once, alone and beside a dead endpoint's long queue.</summary>
internal static class WebhookDrainBenchmarks
{
    private const int Endpoints = 4;
    private const int Events = 5000;
    private const int FewEvents = 1000;
    private const int LongQueue = 400_000;
    private const double Target = 2000;

    public static async Task Run(Report report)
    {
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            await using var receiver = Receiver.Counting();
            await Drain(bench, receiver, Endpoints, Events); // warm
            var one = await Drain(bench, receiver, 1, Events);
            Tell(report, $"drain {Events:#,0} deliveries to one endpoint, {engine}", one);
            var few = await Drain(bench, receiver, Endpoints, FewEvents);
            var all = await Drain(bench, receiver, Endpoints, Events);
            Tell(
                report,
                $"drain {Endpoints * Events:#,0} deliveries to {Endpoints} endpoints, {engine}",
                all
            );
            await using var dead = Receiver.Behaving(i => i.Silence());
            await Queue(bench, dead);
            var beside = await Drain(bench, receiver, Endpoints, FewEvents);
            report.Add(
                $"drain {Endpoints * FewEvents:#,0} deliveries beside {LongQueue:#,0} due ones of a dead endpoint, {engine}",
                $"{beside.Rate:#,0} deliveries/s",
                $"without them {few.Rate:#,0}/s",
                "",
                "no slower",
                beside.Rate >= 0.8 * few.Rate
            );
        }
    }

    private static void Tell(Report report, string work, (double Rate, double Cpu) drained) =>
        report.Add(
            work,
            $"{drained.Rate:#,0} deliveries/s",
            $"{drained.Cpu:0} µs of the server's CPU each",
            "",
            "≥ 2,000/s",
            drained.Rate >= Target
        );

    private static async Task<(double Rate, double Cpu)> Drain(
        Bench bench,
        Receiver receiver,
        int endpoints,
        int events
    )
    {
        var ids = new List<string>();
        for (var i = 0; i < endpoints; i++)
            ids.Add(await Listen(bench, receiver.Url));
        foreach (var id in ids)
            await bench.Post($"/v1/webhooks/{id}/pause", "");
        for (var i = 0; i < events; i += 1000)
            await bench.Post("/v1/credentials/batch", Rows(bench, Math.Min(1000, events - i)));
        var expected = receiver.Count + (endpoints * events);
        var cpu = bench.Server.Cpu;
        var started = Stopwatch.GetTimestamp();
        foreach (var id in ids)
            await bench.Post($"/v1/webhooks/{id}/resume", "");
        while (receiver.Count < expected)
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(3))
                throw new InvalidOperationException(
                    $"Only {receiver.Count} of {expected} deliveries came."
                );
            await Task.Delay(1);
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var count = endpoints * events;
        var each = (bench.Server.Cpu - cpu).TotalMicroseconds / count;
        foreach (var id in ids)
            await bench.Post($"/v1/webhooks/{id}/disable", "");
        return (count / seconds, each);
    }

    public static async Task<string> Listen(Bench bench, string url, string more = "") =>
        (
            await bench.Post(
                "/v1/webhooks",
                $$"""{"url":"{{url}}","events":["credential.issued"]{{more}}}"""
            )
        )
            .GetProperty("id")
            .GetString()!;

    /// <summary>
    /// As if so much had happened while the receiver was away: each row is a copy of one that is there, with facts that are in
    /// no chain's way.
    /// </summary>
    private static async Task Queue(Bench bench, Receiver dead)
    {
        var endpoint = await Listen(bench, dead.Url);
        await bench.Issue();
        await dead.Wait();
        const string Numbers =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @most)";
        var padded = bench.Store.ConnectionString is null
            ? "substr('00000000' || i, -8)"
            : "lpad(i::text, 8, '0')";
        var from =
            $"(SELECT '0000000000bench000' || {padded} AS tail, i FROM n) AS x CROSS JOIN (SELECT f.* FROM platform_facts f JOIN webhooks_deliveries d ON d.organization_id = f.organization_id AND d.event_id = 'evt_' || substr(f.id, 5) WHERE d.endpoint_id = @endpoint LIMIT 1) AS f";
        await bench.Store.Execute(
            $"{Numbers} INSERT INTO platform_facts (organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members, sequence, number, hash) "
                + $"SELECT f.organization_id, 'fct_' || x.tail, f.mode, f.at, f.kind, f.resource_id, f.actor_kind, f.actor_id, f.request_id, f.members, 1, 10000000 + x.i, '' FROM {from}",
            ("@most", LongQueue),
            ("@endpoint", endpoint)
        );
        await bench.Store.Execute(
            $"{Numbers} INSERT INTO webhooks_deliveries (organization_id, endpoint_id, event_id, mode, kind, resource_id, created_at, state, next_at, attempts, tries, lease) "
                + $"SELECT f.organization_id, @endpoint, 'evt_' || x.tail, f.mode, f.kind, f.resource_id, f.at, 'pending', f.at, 0, 0, 0 FROM {from}",
            ("@most", LongQueue),
            ("@endpoint", endpoint)
        );
    }

    private static string Rows(Bench bench, int count)
    {
        var rows = Enumerable.Repeat("""{"recipient":{"name":"Ada Example"}}""", count);
        return new StringBuilder("{\"groupId\":\"")
            .Append(bench.GroupId)
            .Append("\",\"rows\":[")
            .AppendJoin(',', rows)
            .Append("]}")
            .ToString();
    }
}
