using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

/// <summary>Requests to services that the operator named: any address, and nothing else that the guard refuses.</summary>
public sealed class OperatorHttpTests
{
    [Fact]
    public async Task An_address_of_this_machine_is_reached_no_redirect_is_followed_and_no_cookie_is_kept()
    {
        await using var receiver = Receiver.Answering(
            "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
        );
        await using var services = Services();
        for (var i = 0; i < 2; i++)
            (await Ask(services, receiver.Url()))
                .ShouldBeOfType<OutgoingResult.Answered>()
                .Status.ShouldBe(302);
        receiver.Requests.Count.ShouldBe(2);
        receiver.Requests.ShouldAllBe(r =>
            !r.Contains("Cookie", StringComparison.OrdinalIgnoreCase)
            && !r.Contains("elsewhere", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_answer_is_cut_at_its_bound_and_one_that_does_not_come_ends_at_the_deadline()
    {
        var text = new string('x', 5000);
        await using var receiver = Receiver.Answering(
            $"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}"
        );
        await using var services = Services();
        var answer = (
            await Ask(services, receiver.Url(), bytes: 100)
        ).ShouldBeOfType<OutgoingResult.Answered>();
        answer.Truncated.ShouldBeTrue();
        Encoding.ASCII.GetString(answer.Body.Span).ShouldBe(text[..100]);
        var silent = Receiver.Behaving(_ => Task.Delay(5000));
        (
            await Ask(services, silent.Url(), limit: TimeSpan.FromMilliseconds(200))
        ).ShouldBeOfType<OutgoingResult.TimedOut>();
        await silent.DisposeAsync();
        (await Ask(services, silent.Url()))
            .ShouldBeOfType<OutgoingResult.Unreachable>()
            .Reason.ShouldBe(UnreachableReason.ConnectionRefused);
    }

    [Theory]
    [InlineData("https://api.example.org", "https://api.example.org/")]
    [InlineData("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1/")]
    [InlineData("https://api.example.org/v1", "https://api.example.org/v1/")]
    [InlineData("https://key@api.example.org", null)]
    [InlineData("https://api.example.org/?a=b", null)]
    [InlineData("ftp://api.example.org", null)]
    [InlineData("api.example.org", null)]
    [InlineData("", null)]
    public void The_address_of_a_service_is_read_from_its_setting(
        string setting,
        string? address
    ) => (OperatorHttp.Address(setting)?.AbsoluteUri).ShouldBe(address);

    private static ServiceProvider Services() =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging()
            .AddGuardedHttp()
            .BuildServiceProvider();

    private static Task<OutgoingResult> Ask(
        ServiceProvider services,
        string url,
        int bytes = 1000,
        TimeSpan? limit = null
    ) =>
        services
            .GetRequiredService<OperatorHttp>()
            .Send(
                new(HttpMethod.Get, new(url)) { MaxResponseBytes = bytes },
                limit ?? TimeSpan.FromSeconds(10),
                TestContext.Current.CancellationToken
            );
}
