using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>The door for assistants: what a tool call costs beyond the tool, and what clients cost that only wait.</summary>
internal static class McpBenchmarks
{
    private const int Idle = 1000;
    private const string Path = "/mcp/x/fixtures";
    private const string Revision = "2026-07-28";

    // The tool that does nothing is one of the fixtures, which production does not have.
    private static readonly (string, string)[] Fixtures =
    [
        ("ASPNETCORE_ENVIRONMENT", "Staging"),
        ("VIDIMUS_Mcp__Fixtures", "true"),
        ("VIDIMUS_Limits__RequestsAtOncePerAddress", "2000"),
        ("Logging__LogLevel__Default", "Warning"),
    ];

    private static readonly byte[] Call = Encoding.UTF8.GetBytes(
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"noop","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}"""
    );

    public static async Task Run(Report report)
    {
        await using var bench = await Bench.Start(Engine.Sqlite, Fixtures);
        await using var echo = await ServerProcess.StartMcpEcho();
        using var load = new Load();
        await Demand(load, Request(new(echo.Url, "/mcp"), null));
        await Demand(load, Request(new(bench.Server.Url, Path), bench.Bearer));
        var (ours, theirs) = (new List<Loaded>(), new List<Loaded>());
        // One after the other, three times: a busy machine is busy for both.
        for (var round = 0; round < 3; round++)
        {
            theirs.Add(await load.Run(echo, _ => Request(new(echo.Url, "/mcp"), null)));
            ours.Add(
                await load.Run(
                    bench.Server,
                    _ => Request(new(bench.Server.Url, Path), bench.Bearer)
                )
            );
        }
        report.Failed("no-op tool", ours.Sum(l => l.Failed) + theirs.Sum(l => l.Failed));
        var (mine, bare) = (Median(ours), Median(theirs));
        var most = bare.ServerCpuMicroseconds + 0.5 * Units.Signature;
        report.Add(
            $"a tool that does nothing, {Load.Clients} clients: gate, limits, record",
            $"{mine.RateText}, {mine.LatencyText}; {mine.CpuText} each",
            "a bare echo on the official C# SDK",
            $"{bare.RateText}, {bare.LatencyText}; {bare.CpuText} each",
            $"≤ the echo + 0.5 u = {most:0} µs (u = {Units.Signature:0.0} µs)",
            mine.ServerCpuMicroseconds <= most
        );
    }

    /// <summary>A thousand clients that began a session and wait on its stream.</summary>
    public static async Task RunIdle(Report report)
    {
        await using var bench = await Bench.Start(Engine.Sqlite, Fixtures);
        var before = bench.Server.MegabytesNow;
        using var http = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 2 * Idle }
        );
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < Idle; i++)
            streams.Add(await Listen(http, bench));
        var after = bench.Server.MegabytesNow;
        foreach (var stream in streams)
            stream.Dispose();
        report.Add(
            $"{Idle} clients that wait, each with a session and its stream",
            $"{after:0} MB in all",
            "the same server before",
            $"{before:0} MB; {(after - before) * 1024 / Idle:0} KB each",
            "< 300 MB in all",
            after < 300
        );
    }

    private static async Task<HttpResponseMessage> Listen(HttpClient http, Bench bench)
    {
        using var begin = bench.PostOf(
            Path,
            Encoding.UTF8.GetBytes(
                """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}"""
            ),
            bench.Bearer
        );
        using var begun = await http.SendAsync(begin);
        begun.EnsureSuccessStatusCode();
        using var listen = bench.Get(Path, bench.Key, "text/event-stream");
        listen.Headers.Add("Mcp-Session-Id", begun.Headers.GetValues("Mcp-Session-Id").Single());
        var stream = await http.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead);
        stream.EnsureSuccessStatusCode();
        return stream;
    }

    /// <summary>A refusal by the protocol is answered with 200 too, and would be measured as if it were the tool's answer.</summary>
    private static async Task Demand(Load load, HttpRequestMessage request)
    {
        using var answer = await load.Http.SendAsync(request, CancellationToken.None);
        var text = await answer.Content.ReadAsStringAsync();
        if (!text.Contains("\"result\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"The tool was not carried out: {text}");
    }

    private static HttpRequestMessage Request(Uri url, AuthenticationHeaderValue? authorization)
    {
        var content = new ByteArrayContent(Call);
        content.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = content,
            Version = HttpVersion.Version11,
        };
        request.Headers.Authorization = authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", Revision);
        request.Headers.TryAddWithoutValidation("Mcp-Method", "tools/call");
        request.Headers.TryAddWithoutValidation("Mcp-Name", "noop");
        return request;
    }

    private static Loaded Median(List<Loaded> loaded) =>
        loaded.OrderBy(l => l.ServerCpuMicroseconds).ElementAt(loaded.Count / 2);
}
