using FsCheck.Fluent;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class AddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    public Task S1_a_literal_address_that_is_not_public_is_refused_when_saved_and_when_sent(
        string address
    ) => RefusedEverywhere(address);

    [Theory]
    [InlineData("[::]")]
    [InlineData("[::1]")]
    [InlineData("[fe80::1]")]
    [InlineData("[fc00::1]")]
    [InlineData("[fd12:3456::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[fec0::1]")]
    [InlineData("[::ffff:8.8.8.8]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[::808:808]")]
    [InlineData("[::ffff:0:7f00:1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[64:ff9b::808:808]")]
    [InlineData("[64:ff9b:1::7f00:1]")]
    [InlineData("[64:ff9b:1:7f00:0:100::]")]
    [InlineData("[2002:7f00:1::1]")]
    [InlineData("[2001:0:4136:e378:8000:63bf:3fff:fdd2]")]
    [InlineData("[2001:2::1]")]
    [InlineData("[2001:10::1]")]
    [InlineData("[2001:20::1]")]
    [InlineData("[2001:30::1]")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[3fff::1]")]
    [InlineData("[3ffe::1]")]
    [InlineData("[100::1]")]
    [InlineData("[100:0:0:1::1]")]
    [InlineData("[5f00::1]")]
    [InlineData("[2620:4f:8000::1]")]
    [InlineData("[2606:4700::5efe:7f00:1]")]
    [InlineData("[2606:4700::200:5efe:7f00:1]")]
    [InlineData("[4000::1]")]
    [InlineData("[ff02::1]")]
    public Task S3_an_ipv6_address_that_is_not_public_or_hides_an_ipv4_one_is_refused(
        string address
    ) => RefusedEverywhere(address);

    [Theory]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("[fe80::1%eth0]")]
    [InlineData("[2606:4700::1%251]")]
    public async Task S3_a_zone_is_refused(string address)
    {
        await using var guard = new Guard();
        guard
            .Target.Check($"https://{address}/")
            .Reason.ShouldBe("An IPv6 address must not have a zone.");
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("[2606:4700::1111]")]
    [InlineData("[2001:4860:4860::8888]")]
    [InlineData("[2a00:1450::1]")]
    public async Task A_public_literal_address_passes(string address)
    {
        await using var guard = new Guard();
        guard.Target.Check($"https://{address}/").Reason.ShouldBeNull();
    }

    [Fact]
    public void S3_no_ipv4_address_is_public_inside_ipv6() =>
        FsCheck.Check.QuickThrowOnFailure(
            Prop.ForAll<uint>(number =>
            {
                byte[] v4 =
                [
                    (byte)(number >> 24),
                    (byte)(number >> 16),
                    (byte)(number >> 8),
                    (byte)number,
                ];
                byte[][] prefixes =
                [
                    new byte[12],
                    [.. new byte[10], 0xff, 0xff],
                    [.. new byte[8], 0xff, 0xff, 0, 0],
                    [0, 0x64, 0xff, 0x9b, .. new byte[8]],
                ];
                return prefixes.All(prefix =>
                        IpRanges.WhyNotPublic(new([.. prefix, .. v4])) is not null
                    )
                    && IpRanges.WhyNotPublic(new([0x20, 0x02, .. v4, .. new byte[10]])) is not null;
            })
        );

    [Fact]
    public void Every_metadata_address_is_also_not_public() =>
        IpRanges.NeverAllowed.ShouldAllBe(entry =>
            IpRanges.WhyNotPublic(entry.Network.BaseAddress) != null
        );

    private static async Task RefusedEverywhere(string host)
    {
        await using var guard = new Guard();
        guard.Names.Set("named.example", host.Trim('[', ']'));

        guard.Target.Check($"https://{host}/").Reason.ShouldBe(OutgoingTarget.BlockedReason);
        guard
            .Target.CheckUri(new($"https://{host}/"))
            .Reason.ShouldBe(OutgoingTarget.BlockedReason);
        (await guard.Target.CheckResolved("https://named.example/", default)).Reason.ShouldBe(
            OutgoingTarget.BlockedReason
        );
        (await guard.Get($"https://{host}/")).ShouldBeOfType<OutgoingResult.Blocked>();
        (await guard.Get("https://named.example/")).ShouldBeOfType<OutgoingResult.Blocked>();
    }
}
