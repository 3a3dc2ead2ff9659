using System.Diagnostics;
using System.Text.Json;

namespace Vidimus.Benchmarks;

/// <summary>Searching and looking up on the corpus of <see cref="PolicyCorpus"/>, one caller, over HTTP.</summary>
internal static class PolicyReadBenchmarks
{
    private const int Rounds = 300;
    private const double MostSearch = 50;
    private const double MostLookup = 5;

    public static async Task Run(Report report)
    {
        await PolicyCorpus.Folder();
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine);
            await PolicyCorpus.Load(bench);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
            {
                BaseAddress = bench.Server.Url,
            };
            http.DefaultRequestHeaders.Authorization = new("Bearer", bench.Key);
            var words = await Words(http);
            var codes = await Codes(http);
            await Measure(
                report,
                http,
                engine,
                "words of titles, one to three",
                i => $"/v1/policies?q={Some(words, i, 1 + (i % 3))}",
                MostSearch
            );
            await Measure(
                report,
                http,
                engine,
                "words of titles, in a jurisdiction and of a type",
                i => $"/v1/policies?q={Some(words, i, 1)}&type=LCD&jurisdiction=JH",
                MostSearch
            );
            await Measure(
                report,
                http,
                engine,
                "criteria, two words",
                i => $"/v1/policies/criteria?q={Some(words, i, 2)}",
                MostSearch
            );
            await Measure(
                report,
                http,
                engine,
                "a code among policies",
                i => $"/v1/policies?code={codes[i % codes.Length]}",
                MostSearch
            );
            await Measure(
                report,
                http,
                engine,
                "a code, looked up",
                i => $"/api/v1/codes/lookup?code={codes[i % codes.Length]}",
                MostLookup
            );
            await Measure(
                report,
                http,
                engine,
                "a list of 50",
                i => "/v1/policies?limit=50",
                MostSearch
            );
            await Ask(report, bench, http, engine, "/v1/prior-authorizations/check", codes, "");
            await Ask(
                report,
                bench,
                http,
                engine,
                "/v1/claims/validate",
                codes,
                ",\"dateOfService\":\"2025-12-01\""
            );
        }
    }

    // Two procedures a question, and what a question costs the server's processors.
    private static async Task Ask(
        Report report,
        Bench bench,
        HttpClient http,
        object engine,
        string path,
        string[] codes,
        string more
    )
    {
        string[] procedures = [.. codes.Where(c => c.Length == 5).Distinct()];
        var times = new double[Rounds];
        var cpu = TimeSpan.Zero;
        for (var i = -20; i < Rounds; i++)
        {
            if (i == 0)
                cpu = bench.Server.Cpu;
            var (one, other) = (
                procedures[(i + 20) % procedures.Length],
                procedures[(i + 21) % procedures.Length]
            );
            using var body = new StringContent(
                $"{{\"procedureCodes\":[\"{one}\",\"{other}\"],\"payer\":\"medicare\"{more}}}",
                System.Text.Encoding.UTF8,
                "application/json"
            );
            var start = Stopwatch.GetTimestamp();
            using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body);
            var text = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{path}: {answer.StatusCode} {text}");
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        cpu = bench.Server.Cpu - cpu;
        Array.Sort(times);
        var p95 = times[(int)(Rounds * 0.95)];
        report.Add(
            $"policies-read: {path}{(more.Length > 0 ? " of a past day" : "")}, {engine}",
            $"p50 {times[Rounds / 2]:0.0} ms, p95 {p95:0.0} ms, p99 {times[(int)(Rounds * 0.99)]:0.0} ms",
            $"{cpu.TotalMilliseconds / Rounds:0.0} ms of the server's CPU a question",
            "",
            $"p95 ≤ {MostSearch:0} ms",
            p95 <= MostSearch
        );
    }

    private static async Task Measure(
        Report report,
        HttpClient http,
        object engine,
        string what,
        Func<int, string> path,
        double most
    )
    {
        var times = new double[Rounds];
        long bytes = 0;
        for (var i = -20; i < Rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(new Uri(path(i + 20), UriKind.Relative));
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{path(i + 20)}: {answer.StatusCode}");
            if (i < 0)
                continue;
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            bytes += body.Length;
        }
        Array.Sort(times);
        var p95 = times[(int)(Rounds * 0.95)];
        report.Add(
            $"policies-read: {what}, {engine}",
            $"p50 {times[Rounds / 2]:0.0} ms, p95 {p95:0.0} ms, p99 {times[(int)(Rounds * 0.99)]:0.0} ms",
            $"{bytes / Rounds / 1024:0} KB an answer",
            "",
            $"p95 ≤ {most:0} ms",
            p95 <= most
        );
    }

    private static string Some(string[] words, int i, int count) =>
        string.Join('+', Enumerable.Range(0, count).Select(n => words[(i + n) % words.Length]));

    // Of titles as they come, so that words are sought as often as they are used.
    private static async Task<string[]> Words(HttpClient http)
    {
        var page = await Data(http, "/v1/policies?limit=100");
        return
        [
            .. page.SelectMany(p => p.GetProperty("title").GetString()!.Split(' '))
                .Where(w => w.Length > 3 && w.All(char.IsLetter)),
        ];
    }

    private static async Task<string[]> Codes(HttpClient http) =>
        [
            .. (await Data(http, "/v1/policies?limit=100&include=codes"))
                .SelectMany(p => p.GetProperty("codes").EnumerateArray())
                .Select(c => c.GetProperty("code").GetString()!),
        ];

    private static async Task<JsonElement[]> Data(HttpClient http, string path)
    {
        using var document = JsonDocument.Parse(
            await http.GetByteArrayAsync(new Uri(path, UriKind.Relative))
        );
        return [.. document.RootElement.Clone().GetProperty("data").EnumerateArray()];
    }
}
