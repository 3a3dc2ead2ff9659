using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>What strangers send below the level of requests: slowly, doubly, or under another name.</summary>
public sealed class NetworkTests(OnSqlite shared) : Scenario(shared), IClassFixture<OnSqlite>
{
    private static int Many => Long.Wanted ? 2000 : 300;

    [Fact]
    public async Task N1_slow_heads_and_slow_bodies_are_dropped_and_honest_clients_do_not_notice_nor_those_who_never_read()
    {
        var issuer = await App.NewOrganization();
        var slow = new List<Task<TimeSpan>>();
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Many / 100).Select(_ => NeverRead(end.Token)).ToArray();
        for (var i = 0; i < Many; i++)
            slow.Add(
                (i % 2) switch
                {
                    0 => Trickle("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: ", "b"),
                    _ => Trickle(
                        $"POST /v1/keys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {issuer.Live.Secret}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{",
                        " "
                    ),
                }
            );
        var times = new List<TimeSpan>();
        while (slow.Exists(s => !s.IsCompleted) && times.Count < 100_000)
        {
            var started = Stopwatch.GetTimestamp();
            (await App.Get("/health/live")).Should(200);
            times.Add(Stopwatch.GetElapsedTime(started));
            await Task.Delay(20);
        }
        times.Order().ElementAt(times.Count * 99 / 100).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await Task.WhenAll(slow)).ShouldAllBe(t => t < TimeSpan.FromSeconds(40));
        await end.CancelAsync();
        await Task.WhenAll(readers);
    }

    /// <summary>Sends a beginning and then a byte now and then; answers after how long the server had enough.</summary>
    private async Task<TimeSpan> Trickle(string start, string more)
    {
        var watch = Stopwatch.StartNew();
        using var socket = new TcpClient();
        await socket.ConnectAsync("localhost", App.Port);
        var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start));
            var closed = Drained(stream);
            while (await Task.WhenAny(closed, Task.Delay(1000)) != closed)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(more));
        }
        catch (IOException)
        {
            // reset: dropped
        }
        return watch.Elapsed;
    }

    /// <summary>
    /// Asks again and again and reads none of the answers: Kestrel gives such a reader the time that all it was sent takes
    /// at the slowest rate, so here it must only do no harm.
    /// </summary>
    private async Task NeverRead(CancellationToken end)
    {
        using var socket = new TcpClient { ReceiveBufferSize = 1024 };
        await socket.ConnectAsync("localhost", App.Port, end);
        var stream = socket.GetStream();
        var request = Encoding.ASCII.GetBytes(
            "GET /assets/vidimus.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
        );
        try
        {
            for (var i = 0; i < 1000; i++)
                await stream.WriteAsync(request, end);
            await Task.Delay(Timeout.Infinite, end);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // dropped, or the test is over
        }
    }

    private static async Task Drained(NetworkStream stream)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) > 0) { }
    }

    public static TheoryData<string, string> Smuggled =>
        new()
        {
            {
                "length and chunks",
                "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            },
            {
                "chunks twice",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            },
            {
                "chunks and another coding",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
            },
            { "unknown coding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" },
            {
                "coding with a tab",
                "Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
            },
            { "two lengths", "Content-Length: 5\r\nContent-Length: 0\r\n\r\n0\r\n\r\n" },
            { "length list", "Content-Length: 5, 5\r\n\r\n0\r\n\r\n" },
            { "length in hexadecimal", "Content-Length: 0x5\r\n\r\n0\r\n\r\n" },
            { "space before the colon", "Content-Length : 5\r\n\r\n0\r\n\r\n" },
            { "space before chunked's colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" },
            { "folded header", "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
            {
                "bare line feed in a chunk's extension",
                "Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\n{\r\n0\r\n\r\n"
            },
            {
                "bare carriage return in a chunk's extension",
                "Transfer-Encoding: chunked\r\n\r\n1;a\rb\r\n{\r\n0\r\n\r\n"
            },
            { "chunk size with a sign", "Transfer-Encoding: chunked\r\n\r\n+1\r\n{\r\n0\r\n\r\n" },
            {
                "chunk size with a prefix",
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\n{\r\n0\r\n\r\n"
            },
            {
                "chunk size too large",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{\r\n0\r\n\r\n"
            },
            {
                "chunk longer than said",
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{{{{\r\n0\r\n\r\n"
            },
            { "NUL in a header", "X-A: a\0b\r\n\r\n" },
        };

    [Theory]
    [MemberData(nameof(Smuggled))]
    public async Task N3_an_ambiguous_request_is_400_and_no_second_one_is_served(
        string what,
        string rest
    )
    {
        what.ShouldNotBeEmpty();
        // The route reads its body, so that errors in it are found; the second request would be answered 200.
        var raw = await App.Raw(
            $"POST /v1/auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{rest}GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            TimeSpan.FromSeconds(3)
        );
        raw.ShouldStartWith("HTTP/1.1 400", customMessage: raw);
        raw.ShouldNotContain("alive");
        raw.Split("HTTP/1.1 ").Length.ShouldBe(2, raw);
    }

    [Fact]
    public async Task N3_a_bare_line_feed_ends_no_head_that_a_proxy_would_read_otherwise()
    {
        var raw = await App.Raw(
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: b\nGET /v1/keys HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            TimeSpan.FromSeconds(3)
        );
        raw.Split("HTTP/1.1 ").Length.ShouldBe(2, raw);
        raw.ShouldStartWith("HTTP/1.1 400", customMessage: raw);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:443")]
    [InlineData("localhost.evil.example")]
    [InlineData("localhost@evil.example")]
    [InlineData("203.0.113.9")]
    [InlineData("localhost:x")]
    [InlineData("a b")]
    public async Task N4_another_hosts_name_is_refused(string host)
    {
        var raw = await App.Raw(
            $"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        );
        raw.ShouldStartWith("HTTP/1.1 400", customMessage: raw);
        raw.ShouldNotContain("evil.example");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:80")]
    public async Task N4_this_machines_own_names_are_answered(string host) =>
        (
            await App.Raw($"GET /health/live HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
        ).ShouldStartWith("HTTP/1.1 200");

    [Fact]
    public async Task N4_a_host_that_a_setting_names_is_answered_and_links_still_come_from_the_configuration()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Http:AllowedHosts:0"] = "inside.example",
                },
            }
        );
        var issuer = await app.NewOrganization();
        foreach (
            var (name, value) in new[]
            {
                ("Host", "inside.example"),
                ("X-Forwarded-Host", "evil.example"),
                ("X-Forwarded-Proto", "https"),
                ("X-Forwarded-Prefix", "/evil"),
                ("X-Original-URL", "/evil"),
                ("X-Rewrite-URL", "/evil"),
                ("Forwarded", "host=evil.example;proto=https"),
            }
        )
        {
            foreach (
                var path in new[]
                {
                    "/v1/auth/me",
                    "/openapi.json",
                    "/verify",
                    "/.well-known/did.json",
                }
            )
            {
                var answer = await app.Get(path, issuer.Live.Secret, (name, value));
                answer.Status.ShouldBeOneOf([200, 404], answer.Text);
                answer.Text.ShouldNotContain("evil");
                answer.Text.ShouldNotContain("inside.example");
                (answer["Location"] ?? "").ShouldNotContain("evil");
            }
        }
        (await app.Get("/health", null, ("Host", "other.example"))).ShouldBeProblem(
            400,
            "HOST_NOT_ALLOWED"
        );
    }

    [Theory]
    [InlineData("GET http://evil.example/health HTTP/1.1\r\nHost: evil.example")]
    [InlineData("GET http://evil.example/health HTTP/1.1\r\nHost: localhost")]
    [InlineData("GET http://localhost/health HTTP/1.1\r\nHost: evil.example")]
    [InlineData("GET /health HTTP/1.1\r\nX-A: no host at all")]
    [InlineData("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example")]
    [InlineData("GET health HTTP/1.1\r\nHost: localhost")]
    [InlineData("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: evil.example")]
    public async Task N4_an_absolute_target_and_a_missing_or_doubled_host_are_no_way_around(
        string head
    )
    {
        var raw = await App.Raw(head + "\r\nConnection: close\r\n\r\n");
        raw.ShouldMatch("^HTTP/1.1 (400|404|405) ", raw);
        raw.ShouldNotContain("healthy");
    }
}
