using System.Diagnostics;
using System.Text;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>Issuing 10,000 credentials by lists of 1,000.</summary>
internal static class IssueListBenchmarks
{
    private const int Lists = 10;
    private const int RowsOfList = 1000;

    public static async Task Run(Report report)
    {
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            await Issue(bench, 0);
            var before = bench.Server.MegabytesPeak;
            await Measure(report, bench, $"the first 10,000, {engine}", 1, before);
            // What the compiler takes at first is shared by all that follow.
            await Measure(report, bench, $"the next 10,000, {engine}", 1 + Lists, before);
            await Measure(report, bench, $"10,000 after those, {engine}", 1 + (2 * Lists), before);
        }
    }

    private static async Task Measure(
        Report report,
        Bench bench,
        string what,
        int first,
        double before
    )
    {
        var bodies = Enumerable.Range(first, Lists).Select(list => Body(bench, list)).ToArray();
        var cpu = bench.Server.Cpu;
        var started = Stopwatch.GetTimestamp();
        foreach (var body in bodies)
            Demand(await bench.Post("/v1/credentials/batch", body));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        const int Rows = Lists * RowsOfList;
        var each = (bench.Server.Cpu - cpu).TotalMicroseconds / Rows;
        // JSON and JWT are signed: two signatures are the floor.
        var over = each - (2 * Units.Signature);
        report.Add(
            $"issue by lists of 1,000: {what}",
            $"{Rows / seconds:#,0} rows/s, {each:0} µs of CPU each",
            $"two bare signatures {2 * Units.Signature:0} µs; peak memory {bench.Server.MegabytesPeak:0} MB, {before:0} MB after the first list",
            $"bare + {Units.In(over)}",
            "bare + ≤ 2 u",
            over <= 2 * Units.Signature
        );
    }

    private static async Task Issue(Bench bench, int list) =>
        Demand(await bench.Post("/v1/credentials/batch", Body(bench, list)));

    private static void Demand(System.Text.Json.JsonElement batch)
    {
        if (batch.GetProperty("accepted").GetInt32() != RowsOfList)
            throw new InvalidOperationException(
                $"Only {batch.GetProperty("accepted")} rows were issued."
            );
    }

    private static string Body(Bench bench, int list)
    {
        var rows = Enumerable
            .Range(list * RowsOfList, RowsOfList)
            .Select(i =>
                $$$"""{"recipient":{"name":"Ada Example {{{i}}}","email":"ada{{{i}}}@example.org","externalId":"person-{{{i}}}"},"subject":{"grade":"A","hours":16}}"""
            );
        return new StringBuilder("{\"groupId\":\"")
            .Append(bench.GroupId)
            .Append("\",\"rows\":[")
            .AppendJoin(',', rows)
            .Append("]}")
            .ToString();
    }
}
