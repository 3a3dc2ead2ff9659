using System.Net;
using System.Net.Sockets;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class NameTests
{
    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("8.8.8.8", "10.0.0.1")]
    [InlineData("10.0.0.1", "8.8.8.8")]
    [InlineData("8.8.8.8", "1.1.1.1", "2606:4700::1111", "::1")]
    [InlineData("8.8.8.8", "::ffff:8.8.8.8")]
    public async Task S4_a_name_with_any_private_answer_is_refused(params string[] answers)
    {
        await using var guard = new Guard();
        guard.Names.Set("mixed.example", answers);
        guard.Target.Check("https://mixed.example/").Ok.ShouldBeTrue();
        (await guard.Target.CheckResolved("https://mixed.example/", default)).Reason.ShouldBe(
            OutgoingTarget.BlockedReason
        );
        (await guard.Get("https://mixed.example/")).ShouldBeOfType<OutgoingResult.Blocked>();
    }

    [Fact]
    public async Task S4_a_mixed_answer_connects_to_none_of_its_addresses()
    {
        await using var receiver = Receiver.Answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        );
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        guard.Names.Set("mixed.example", "127.0.0.1", "10.0.0.1");
        (await guard.Get(receiver.Url("mixed.example"))).ShouldBeOfType<OutgoingResult.Blocked>();
        receiver.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task S5_a_name_that_was_public_when_saved_and_is_private_when_sent_is_refused()
    {
        await using var receiver = Receiver.Answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        );
        await using var guard = new Guard(("AllowHttp", "true"), receiver.OpenPort);
        guard.Names.SetInTurn("rebound.example", "8.8.8.8", "127.0.0.1");
        var url = receiver.Url("rebound.example");

        (await guard.Target.CheckResolved(url, default)).Ok.ShouldBeTrue();
        (await guard.Get(url)).ShouldBeOfType<OutgoingResult.Blocked>();
        receiver.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task S5_sending_looks_a_name_up_once_and_connects_to_that_answer()
    {
        await using var receiver = Receiver.Answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        );
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        guard.Names.SetInTurn("flipping.example", "127.0.0.1", "10.0.0.1");
        var answer = (
            await guard.Get(receiver.Url("flipping.example"))
        ).ShouldBeOfType<OutgoingResult.Answered>();
        answer.RemoteAddress.ShouldBe(IPAddress.Loopback);
        guard.Names.Lookups.ShouldBe(1);
        receiver.Requests.Single().ShouldContain($"Host: flipping.example:{receiver.Port}");
    }

    [Fact]
    public async Task The_next_address_is_tried_when_the_first_does_not_answer()
    {
        await using var receiver = Receiver.Answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        );
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        guard.Names.Set("two.example", "127.0.0.9", "127.0.0.1");
        var answer = (
            await guard.Get(receiver.Url("two.example"))
        ).ShouldBeOfType<OutgoingResult.Answered>();
        answer.RemoteAddress.ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task A_name_service_without_an_answer_is_not_a_refusal()
    {
        await using var guard = new Guard();
        guard.Names.Fail("later.example", SocketError.TryAgain);
        var result = (
            await guard.Get("https://later.example/")
        ).ShouldBeOfType<OutgoingResult.Unreachable>();
        result.Reason.ShouldBe(UnreachableReason.LookupFailed);
        var check = await guard.Target.CheckResolved("https://later.example/", default);
        check.Reason.ShouldBe("The host name could not be looked up now. Try again later.");
    }
}
