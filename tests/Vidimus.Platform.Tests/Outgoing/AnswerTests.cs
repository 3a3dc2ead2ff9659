using System.Text;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class AnswerTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(999)]
    public async Task W6_any_final_status_is_an_answer(int status)
    {
        await using var receiver = Receiver.Answering(
            $"HTTP/1.1 {status} Text\r\nContent-Length: 0\r\n\r\n"
        );
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        (await guard.Get(receiver.Url()))
            .ShouldBeOfType<OutgoingResult.Answered>()
            .Status.ShouldBe(status);
    }

    [Fact]
    public async Task W6_headers_are_given_as_sent()
    {
        await using var receiver = Receiver.Answering(
            "HTTP/1.1 429 Slow\r\nRetry-After: -5 parsecs\r\nX-Two: a\r\nX-Two: b\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"
        );
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        var answer = (await guard.Get(receiver.Url())).ShouldBeOfType<OutgoingResult.Answered>();
        answer.Headers["retry-after"].ShouldBe("-5 parsecs");
        answer.Headers["X-Two"].ShouldBe("a, b");
        answer.Headers["content-type"].ShouldBe("text/plain");
    }

    [Theory]
    [InlineData("hello\r\n", UnreachableReason.BadAnswer)]
    [InlineData("HTTP/1.1 twohundred OK\r\n\r\n", UnreachableReason.BadAnswer)]
    [InlineData(
        "HTTP/1.1 101 Switch\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        UnreachableReason.BadAnswer
    )]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        UnreachableReason.BadAnswer
    )]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", UnreachableReason.AnswerCut)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", UnreachableReason.AnswerCut)]
    [InlineData("", UnreachableReason.AnswerCut)]
    public async Task W6_an_answer_that_is_not_whole_or_not_http_is_a_failure_with_a_reason(
        string answer,
        UnreachableReason reason
    )
    {
        await using var receiver = Receiver.Behaving(exchange => exchange.Answer(answer));
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        (await guard.Get(receiver.Url()))
            .ShouldBeOfType<OutgoingResult.Unreachable>()
            .Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task W6_a_reset_and_a_closed_port_are_failures_with_a_reason()
    {
        await using var receiver = Receiver.Behaving(async exchange =>
        {
            await exchange.ReadRequest();
            exchange.Socket.LingerState = new(true, 0);
            exchange.Socket.Close();
        });
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        var reset = (await guard.Get(receiver.Url())).ShouldBeOfType<OutgoingResult.Unreachable>();
        reset.Reason.ShouldBe(UnreachableReason.ConnectionReset);

        var closed = (
            await guard.Get(receiver.Url("127.0.0.3"))
        ).ShouldBeOfType<OutgoingResult.Unreachable>();
        closed.Reason.ShouldBe(UnreachableReason.ConnectionRefused);
    }

    [Theory]
    [InlineData(0, 10, true)]
    [InlineData(9, 10, true)]
    [InlineData(10, 10, false)]
    [InlineData(100_000, 100_000, false)]
    [InlineData(99_999, 100_000, true)]
    public async Task A_body_is_kept_up_to_the_wanted_size(int wanted, int sent, bool truncated)
    {
        var body = new string('x', sent);
        await using var receiver = Receiver.Answering(
            $"HTTP/1.1 200 OK\r\nContent-Length: {sent}\r\n\r\n{body}"
        );
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        var answer = (
            await guard.Get(receiver.Url(), wanted)
        ).ShouldBeOfType<OutgoingResult.Answered>();
        answer.Body.Length.ShouldBe(Math.Min(wanted, sent));
        answer.Truncated.ShouldBe(truncated);
    }

    [Fact]
    public async Task W4_the_body_is_sent_byte_for_byte_with_the_headers_given()
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 204 No Content\r\n\r\n");
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        byte[] body = [0xef, 0xbb, 0xbf, .. "{ \"name\" : \"Ada Example\" }"u8, 0x00, 0xff];
        var request = new OutgoingRequest(HttpMethod.Post, new(receiver.Url(path: "/hook?a=b")))
        {
            Body = body,
            ContentType = "application/json",
            Accept = "*/*",
            Headers = [new("webhook-id", "msg_1"), new("Content-Language", "en")],
        };
        await guard.Http.Send(request, default);

        var sent = receiver.Requests.Single();
        sent.ShouldStartWith("POST /hook?a=b HTTP/1.1\r\n");
        sent.ShouldContain("webhook-id: msg_1\r\n");
        sent.ShouldContain("Content-Language: en\r\n");
        sent.ShouldContain("Content-Type: application/json\r\n");
        sent.ShouldContain("Accept: */*\r\n");
        sent.ShouldContain("User-Agent: Vidimus\r\n");
        sent.ShouldNotContain("traceparent", Case.Insensitive);
        sent.ShouldEndWith("\r\n\r\n" + Encoding.Latin1.GetString(body));
    }

    [Theory]
    [InlineData("Host", "other.example")]
    [InlineData("content-length", "5")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Connection", "close")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Cookie", "a=b")]
    [InlineData("Proxy-Authorization", "Basic eA==")]
    [InlineData("X-Note", "a\r\nHost: b")]
    [InlineData("X-Note", "a\nb")]
    [InlineData("X-Note", "a\0b")]
    [InlineData("X-Note", "ä")]
    [InlineData("X Note", "a")]
    [InlineData("X-Note:", "a")]
    [InlineData("X-Note\r\nHost", "a")]
    [InlineData("", "a")]
    public async Task W16_a_header_that_frames_injects_or_impersonates_is_refused(
        string name,
        string value
    )
    {
        await using var guard = new Guard();
        OutgoingRequest.AllowsHeader(name, value).ShouldBeFalse();
        var request = new OutgoingRequest(HttpMethod.Get, new("https://hooks.example/"))
        {
            Headers = [new(name, value)],
        };
        await Should.ThrowAsync<ArgumentException>(() => guard.Http.Send(request, default));
    }

    [Fact]
    public void W16_headers_are_bounded()
    {
        OutgoingRequest.AllowsHeader("X-Note", new('a', 1_000_000)).ShouldBeFalse();
        var many = Enumerable.Range(0, 65).Select(i => KeyValuePair.Create($"X-{i}", "a")).ToList();
        var request = new OutgoingRequest(HttpMethod.Get, new("https://hooks.example/"))
        {
            Headers = many,
        };
        Should.Throw<ArgumentException>(request.Validate);
    }

    [Fact]
    public async Task A_caller_that_cancels_gets_its_own_cancellation()
    {
        await using var receiver = Receiver.Behaving(async exchange =>
            await exchange.AnswerAll("")
        );
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            guard.Get(receiver.Url(), cancellation: cancel.Token)
        );
    }
}
