using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>From the answer of a change to the first try to tell of it: 200 events a second to 100 endpoints, one of them dead.</summary>
internal static class WebhookFirstBenchmarks
{
    private const int Endpoints = 100;
    private const double EventsPerSecond = 200;
    private const double Target = 1000;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);

    public static async Task Run(Report report)
    {
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            await using var good = Receiver.Answering();
            await using var dead = Receiver.Behaving(i => i.Silence());
            var keys = new AuthenticationHeaderValue[Endpoints];
            for (var i = 0; i < Endpoints; i++)
            {
                var key = await bench.Post(
                    "/v1/keys",
                    $$"""{"label":"Bench {{i}}","mode":"live","scopes":["admin"]}"""
                );
                keys[i] = new("Bearer", key.GetProperty("secret").GetString());
                await WebhookDrainBenchmarks.Listen(
                    bench,
                    i == 0 ? dead.Url : good.Url,
                    $$""","keyId":"{{key.GetProperty("id").GetString()}}" """
                );
            }
            var answered = new ConcurrentDictionary<string, DateTimeOffset>();
            var cpu = bench.Server.Cpu;
            var failed = await Load(bench, keys, answered);
            var each =
                (bench.Server.Cpu - cpu).TotalMicroseconds
                / (EventsPerSecond * (Warm + Benchmarks.Load.Measured).TotalSeconds);
            await Task.Delay(3000);
            report.Failed("webhook-first", failed);
            Tell(report, engine, answered, good, each);
        }
    }

    private static async Task<int> Load(
        Bench bench,
        AuthenticationHeaderValue[] keys,
        ConcurrentDictionary<string, DateTimeOffset> answered
    )
    {
        using var http = new HttpMessageInvoker(
            new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 }
        );
        var (sent, failed) = (0, 0);
        var running = new ConcurrentBag<Task>();
        var length = Warm + Benchmarks.Load.Measured;
        for (
            var started = Stopwatch.GetTimestamp();
            Stopwatch.GetElapsedTime(started) < length;
            await Task.Delay(2)
        )
        {
            var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * EventsPerSecond);
            for (; sent < due; sent++)
            {
                var (number, warm) = (sent, Stopwatch.GetElapsedTime(started) < Warm);
                running.Add(
                    Task.Run(async () =>
                    {
                        using var request = bench.PostOf(
                            "/v1/credentials",
                            bench.NewCredential(number),
                            keys[number % keys.Length]
                        );
                        using var answer = await http.SendAsync(request, CancellationToken.None);
                        if (!answer.IsSuccessStatusCode)
                        {
                            Interlocked.Increment(ref failed);
                            return;
                        }
                        var text = await answer.Content.ReadAsStringAsync();
                        if (!warm && number % keys.Length != 0)
                            answered[Id(text)] = DateTimeOffset.UtcNow;
                    })
                );
            }
        }
        await Task.WhenAll(running);
        return failed;
    }

    private static string Id(string text) =>
        System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;

    private static void Tell(
        Report report,
        Engine engine,
        ConcurrentDictionary<string, DateTimeOffset> answered,
        Receiver good,
        double cpu
    )
    {
        List<double> took = [];
        foreach (var got in good.Received)
        {
            var body = Encoding.UTF8.GetString(got.Body);
            var at = body.IndexOf("cred_", StringComparison.Ordinal);
            if (answered.TryRemove(body.Substring(at, 31), out var since))
                took.Add(Math.Max(0, (got.At - since).TotalMilliseconds));
        }
        took.Sort();
        report.Failed("webhook-first: not told", answered.Count);
        var p99 = took.Count == 0 ? double.NaN : took[(int)(took.Count * 0.99)];
        report.Add(
            $"first attempt at {EventsPerSecond:0} events/s to {Endpoints} endpoints, one dead, {engine}",
            $"p99 {p99:0} ms after the answer",
            $"median {(took.Count == 0 ? double.NaN : took[took.Count / 2]):0} ms, longest {(took.Count == 0 ? double.NaN : took[^1]):0} ms, {took.Count:#,0} events",
            $"{cpu:0} µs of the server's CPU for each, issuing included",
            "≤ 1,000 ms",
            p99 <= Target
        );
    }
}
