using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class UrlTests
{
    [Theory]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0X7F.0.0.1/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127.0.0.01/")]
    [InlineData("https://127.1/")]
    [InlineData("https://127.0.1/")]
    [InlineData("https://127.0.0.1./")]
    [InlineData("https://127.0.0.256/")]
    [InlineData("https://127.0.0.0x1/")]
    [InlineData("https://8.8.8.8.8/")]
    [InlineData("https://example.0x/")]
    [InlineData("https://hooks.example./")]
    [InlineData("https://hooks.example%2e/")]
    [InlineData("https://%31%32%37.0.0.1/")]
    [InlineData("https://1%327.0.0.1/")]
    [InlineData("https://１２７.0.0.1/")]
    [InlineData("https://127。0。0。1/")]
    [InlineData("https://①②⑦.0.0.1/")]
    [InlineData("https://[::1/")]
    [InlineData("https://[::1]x/")]
    [InlineData("https://[127.0.0.1]/")]
    [InlineData("https://[v1.::1]/")]
    [InlineData("https://[]/")]
    public async Task S2_an_address_written_in_another_way_is_refused_when_saved_and_when_sent(
        string url
    )
    {
        await using var guard = new Guard(Guard.Loopback);
        guard.Target.Check(url).Ok.ShouldBeFalse();
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            guard.Target.CheckUri(uri).Ok.ShouldBeFalse();
            (
                await guard.Http.Send(new(HttpMethod.Get, uri), default)
            ).ShouldBeOfType<OutgoingResult.Blocked>();
        }
        guard.Names.Lookups.ShouldBe(0);
    }

    [Theory]
    [InlineData("https://user@hooks.example/")]
    [InlineData("https://user:pass@hooks.example/")]
    [InlineData("https://@hooks.example/")]
    [InlineData("https://hooks.example#@8.8.8.8/")]
    [InlineData("https://hooks.example/#part")]
    [InlineData("https://hooks.example\\@8.8.8.8/")]
    [InlineData("https:\\\\hooks.example/")]
    [InlineData("https:/hooks.example/")]
    [InlineData("https:hooks.example")]
    [InlineData("https:///hooks.example/")]
    [InlineData("//hooks.example/")]
    [InlineData("/hooks")]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData("https://hooks..example/")]
    [InlineData("https://-hooks.example/")]
    [InlineData("https://hooks.exam ple/")]
    [InlineData("https://hooks.example/a b")]
    [InlineData("https://hooks.example/\r\nHost: other")]
    [InlineData(" https://hooks.example/")]
    [InlineData("https://hooks.example/\t")]
    [InlineData("https://hooks.example\0.evil.example/")]
    [InlineData("https://hooks.example/ä")]
    [InlineData("https://hооks.example/")]
    [InlineData("https://münchen.example/")]
    [InlineData("http://hooks.example/")]
    [InlineData("ftp://hooks.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://hooks.example/")]
    [InlineData("unix:///run/docker.sock")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://hooks.example:0/")]
    [InlineData("https://hooks.example:/")]
    [InlineData("https://hooks.example:0443/")]
    [InlineData("https://hooks.example:+443/")]
    [InlineData("https://hooks.example:65536/")]
    [InlineData("https://hooks.example:4294967739/")]
    [InlineData("https://hooks.example:443:443/")]
    public async Task W17_a_url_of_the_wrong_form_is_refused_with_a_reason(string url)
    {
        await using var guard = new Guard();
        var check = guard.Target.Check(url);
        check.Ok.ShouldBeFalse();
        check.Uri.ShouldBeNull();
        check.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(80)]
    [InlineData(1023)]
    [InlineData(2375)]
    [InlineData(3306)]
    [InlineData(5432)]
    [InlineData(6379)]
    [InlineData(6443)]
    [InlineData(9200)]
    [InlineData(10250)]
    [InlineData(11211)]
    [InlineData(27017)]
    public async Task W17_a_port_of_another_service_is_refused_unless_a_setting_opens_it(int port)
    {
        await using var guard = new Guard();
        await using var open = new Guard(("ExtraPorts:0", $"{port}"));
        guard
            .Target.Check($"https://hooks.example:{port}/")
            .Reason.ShouldBe($"The URL's port {port} is not allowed.");
        open.Target.Check($"https://hooks.example:{port}/").Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task W17_a_setting_can_refuse_a_port()
    {
        await using var guard = new Guard(("RefusedPorts:0", "8443"));
        guard.Target.Check("https://hooks.example:8443/").Ok.ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://hooks.example")]
    [InlineData("https://hooks.example/a/b?c=d&e=%20")]
    [InlineData("HTTPS://Hooks.Example:8443/")]
    [InlineData("https://hooks.example:443?x")]
    [InlineData("https://xn--mnchen-3ya.example/")]
    [InlineData("https://under_score.example/")]
    [InlineData("https://1and1.example/")]
    public async Task An_ordinary_url_passes(string url)
    {
        await using var guard = new Guard();
        guard.Target.Check(url).Reason.ShouldBeNull();
        guard.Target.CheckUri(new(url)).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://intranet/")]
    [InlineData("https://api.localhost/")]
    public async Task S1_a_name_of_the_local_network_is_refused_without_a_lookup(string url)
    {
        await using var guard = new Guard();
        guard.Target.Check(url).Reason.ShouldBe(OutgoingTarget.BlockedReason);
        (await guard.Get(url)).ShouldBeOfType<OutgoingResult.Blocked>();
        guard.Names.Lookups.ShouldBe(0);
    }

    [Fact]
    public async Task W17_a_url_may_have_2048_characters_and_not_one_more()
    {
        await using var guard = new Guard();
        var url = "https://hooks.example/".PadRight(2048, 'a');
        guard.Target.Check(url).Ok.ShouldBeTrue();
        guard.Target.Check(url + "a").Reason.ShouldBe("The URL is longer than 2048 characters.");
    }

    [Fact]
    public async Task Http_is_allowed_by_setting_and_then_port_80_too()
    {
        await using var guard = new Guard(("AllowHttp", "true"));
        guard.Target.Check("http://hooks.example/").Ok.ShouldBeTrue();
        guard.Target.Check("http://8.8.8.8:80/").Ok.ShouldBeTrue();
        guard.Target.Check("http://10.0.0.1/").Ok.ShouldBeFalse();
        guard.Target.Check("https://hooks.example:80/").Ok.ShouldBeFalse();
    }
}
