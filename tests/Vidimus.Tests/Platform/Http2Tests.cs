using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>HTTP/2 frames that no client sends (RFC 9113), over TLS; without TLS there is no HTTP/2.</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte Continuation = 9;
    private VidimusApp _app = null!;

    public async ValueTask InitializeAsync() =>
        _app = await VidimusApp.Start(new() { Tls = true, RealTime = true });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task N2_an_honest_client_is_answered_over_HTTP_2() =>
        (await HonestClient()).ShouldBe(new Version(2, 0));

    [Fact]
    public async Task N2_without_TLS_there_is_no_HTTP_2()
    {
        await using var plain = await VidimusApp.Start();
        var answer = await plain.Raw(
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0",
            TimeSpan.FromSeconds(3)
        );
        answer.ShouldNotContain("200");
        var upgrade = await plain.Raw(
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
            TimeSpan.FromSeconds(3)
        );
        upgrade.ShouldNotContain("101 ");
    }

    [Fact]
    public async Task N2_streams_opened_and_reset_again_and_again_pile_up_nowhere()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var attack = await Connect();
        var watch = Stopwatch.StartNew();
        for (
            var i = 0;
            i < 20_000 && !attack.IsClosed && watch.Elapsed < TimeSpan.FromSeconds(3);
            i++
        )
        {
            var stream = (2 * i) + 1;
            await attack.Send(Headers, 0x5, stream, Request);
            await attack.Send(Reset, 0, stream, [0, 0, 0, 8]);
        }
        // Kestrel ends such a connection once more streams are being wound up than it allows; here or not, others are
        // answered and nothing is kept.
        (await HonestClient()).Major.ShouldBe(2);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(50_000_000);
    }

    [Fact]
    public async Task N2_a_head_that_never_ends_closes_the_connection()
    {
        await using var attack = await Connect();
        await attack.Send(Headers, 0x1, 1, Request);
        // A literal header of 4,000 characters again and again, never with END_HEADERS.
        byte[] literal =
        [
            0x00,
            0x01,
            (byte)'x',
            0x7f,
            0xa1,
            0x1e,
            .. Encoding.ASCII.GetBytes(new string('a', 4000)),
        ];
        for (var i = 0; i < 20_000 && !attack.IsClosed; i++)
            await attack.Send(Continuation, 0, 1, literal);
        await attack.MustEnd();
        (await HonestClient()).Major.ShouldBe(2);
    }

    [Theory]
    [InlineData(Settings)]
    [InlineData(Ping)]
    public async Task N2_frames_that_ask_for_answers_nobody_reads_cost_no_memory(byte type)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var attack = await Connect(reads: false);
        byte[] payload = type == Ping ? new byte[8] : [0, 4, 0, 0, 0xff, 0xff];
        var watch = Stopwatch.StartNew();
        for (
            var i = 0;
            i < 200_000 && !attack.IsClosed && watch.Elapsed < TimeSpan.FromSeconds(3);
            i++
        )
            await attack.Send(type, 0, 0, payload);
        (await HonestClient()).Major.ShouldBe(2);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(50_000_000);
    }

    [Fact]
    public async Task N2_a_window_that_is_never_opened_holds_no_stream_for_ever_and_others_are_answered()
    {
        await using var attack = await Connect(window: 0);
        for (var i = 0; i < 100; i++)
            await attack.Send(Headers, 0x5, (2 * i) + 1, Request);
        (await HonestClient()).Major.ShouldBe(2);
        var watch = Stopwatch.StartNew();
        while (!attack.IsClosed && watch.Elapsed < TimeSpan.FromSeconds(30))
            await Task.Delay(100);
        attack.IsClosed.ShouldBeTrue();
    }

    private async Task<Version> HonestClient()
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            },
        };
        using var http = new HttpClient(handler)
        {
            BaseAddress = _app.Url,
            Timeout = TimeSpan.FromSeconds(60),
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live")
        {
            Version = new(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return response.Version;
    }

    // GET https localhost /assets/vidimus.css: two indexed fields of RFC 7541, appendix A, and two literals.
    private static byte[] Request =>
        [0x82, 0x87, 0x04, 19, .. "/assets/vidimus.css"u8, 0x01, 9, .. "localhost"u8];

    private async Task<Attacker> Connect(bool reads = true, int window = 65_535)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", _app.Port);
        var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            }
        );
        tls.NegotiatedApplicationProtocol.ShouldBe(SslApplicationProtocol.Http2);
        var attacker = new Attacker(tcp, tls);
        await tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        var setting = new byte[6];
        setting[1] = 4; // SETTINGS_INITIAL_WINDOW_SIZE
        BinaryPrimitives.WriteInt32BigEndian(setting.AsSpan(2), window);
        await attacker.Send(Settings, 0, 0, setting);
        if (reads)
            attacker.Read();
        return attacker;
    }

    private sealed class Attacker(TcpClient tcp, SslStream tls) : IAsyncDisposable
    {
        private Task _reading = Task.CompletedTask;
        private volatile bool _closed;

        public bool IsClosed => _closed;

        public async Task Send(byte type, byte flags, int stream, byte[] payload)
        {
            var frame = new byte[9 + payload.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
            frame[3] = type;
            frame[4] = flags;
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
            payload.CopyTo(frame, 9);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            try
            {
                await tls.WriteAsync(frame, patience.Token);
            }
            catch (Exception e)
                when (e
                        is IOException
                            or OperationCanceledException
                            or ObjectDisposedException
                            or InvalidOperationException
                )
            {
                // Closed; or the server reads no more, which bounds it as well.
                _closed = true;
            }
        }

        /// <summary>Reads frames until the connection ends or GOAWAY says that it will.</summary>
        public void Read() =>
            _reading = Task.Run(async () =>
            {
                var head = new byte[9];
                try
                {
                    while (true)
                    {
                        await tls.ReadExactlyAsync(head);
                        var length = BinaryPrimitives.ReadInt32BigEndian(head) >> 8;
                        await tls.ReadExactlyAsync(new byte[length]);
                        if (head[3] == GoAway)
                            break;
                    }
                }
                catch (IOException)
                {
                    // closed
                }
                _closed = true;
            });

        public async Task MustEnd()
        {
            (await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(10)))).ShouldBe(
                _reading,
                "the connection is still open"
            );
        }

        public async ValueTask DisposeAsync()
        {
            await tls.DisposeAsync();
            tcp.Dispose();
        }
    }
}
