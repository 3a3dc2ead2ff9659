using System.Net;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>Decides whether an address may be connected to.</summary>
internal sealed class AddressPolicy(IOptions<OutgoingOptions> options)
{
    private readonly IPNetwork[] _allowed =
    [
        .. options.Value.AllowedNetworks.Select(text => IPNetwork.Parse(text)),
    ];
    private readonly IPNetwork[] _blocked =
    [
        .. options.Value.BlockedNetworks.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Whether any private network is open: then names without a dot and <c>http</c> are decided by the address they lead to.</summary>
    public bool HasAllowedNetworks => _allowed.Length > 0;

    public AddressVerdict Judge(IPAddress address)
    {
        if (IpRanges.IsNeverAllowed(address))
        {
            return AddressVerdict.Refused("metadata");
        }
        if (_blocked.Any(network => network.Covers(address)))
        {
            return AddressVerdict.Refused("blocked by setting");
        }
        var why = IpRanges.WhyNotPublic(address);
        if (Allowing(address) is { } network)
        {
            return Embedded(address) ?? new(true, network, null);
        }
        return why is null ? AddressVerdict.Public : AddressVerdict.Refused(why);
    }

    // An opened transition prefix (an IPv6-only host with NAT64, say) must not open every IPv4 address that can be written inside it.
    private AddressVerdict? Embedded(IPAddress address)
    {
        var verdict = IpRanges.EmbeddedIPv4(address) is { } inner
            ? Judge(inner)
            : AddressVerdict.Public;
        return verdict.Permitted ? null : verdict;
    }

    private IPNetwork? Allowing(IPAddress address)
    {
        foreach (var network in _allowed)
        {
            if (address.ScopeIdOrZero() == 0 && network.Covers(address))
            {
                return network;
            }
        }
        return null;
    }
}

/// <summary>The answer about one address: permitted or not, the opened network that permits it, and the reason of a refusal for our log.</summary>
internal sealed record AddressVerdict(bool Permitted, IPNetwork? AllowedBy, string? Why)
{
    public static AddressVerdict Public { get; } = new(true, null, null);

    public static AddressVerdict Refused(string why) => new(false, null, why);
}

internal static class IPAddressScope
{
    // ScopeId throws for IPv4.
    public static long ScopeIdOrZero(this IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? address.ScopeId
            : 0;
}
