using System.Diagnostics;
using System.Net;

namespace Vidimus.Benchmarks;

/// <summary>What a load measured.</summary>
internal sealed record Loaded(
    int Requests,
    int Failed,
    double Seconds,
    double P50,
    double P99,
    double ServerCpuMicroseconds
)
{
    public double Rate => Requests / Seconds;

    public string RateText => $"{Rate:#,0}/s";

    public string LatencyText => $"p50 {P50:0.0} ms, p99 {P99:0.0} ms";

    public string CpuText => $"{ServerCpuMicroseconds:0} µs";
}

/// <summary>Clients that each send their next request when the last one was answered, from this process.</summary>
internal sealed class Load : IDisposable
{
    private static readonly TimeSpan WarmupRound = TimeSpan.FromSeconds(2);
    private const int WarmupRequests = 10_000;
    private const int MostWarmupRounds = 8;

    /// <summary>For work of which the other bound gives too little: its code would be measured while it is compiled.</summary>
    public const int LongWarmupRounds = 24;

    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = Clients,
            ActivityHeadersPropagator = null,
        }
    );

    public static TimeSpan Measured { get; set; }

    public static int Clients { get; set; }

    public HttpMessageInvoker Http => _http;

    /// <summary>Sends requests until the time is over; the warm-up before it does not count.</summary>
    /// <param name="server">Its processor time is what is divided by the requests.</param>
    /// <param name="request">Makes the next request; called with a number of its own.</param>
    /// <param name="expected">The status that is right.</param>
    /// <param name="anySuccess">True for requests of several kinds: every status of success is right.</param>
    /// <param name="warmupRounds">Two seconds each, at most so many.</param>
    public async Task<Loaded> Run(
        ServerProcess server,
        Func<int, HttpRequestMessage> request,
        HttpStatusCode expected = HttpStatusCode.OK,
        bool anySuccess = false,
        int warmupRounds = MostWarmupRounds
    )
    {
        _anySuccess = anySuccess;
        await WarmUp(request, expected, warmupRounds);
        var cpu = server.Cpu;
        var measured = await Phase(Measured, request, expected);
        var used = (server.Cpu - cpu).TotalMicroseconds;
        var times = measured.Times;
        times.Sort();
        var count = times.Count;
        return new(
            count,
            measured.Failed,
            measured.Seconds,
            At(times, 0.50),
            At(times, 0.99),
            count == 0 ? 0 : used / count
        );
    }

    /// <summary>
    /// Sends so many requests a second, whether the last ones were answered or not, so that a slow answer makes the next
    /// ones wait as it would in the field. Times begin when a request is handed to the client.
    /// </summary>
    public async Task<Loaded> RunAtRate(
        ServerProcess server,
        int perSecond,
        Func<int, HttpRequestMessage> request,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        await WarmUp(request, expected, MostWarmupRounds);
        var cpu = server.Cpu;
        var all = new List<Task<(double Milliseconds, bool Failed)>>();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Measured)
        {
            var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond);
            while (all.Count < due)
                all.Add(Task.Run(() => One(request, expected)));
            Thread.Sleep(1);
        }
        var answers = await Task.WhenAll(all);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var times = answers.Select(a => a.Milliseconds).Order().ToList();
        return new(
            times.Count,
            answers.Count(a => a.Failed),
            seconds,
            At(times, 0.50),
            At(times, 0.99),
            (server.Cpu - cpu).TotalMicroseconds / Math.Max(1, times.Count)
        );
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Until the server's code is compiled as well as it will be: a time alone is not enough on a busy machine.</summary>
    private async Task WarmUp(
        Func<int, HttpRequestMessage> request,
        HttpStatusCode expected,
        int mostRounds
    )
    {
        var sent = 0;
        for (var round = 0; round < 2 || (sent < WarmupRequests && round < mostRounds); round++)
            sent += (await Phase(WarmupRound, request, expected)).Times.Count;
    }

    private bool _anySuccess;
    private int _next;
    private int _told;

    private async Task<(List<double> Times, int Failed, double Seconds)> Phase(
        TimeSpan length,
        Func<int, HttpRequestMessage> request,
        HttpStatusCode expected
    )
    {
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(_ => Task.Run(() => Client(started, length, request, expected)))
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return ([.. all.SelectMany(c => c.Times)], all.Sum(c => c.Failed), seconds);
    }

    private async Task<(List<double> Times, int Failed)> Client(
        long started,
        TimeSpan length,
        Func<int, HttpRequestMessage> request,
        HttpStatusCode expected
    )
    {
        var times = new List<double>(16_384);
        var failed = 0;
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            var (took, wrong) = await One(request, expected);
            times.Add(took);
            if (wrong)
                failed++;
        }
        return (times, failed);
    }

    private async Task<(double Milliseconds, bool Failed)> One(
        Func<int, HttpRequestMessage> request,
        HttpStatusCode expected
    )
    {
        using var message = request(Interlocked.Increment(ref _next));
        var sent = Stopwatch.GetTimestamp();
        using var answer = await _http.SendAsync(message, CancellationToken.None);
        await answer.Content.CopyToAsync(Stream.Null);
        var took = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        if (_anySuccess ? answer.IsSuccessStatusCode : answer.StatusCode == expected)
            return (took, false);
        if (Interlocked.Exchange(ref _told, 1) == 0)
            Console.Error.WriteLine(
                $"  {message.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}"
            );
        return (took, true);
    }

    public static double At(List<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
