using System.Diagnostics;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class RefusalTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";

    [Fact]
    public async Task S9_every_refused_target_gets_the_same_answer()
    {
        await using var receiver = Receiver.Answering(Ok);
        await using var guard = new Guard(("AllowHttp", "true"), receiver.OpenPort);
        guard.Names.Set("private.example", "127.0.0.1");
        string[] urls =
        [
            receiver.Url(),
            receiver.Url("private.example"),
            receiver.Url("missing.example"),
            "http://127.0.0.1:8080/",
            "http://169.254.169.254/",
            "https://hooks.example:22/",
            "ftp://hooks.example/",
        ];
        foreach (var url in urls)
        {
            var result = await guard.Get(url);
            (result with { Duration = default }).ShouldBe(new OutgoingResult.Blocked());
            ((OutgoingResult.Blocked)result).Reason.ShouldBe(OutgoingTarget.BlockedReason);
        }
        receiver.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://private.example/")]
    [InlineData("https://missing.example/")]
    public async Task S9_refusals_end_on_the_same_step_of_time(string url)
    {
        await using var guard = new Guard(("BlockedAnswerTime", "00:00:00.300"));
        guard.Names.Set("private.example", "10.0.0.1");
        (await guard.Get(url)).Duration.ShouldBeGreaterThanOrEqualTo(
            TimeSpan.FromMilliseconds(295)
        );
        var start = Stopwatch.GetTimestamp();
        (await guard.Target.CheckResolved(url, default)).Reason.ShouldBe(
            OutgoingTarget.BlockedReason
        );
        Stopwatch
            .GetElapsedTime(start)
            .ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(295));
    }

    [Fact]
    public async Task S9_the_log_has_the_reason_and_no_part_of_the_url_that_may_be_secret()
    {
        await using var guard = new Guard();
        guard.Names.Set("private.example", "10.0.0.1");
        await guard.Get("https://private.example/path-secret?token=query-secret");
        await guard.Get("https://user:pass-secret@private.example/");
        guard.Log.All.ShouldContain("private.example:443 refused: private");
        guard.Log.All.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    [InlineData("*")]
    [InlineData("127.0.0.1")]
    public async Task S10_a_port_of_this_server_is_refused_at_every_address_of_this_machine(
        string listening
    )
    {
        await using var receiver = Receiver.Answering(Ok);
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        guard.Names.Set("alias.example", "127.0.0.1");
        guard.Own.Add(listening, receiver.Port);

        guard.Target.Check(receiver.Url()).Reason.ShouldBe(OutgoingTarget.BlockedReason);
        (await guard.Get(receiver.Url())).ShouldBeOfType<OutgoingResult.Blocked>();
        (await guard.Get(receiver.Url("alias.example"))).ShouldBeOfType<OutgoingResult.Blocked>();
        receiver.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task S10_the_own_public_names_and_addresses_from_the_settings_are_refused()
    {
        await using var guard = new Guard(
            ("OwnEndpoints:0", "trust.example"),
            ("OwnEndpoints:1", "8.8.4.4:443"),
            ("OwnEndpoints:2", "[2606:4700::1111]:8443")
        );
        guard.Names.Set("alias.example", "8.8.4.4");
        guard.Names.Set("six.example", "2606:4700:0::1111");
        guard.Target.Check("https://Trust.example/").Ok.ShouldBeFalse();
        guard.Target.Check("https://trust.example:8443/").Ok.ShouldBeFalse();
        guard.Target.Check("https://8.8.4.4/").Ok.ShouldBeFalse();
        guard.Target.Check("https://8.8.4.4:8443/").Ok.ShouldBeTrue();
        (await guard.Target.CheckResolved("https://alias.example/", default)).Ok.ShouldBeFalse();
        (
            await guard.Target.CheckResolved("https://alias.example:8443/", default)
        ).Ok.ShouldBeTrue();
        (await guard.Target.CheckResolved("https://six.example:8443/", default)).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task S10_each_request_carries_the_loop_header_and_callers_cannot_set_it()
    {
        await using var receiver = Receiver.Answering(Ok);
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        await guard.Get(receiver.Url());
        receiver.Requests.Single().ShouldContain("Vidimus-Hop: 1\r\n");
        OutgoingRequest.AllowsHeader("vidimus-hop", "0").ShouldBeFalse();
    }

    [Fact]
    public async Task S11_private_networks_are_closed_by_default_and_opened_one_by_one()
    {
        await using var closed = new Guard();
        await using var open = new Guard(
            ("AllowedNetworks:0", "10.1.0.0/16"),
            ("AllowedNetworks:1", "fd00::/8")
        );
        closed.Target.Check("https://10.1.2.3/").Ok.ShouldBeFalse();
        open.Target.Check("https://10.1.2.3/").Ok.ShouldBeTrue();
        open.Target.Check("http://10.1.2.3:8080/").Ok.ShouldBeTrue();
        open.Target.Check("https://[fd12::1]/").Ok.ShouldBeTrue();
        open.Target.Check("https://10.2.0.1/").Ok.ShouldBeFalse();
        open.Target.Check("https://[::ffff:10.1.2.3]/").Ok.ShouldBeFalse();
        open.Target.Check("http://8.8.8.8/").Ok.ShouldBeFalse();
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[fd20:ce::254]")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("[64:ff9b::a9fe:a9fe]")]
    [InlineData("[64:ff9b:1::a9fe:a9fe]")]
    [InlineData("[2002:a9fe:a9fe::]")]
    public async Task S11_metadata_addresses_stay_refused_whatever_is_opened(string address)
    {
        await using var guard = new Guard(
            ("AllowedNetworks:0", "0.0.0.0/0"),
            ("AllowedNetworks:1", "::/0")
        );
        guard.Target.Check($"https://{address}/").Reason.ShouldBe(OutgoingTarget.BlockedReason);
    }

    [Fact]
    public async Task S11_an_opened_nat64_prefix_opens_public_addresses_only()
    {
        await using var guard = new Guard(("AllowedNetworks:0", "64:ff9b::/96"));
        guard.Target.Check("https://[64:ff9b::808:808]/").Ok.ShouldBeTrue();
        guard.Target.Check("https://[64:ff9b::a00:1]/").Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task S11_each_use_of_an_opened_network_is_logged_without_the_url()
    {
        await using var receiver = Receiver.Answering(Ok);
        await using var guard = new Guard(Guard.Loopback, receiver.OpenPort);
        guard.Names.Set("inside.example", "127.0.0.1");
        await guard.Get(receiver.Url("inside.example", "/path-secret?token=query-secret"));
        await guard.Get(receiver.Url("inside.example", "/path-secret?token=query-secret"));

        receiver.Connections.ShouldBe(1);
        var lines = guard.Log.Lines.Where(line => line.Id == 1102).ToList();
        lines.Count.ShouldBe(2);
        lines.ShouldAllBe(line => line.Level == Microsoft.Extensions.Logging.LogLevel.Information);
        lines[0]
            .Text.ShouldBe(
                $"Outgoing request to inside.example:{receiver.Port} at 127.0.0.1 used the allowed private network 127.0.0.0/8"
            );
        guard.Log.All.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_public_network_can_be_refused_by_setting()
    {
        await using var guard = new Guard(
            ("BlockedNetworks:0", "8.8.0.0/16"),
            ("AllowedNetworks:0", "8.8.8.0/24")
        );
        guard.Target.Check("https://8.8.8.8/").Ok.ShouldBeFalse();
    }
}
