using System.Net;
using System.Net.Sockets;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Addresses that are not ordinary public hosts. Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190),
/// the IANA IPv6 address space registry (only 2000::/3 is global unicast, RFC 4291 section 2.4), and cloud vendors' metadata addresses.
/// Entries that a registry marks "globally reachable" (anycast relays, sinks) are refused too: nobody receives a webhook there.
/// </summary>
internal static class IpRanges
{
    internal sealed record Entry(IPNetwork Network, string Name, string Source);

    internal static readonly IReadOnlyList<Entry> NotPublic =
    [
        Row("0.0.0.0/8", "this network", "RFC 791 3.2"),
        Row("10.0.0.0/8", "private", "RFC 1918"),
        Row("100.64.0.0/10", "carrier-grade NAT", "RFC 6598"),
        Row("127.0.0.0/8", "loopback", "RFC 1122 3.2.1.3"),
        Row("168.63.129.16/32", "Azure host services", "Azure documentation"),
        Row("169.254.0.0/16", "link-local and metadata", "RFC 3927"),
        Row("172.16.0.0/12", "private", "RFC 1918"),
        Row("192.0.0.0/24", "IETF protocol assignments", "RFC 6890 2.1"),
        Row("192.0.2.0/24", "documentation", "RFC 5737"),
        Row("192.31.196.0/24", "AS112", "RFC 7535"),
        Row("192.52.193.0/24", "AMT", "RFC 7450"),
        Row("192.88.99.0/24", "6to4 relay", "RFC 7526"),
        Row("192.168.0.0/16", "private", "RFC 1918"),
        Row("192.175.48.0/24", "AS112", "RFC 7534"),
        Row("198.18.0.0/15", "benchmarking", "RFC 2544"),
        Row("198.51.100.0/24", "documentation", "RFC 5737"),
        Row("203.0.113.0/24", "documentation", "RFC 5737"),
        Row("224.0.0.0/4", "multicast", "RFC 5771"),
        Row("240.0.0.0/4", "reserved and broadcast", "RFC 1112 4, RFC 919"),
        Row("::/128", "unspecified", "RFC 4291"),
        Row("::1/128", "loopback", "RFC 4291"),
        Row("::/96", "IPv4-compatible", "RFC 4291 2.5.5.1"),
        Row("::ffff:0:0/96", "IPv4-mapped", "RFC 4291 2.5.5.2"),
        Row("::ffff:0:0:0/96", "IPv4-translated", "RFC 2765"),
        Row("64:ff9b::/96", "NAT64", "RFC 6052"),
        Row("64:ff9b:1::/48", "local NAT64", "RFC 8215"),
        Row("100::/64", "discard", "RFC 6666"),
        Row("100:0:0:1::/64", "dummy prefix", "RFC 9780"),
        Row("2001::/32", "Teredo", "RFC 4380"),
        Row("2001:10::/28", "ORCHID", "RFC 4843"),
        Row("2001:20::/28", "ORCHIDv2", "RFC 7343"),
        Row("2001::/23", "IETF protocol assignments", "RFC 2928"),
        Row("2001:db8::/32", "documentation", "RFC 3849"),
        Row("2002::/16", "6to4", "RFC 3056"),
        Row("2620:4f:8000::/48", "AS112", "RFC 7534"),
        Row("3ffe::/16", "6bone", "RFC 3701"),
        Row("3fff::/20", "documentation", "RFC 9637"),
        Row("5f00::/16", "SRv6 SIDs", "RFC 9602"),
        Row("fc00::/7", "unique-local", "RFC 4193"),
        Row("fe80::/10", "link-local", "RFC 4291"),
        Row("fec0::/10", "site-local", "RFC 3879"),
        Row("ff00::/8", "multicast", "RFC 4291"),
    ];

    /// <summary>Addresses no setting can open: cloud metadata hands out credentials to whoever asks.</summary>
    internal static readonly IReadOnlyList<Entry> NeverAllowed =
    [
        Row("169.254.169.254/32", "metadata", "AWS, Azure, Google Cloud, OpenStack"),
        Row("169.254.170.2/32", "task credentials", "AWS ECS"),
        Row("169.254.170.23/32", "pod identity", "AWS EKS"),
        Row("168.63.129.16/32", "host services", "Azure"),
        Row("100.100.100.200/32", "metadata", "Alibaba Cloud"),
        Row("192.0.0.192/32", "metadata", "Oracle Cloud"),
        Row("fd00:ec2::254/128", "metadata", "AWS"),
        Row("fd00:ec2::23/128", "pod identity", "AWS EKS"),
        Row("fd20:ce::254/128", "metadata", "Google Cloud"),
        // RFC 6052 has several places for the IPv4 part below a /48, so what such an address leads to cannot be told.
        Row("64:ff9b:1::/48", "local NAT64", "RFC 8215"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>The reason why an address is not public, or null when it is.</summary>
    public static string? WhyNotPublic(IPAddress address)
    {
        if (Find(NotPublic, address) is { } entry)
        {
            return entry.Name;
        }
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return null;
        }
        if (address.ScopeId != 0)
        {
            return "zone id";
        }
        if (!GlobalUnicast.Covers(address))
        {
            return "outside global unicast";
        }
        return IsIsatap(address.GetAddressBytes()) ? "ISATAP" : null;
    }

    public static bool IsNeverAllowed(IPAddress address) => Find(NeverAllowed, address) is not null;

    /// <summary>The IPv4 address inside a transition address (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP), or null.</summary>
    public static IPAddress? EmbeddedIPv4(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }
        var bytes = address.GetAddressBytes();
        return Find(NotPublic, address)?.Name switch
        {
            "IPv4-compatible" or "IPv4-mapped" or "IPv4-translated" or "NAT64" => new(
                bytes.AsSpan(12)
            ),
            "6to4" => new(bytes.AsSpan(2, 4)),
            "Teredo" => new([
                (byte)~bytes[12],
                (byte)~bytes[13],
                (byte)~bytes[14],
                (byte)~bytes[15],
            ]),
            _ => IsIsatap(bytes) ? new(bytes.AsSpan(12)) : null,
        };
    }

    private static Entry? Find(IReadOnlyList<Entry> entries, IPAddress address)
    {
        foreach (var entry in entries)
        {
            if (entry.Network.Covers(address))
            {
                return entry;
            }
        }
        return null;
    }

    // RFC 5214 section 6.1: interface identifiers 0000:5efe and 0200:5efe are followed by an IPv4 address.
    private static bool IsIsatap(byte[] bytes) =>
        bytes is [_, _, _, _, _, _, _, _, 0 or 2, 0, 0x5e, 0xfe, ..];

    private static Entry Row(string network, string name, string source) =>
        new(IPNetwork.Parse(network), name, source);
}
