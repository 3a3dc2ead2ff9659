using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>
/// Allow-lists of networks: CIDR (RFC 4632; RFC 4291, section 2.3) or single addresses, in one normal form: bits behind
/// the prefix cleared, IPv6 as RFC 5952 writes it, IPv4 inside IPv6 (RFC 4291, section 2.5.5.2) as the IPv4 it is.
/// </summary>
internal static class Networks
{
    private const int Most = 50;

    public static IReadOnlyList<string> Read(string? stored) => stored?.Split(' ') ?? [];

    /// <summary>The normal form of a list, each network once; null for an empty one, which allows everywhere.</summary>
    public static string? Store(IReadOnlyList<string>? networks) =>
        networks is { Count: > 0 }
            ? string.Join(' ', networks.Select(n => Normal(n)!).Distinct())
            : null;

    public static Fields AllowList(
        this Fields fields,
        string field,
        IReadOnlyList<string>? networks
    )
    {
        if (networks is null)
            return fields;
        if (networks.Count > Most)
            return fields.Wrong(field, $"must hold at most {Most} networks");
        for (var i = 0; i < networks.Count; i++)
            fields.Check(
                Normal(networks[i]) is not null,
                $"{field}.{i}",
                "must be a network such as 192.0.2.0/24 or 2001:db8::/32, or an address"
            );
        return fields;
    }

    /// <summary>True when the address lies in one of the networks stored, or none are.</summary>
    public static bool Admit(string? stored, IPAddress? address)
    {
        if (stored is null)
            return true;
        if (address is null)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        foreach (var network in stored.Split(' '))
        {
            var slash = network.IndexOf('/', StringComparison.Ordinal);
            if (
                IPAddress.TryParse(network.AsSpan(0, slash), out var start)
                && start.AddressFamily == address.AddressFamily
                && SamePrefix(
                    start.GetAddressBytes(),
                    bytes[..length],
                    int.Parse(network.AsSpan(slash + 1), CultureInfo.InvariantCulture)
                )
            )
                return true;
        }
        return false;
    }

    /// <summary>The address cut to what tells places apart but not people: 24 bits of IPv4, 48 of IPv6.</summary>
    public static string Coarse(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return Cut(address, address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48);
    }

    private static string? Normal(string? text)
    {
        if (text is null || text.Length > 64)
            return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Address(slash < 0 ? text : text[..slash]) is not { } address)
            return null;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && !(Prefix(text[(slash + 1)..]) is { } given && (prefix = given) <= bits))
            return null;
        if (!address.IsIPv4MappedToIPv6)
            return Cut(address, prefix);
        // Shorter than the 96 bits in front of the IPv4 address it would be neither one family nor the other.
        return prefix >= 96 ? Cut(address.MapToIPv4(), prefix - 96) : null;
    }

    // The parser takes "1", "0x7f.1" and "010.0.0.1" too, which people read differently: IPv4 must be as it is written back.
    private static IPAddress? Address(string text) =>
        !text.Contains('%', StringComparison.Ordinal)
        && !text.Contains('[', StringComparison.Ordinal)
        && IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? address
            : null;

    private static int? Prefix(string text) =>
        text.Length is >= 1 and <= 3
        && (text.Length == 1 || text[0] != '0')
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            ? prefix
            : null;

    private static string Cut(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefix - 8 * i, 0, 8);
            bytes[i] &= (byte)(0xFF00 >> kept);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{prefix}");
    }

    private static bool SamePrefix(
        ReadOnlySpan<byte> network,
        ReadOnlySpan<byte> address,
        int prefix
    )
    {
        var (whole, rest) = Math.DivRem(prefix, 8);
        return network[..whole].SequenceEqual(address[..whole])
            && (rest == 0 || (network[whole] ^ address[whole]) >> (8 - rest) == 0);
    }
}
