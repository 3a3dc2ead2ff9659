using System.IO.Compression;
using System.Text;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class TarpitTests
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(20);

    [Fact]
    public Task W7_headers_that_never_come_end_at_the_deadline() =>
        EndsAtTheDeadline(exchange => exchange.AnswerAll(""), OutgoingPhase.WaitingForAnswer);

    [Fact]
    public Task W7_headers_one_byte_at_a_time_end_at_the_deadline() =>
        EndsAtTheDeadline(
            async exchange =>
            {
                await exchange.Answer("HTTP/1.1 200 OK\r\nX-Slow: ");
                await exchange.SendForever("a", Drip);
            },
            OutgoingPhase.WaitingForAnswer
        );

    [Fact]
    public Task W7_a_body_one_byte_at_a_time_ends_at_the_deadline() =>
        EndsAtTheDeadline(
            async exchange =>
            {
                await exchange.Answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                await exchange.SendForever("a", Drip);
            },
            OutgoingPhase.ReadingBody,
            // Long enough for the headers to have come on a busy machine too.
            milliseconds: 900
        );

    [Fact]
    public Task W7_a_receiver_that_does_not_read_ends_at_the_deadline() =>
        EndsAtTheDeadline(
            exchange => Task.Delay(Timeout.Infinite, exchange.Stop),
            OutgoingPhase.WaitingForAnswer,
            body: new byte[32 * 1024 * 1024]
        );

    [Fact]
    public async Task W7_a_handshake_that_never_ends_stops_at_the_time_for_connecting()
    {
        await using var receiver = Receiver.Behaving(exchange =>
            Task.Delay(Timeout.Infinite, exchange.Stop)
        );
        await using var guard = new Guard(
            Guard.Loopback,
            receiver.OpenPort,
            ("ConnectTimeout", "00:00:00.200")
        );
        var result = (
            await guard.Get($"https://127.0.0.1:{receiver.Port}/")
        ).ShouldBeOfType<OutgoingResult.TimedOut>();
        result.Phase.ShouldBe(OutgoingPhase.Connecting);
        result.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n{0}\r\n")]
    public async Task W7_an_endless_body_is_cut_and_its_connection_dropped(
        string head,
        string chunk
    )
    {
        var part =
            chunk.Length == 0 ? new string('x', 4096) : string.Format(chunk, new string('x', 4096));
        var dropped = new TaskCompletionSource();
        await using var receiver = Receiver.Behaving(async exchange =>
        {
            try
            {
                await exchange.Answer(head);
                await exchange.SendForever(part);
            }
            finally
            {
                dropped.SetResult();
            }
        });
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        var answer = (
            await guard.Get(receiver.Url(), maxBytes: 10_000)
        ).ShouldBeOfType<OutgoingResult.Answered>();
        answer.Body.Length.ShouldBe(10_000);
        answer.Truncated.ShouldBeTrue();
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public Task W7_a_hundred_thousand_headers_are_too_large() =>
        IsTooLarge(
            "HTTP/1.1 200 OK\r\n"
                + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"X-{i}: a\r\n"))
                + "\r\n"
        );

    [Fact]
    public Task W7_a_status_line_of_64_KB_is_too_large() =>
        IsTooLarge("HTTP/1.1 200 " + new string('a', 65_536) + "\r\n\r\n");

    [Fact]
    public Task W7_interim_answers_without_end_are_too_large() =>
        IsTooLarge("", "HTTP/1.1 100 Continue\r\n\r\n");

    [Fact]
    public Task W7_early_hints_without_end_are_too_large() =>
        IsTooLarge("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");

    [Fact]
    public async Task W7_a_chunk_extension_without_end_is_no_valid_answer()
    {
        await using var receiver = Receiver.Behaving(async exchange =>
        {
            await exchange.Answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;");
            await exchange.SendForever(new string('a', 1024));
        });
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        var result = (await guard.Get(receiver.Url())).ShouldBeOfType<OutgoingResult.Unreachable>();
        result.Reason.ShouldBe(UnreachableReason.BadAnswer);
    }

    [Fact]
    public Task W7_long_extensions_on_tiny_chunks_are_too_large() =>
        IsTooLarge(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "1;" + new string('e', 1000) + "\r\na\r\n"
        );

    [Fact]
    public Task W7_trailers_without_end_are_too_large() =>
        IsTooLarge(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            "X-Trailer: aaaaaaaaaaaaaaaa\r\n"
        );

    [Fact]
    public async Task W7_a_compressed_body_is_not_expanded()
    {
        using var packed = new MemoryStream();
        await using (
            var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)
        )
        {
            await zip.WriteAsync(new byte[4_000_000]);
        }
        var bytes = packed.ToArray();
        var text =
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bytes.Length}\r\n\r\n"
            + Encoding.Latin1.GetString(bytes);
        await using var receiver = Receiver.Answering(text);
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        var answer = (await guard.Get(receiver.Url())).ShouldBeOfType<OutgoingResult.Answered>();
        answer.Body.ToArray().ShouldBe(bytes);
        receiver.Requests.Single().ShouldNotContain("Accept-Encoding", Case.Insensitive);
    }

    [Fact]
    public async Task W7_a_host_that_holds_all_its_connections_delays_no_other()
    {
        await using var tarpit = Receiver.Behaving(exchange => exchange.AnswerAll(""));
        await using var receiver = Receiver.Answering("HTTP/1.1 204 No Content\r\n\r\n");
        await using var guard = new Guard(
            Guard.Loopback,
            receiver.OpenPort,
            ("ExtraPorts:1", $"{tarpit.Port}"),
            ("ConnectionsPerServer", "2")
        );
        using var end = new CancellationTokenSource();
        var held = Enumerable
            .Range(0, 20)
            .Select(_ => guard.Get(tarpit.Url(), cancellation: end.Token))
            .ToList();
        (await guard.Get(receiver.Url())).ShouldBeOfType<OutgoingResult.Answered>();
        held.ShouldAllBe(task => !task.IsCompleted);
        tarpit.Connections.ShouldBeLessThanOrEqualTo(2);

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(held));
    }

    private static async Task EndsAtTheDeadline(
        Func<Receiver.Exchange, Task> behave,
        OutgoingPhase phase,
        byte[]? body = null,
        int milliseconds = 300
    )
    {
        await using var receiver = Receiver.Behaving(behave);
        await using var guard = new Guard(
            Guard.Loopback,
            receiver.OpenPort,
            ("TotalTimeout", $"00:00:00.{milliseconds}")
        );
        var result = await guard.Http.Send(
            new(HttpMethod.Post, new(receiver.Url())) { Body = body },
            default
        );
        result.ShouldBeOfType<OutgoingResult.TimedOut>().Phase.ShouldBe(phase);
        result.Duration.ShouldBeInRange(
            TimeSpan.FromMilliseconds(milliseconds - 50),
            TimeSpan.FromSeconds(8)
        );
    }

    private static async Task IsTooLarge(string answer, string? thenForever = null)
    {
        await using var receiver = Receiver.Behaving(async exchange =>
        {
            await exchange.Answer(answer);
            if (thenForever is not null)
            {
                await exchange.SendForever(string.Concat(Enumerable.Repeat(thenForever, 50)));
            }
        });
        await using var guard = new Guard(
            Guard.Loopback,
            receiver.OpenPort,
            ("TotalTimeout", "00:00:10")
        );
        (
            await guard.Get(receiver.Url(), maxBytes: 100_000)
        ).ShouldBeOfType<OutgoingResult.TooLarge>();
    }
}
