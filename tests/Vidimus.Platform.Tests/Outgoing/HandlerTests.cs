using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class HandlerTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void Every_setting_whose_default_is_unsafe_is_pinned()
    {
        var options = new OutgoingOptions();
        using var handler = GuardedHandler.Create(
            options,
            new(null!, Options.Create(options), null!),
            roots: null
        );
        options.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.TotalTimeout.ShouldBe(TimeSpan.FromSeconds(15));
        new OutgoingRequest(
            HttpMethod.Get,
            new("https://hooks.example/")
        ).MaxResponseBytes.ShouldBe(16 * 1024);
        handler.AllowAutoRedirect.ShouldBeFalse();
        handler.UseProxy.ShouldBeFalse();
        handler.UseCookies.ShouldBeFalse();
        handler.Credentials.ShouldBeNull();
        handler.DefaultProxyCredentials.ShouldBeNull();
        handler.AutomaticDecompression.ShouldBe(DecompressionMethods.None);
        handler.ActivityHeadersPropagator.ShouldBeNull();
        handler.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        handler.MaxResponseHeadersLength.ShouldBe(16);
        handler.MaxConnectionsPerServer.ShouldBe(8);
        handler.ConnectCallback.ShouldNotBeNull();
    }

    [Fact]
    public void S8_a_connection_lives_for_a_minute_at_most()
    {
        var options = new OutgoingOptions();
        using var handler = GuardedHandler.Create(
            options,
            new(null!, Options.Create(options), null!),
            roots: null
        );
        handler.PooledConnectionLifetime.ShouldBe(TimeSpan.FromSeconds(60));
        handler.PooledConnectionIdleTimeout.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Tls_is_1_2_or_1_3_and_downloads_nothing_a_certificate_names()
    {
        var tls = GuardedTls.Options(roots: null);
        tls.EnabledSslProtocols.ShouldBe(SslProtocols.Tls12 | SslProtocols.Tls13);
        tls.CertificateChainPolicy.ShouldNotBeNull();
        tls.CertificateChainPolicy.DisableCertificateDownloads.ShouldBeTrue();
        tls.CertificateChainPolicy.RevocationMode.ShouldBe(X509RevocationMode.NoCheck);
        tls.CertificateChainPolicy.VerificationFlags.ShouldBe(X509VerificationFlags.NoFlag);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://hooks.example/")]
    public async Task S6_a_redirect_is_an_answer_and_is_not_followed(string location)
    {
        await using var inner = Receiver.Answering(Ok);
        var target = string.Format(location, inner.Port);
        await using var receiver = Receiver.Answering(
            $"HTTP/1.1 307 Go\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"
        );
        await using var guard = new Guard(
            Guard.Loopback,
            receiver.OpenPort,
            ("ExtraPorts:1", $"{inner.Port}")
        );

        var request = new OutgoingRequest(HttpMethod.Post, new(receiver.Url()))
        {
            Body = "body"u8.ToArray(),
        };
        var answer = (
            await guard.Http.Send(request, default)
        ).ShouldBeOfType<OutgoingResult.Answered>();
        answer.Status.ShouldBe(307);
        answer.Headers["location"].ShouldBe(target);
        receiver.Requests.Count.ShouldBe(1);
        inner.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task S7_proxy_variables_of_the_environment_are_ignored()
    {
        await using var proxy = Receiver.Answering(
            "HTTP/1.1 502 Proxied\r\nContent-Length: 0\r\n\r\n"
        );
        await using var receiver = Receiver.Answering(Ok);
        string[] names =
        [
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "all_proxy",
        ];
        // The runtime reads the variables once, perhaps before this test; its default proxy is what they lead to.
        var proxyBefore = HttpClient.DefaultProxy;
        var before = names
            .Append("NO_PROXY")
            .Append("no_proxy")
            .ToDictionary(name => name, Environment.GetEnvironmentVariable);
        try
        {
            foreach (var name in before.Keys)
            {
                Environment.SetEnvironmentVariable(
                    name,
                    names.Contains(name) ? $"http://127.0.0.1:{proxy.Port}" : null
                );
            }
            HttpClient.DefaultProxy = new WebProxy($"http://127.0.0.1:{proxy.Port}");
            await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
            guard.Names.Set("hooks.example", "127.0.0.1");
            var answer = (
                await guard.Get(receiver.Url("hooks.example"))
            ).ShouldBeOfType<OutgoingResult.Answered>();
            answer.Status.ShouldBe(200);
            proxy.Connections.ShouldBe(0);
        }
        finally
        {
            HttpClient.DefaultProxy = proxyBefore;
            foreach (var (name, value) in before)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }

    [Fact]
    public async Task S8_after_its_life_a_connection_is_opened_anew_and_checked_anew()
    {
        await using var first = Receiver.Answering(Ok);
        await using var second = Receiver.Answering(Ok, "127.0.0.2", first.Port);
        await using var guard = new Guard(
            Guard.Loopback,
            first.OpenPort,
            ("ConnectionLifetime", "00:00:00.100")
        );
        guard.Names.Set("moving.example", "127.0.0.1");
        var url = first.Url("moving.example");
        (await Remote(guard, url)).ShouldBe("127.0.0.1");

        guard.Names.Set("moving.example", "127.0.0.2");
        await Task.Delay(150);
        (await Remote(guard, url)).ShouldBe("127.0.0.2");

        guard.Names.Set("moving.example", "10.0.0.1");
        await Task.Delay(150);
        (await guard.Get(url)).ShouldBeOfType<OutgoingResult.Blocked>();
        (first.Connections, second.Connections).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_reused_connection_still_tells_its_address()
    {
        await using var receiver = Receiver.Answering(Ok);
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        (await Remote(guard, receiver.Url())).ShouldBe("127.0.0.1");
        (await Remote(guard, receiver.Url())).ShouldBe("127.0.0.1");
        receiver.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("ConnectTimeout", "00:00:00")]
    [InlineData("TotalTimeout", "01:00:00")]
    [InlineData("ConnectionLifetime", "1.00:00:00")]
    [InlineData("ConnectionsPerServer", "0")]
    [InlineData("ResponseHeaderKilobytes", "1000000")]
    [InlineData("AllowedNetworks:0", "10.0.0.0/33")]
    [InlineData("AllowedNetworks:0", "everything")]
    [InlineData("BlockedNetworks:0", "10.0.0.0")]
    [InlineData("ExtraPorts:0", "70000")]
    [InlineData("OwnEndpoints:0", "https://trust.example/")]
    [InlineData("UserAgent", "a\r\nb: c")]
    public async Task A_setting_without_sense_is_refused_at_start(string key, string value)
    {
        await using var guard = new Guard((key, value));
        Should.Throw<OptionsValidationException>(() => guard.Http);
    }

    private static async Task<string> Remote(Guard guard, string url) =>
        (await guard.Get(url))
            .ShouldBeOfType<OutgoingResult.Answered>()
            .RemoteAddress.ShouldNotBeNull()
            .ToString();
}
