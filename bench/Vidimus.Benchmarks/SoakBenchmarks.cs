using System.Diagnostics;
using System.Net;

namespace Vidimus.Benchmarks;

/// <summary>
/// A long run at 70 % of what the server can do: issuing, verifying and reading, in equal parts. Memory, handles and
/// connections are to be flat once everything is warm; the second quarter of the run is compared with the last.
/// </summary>
internal static class SoakBenchmarks
{
    private const double Share = 0.7;
    private const double MostGrowth = 1.10;

    /// <summary>How long the run is.</summary>
    public static TimeSpan Length { get; set; } = TimeSpan.FromMinutes(10);

    public static async Task Run(Report report)
    {
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            var id = await bench.Issue();
            using var load = new Load();
            var most = await load.Run(bench.Server, i => Next(bench, id, i), anySuccess: true);
            var rate = Share * most.Rate;
            var samples = new List<Sample>();
            using var end = new CancellationTokenSource(Length);
            var sampling = Watch(bench.Server, samples, end.Token);
            var (sent, failed, late) = await Pace(load.Http, bench, id, rate, end.Token);
            await sampling;
            report.Failed("soak", failed);
            Tell(
                report,
                $"soak {Length.TotalMinutes:0.#} min at {rate:0}/s, {engine}",
                samples,
                sent,
                late
            );
        }
    }

    private static HttpRequestMessage Next(Bench bench, string id, int number) =>
        (number % 3) switch
        {
            0 => bench.PostOf("/v1/credentials", bench.NewCredential(number), bench.Bearer),
            1 => bench.PostOf(
                "/v1/verifications",
                System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""),
                null
            ),
            _ => bench.Get("/v1/auth/me", bench.Key),
        };

    /// <summary>Sends by the clock, whatever the answers take; more than a few hundred under way counts as late.</summary>
    private static async Task<(int Sent, int Failed, int Late)> Pace(
        HttpMessageInvoker http,
        Bench bench,
        string id,
        double rate,
        CancellationToken end
    )
    {
        var (sent, failed, late) = (0, 0, 0);
        using var underWay = new SemaphoreSlim(256);
        var started = Stopwatch.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate);
            for (; sent < due; sent++)
            {
                if (!await underWay.WaitAsync(0, CancellationToken.None))
                {
                    late++;
                    continue;
                }
                var number = sent;
                _ = Task.Run(
                    async () =>
                    {
                        using var request = Next(bench, id, number);
                        if (!await Succeeds(http, request))
                            Interlocked.Increment(ref failed);
                        underWay.Release();
                    },
                    CancellationToken.None
                );
            }
            await Task.Delay(5, CancellationToken.None);
        }
        for (var i = 0; i < 256; i++)
            await underWay.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        return (sent - late, failed, late);
    }

    private static async Task<bool> Succeeds(HttpMessageInvoker http, HttpRequestMessage request)
    {
        try
        {
            using var answer = await http.SendAsync(request, CancellationToken.None);
            await answer.Content.CopyToAsync(Stream.Null);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task Watch(
        ServerProcess server,
        List<Sample> samples,
        CancellationToken end
    )
    {
        var pause = TimeSpan.FromSeconds(Math.Clamp(Length.TotalSeconds / 60, 1, 10));
        while (!end.IsCancellationRequested)
        {
            samples.Add(new(server.MegabytesNow, server.Handles, server.Sockets));
            await Task.WhenAny(Task.Delay(pause, end));
        }
    }

    private static void Tell(Report report, string work, List<Sample> samples, int sent, int late)
    {
        var quarter = samples.Count / 4;
        var (early, last) = (
            samples.Skip(quarter).Take(quarter).ToList(),
            samples.TakeLast(quarter).ToList()
        );
        var memory = (
            Before: early.Average(s => s.Megabytes),
            After: last.Average(s => s.Megabytes)
        );
        var handles = (Before: early.Average(s => s.Handles), After: last.Average(s => s.Handles));
        var sockets = (Before: early.Average(s => s.Sockets), After: last.Average(s => s.Sockets));
        report.Add(
            work,
            $"{memory.Before:0} → {memory.After:0} MB, handles {handles.Before:0} → {handles.After:0}, sockets {sockets.Before:0} → {sockets.After:0}",
            $"second quarter → last; {sent:#,0} requests, {late} held back",
            $"peak {samples.Max(s => s.Megabytes):0} MB",
            "flat: within 10 %",
            memory.After <= memory.Before * MostGrowth
                && handles.After <= handles.Before * MostGrowth + 8
                && sockets.After <= sockets.Before * MostGrowth + 8
        );
    }

    private sealed record Sample(double Megabytes, int Handles, int Sockets);
}
