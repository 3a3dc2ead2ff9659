using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Where this server itself answers. A request of ours that came back to us would run with our network position and could loop, so these
/// are never targets. Addresses behind a translating router are not visible from inside: name them in <see cref="OutgoingOptions.OwnEndpoints"/>.
/// </summary>
public sealed class OwnEndpoints
{
    private static readonly TimeSpan MachineAddressesLife = TimeSpan.FromSeconds(30);

    private ImmutableHashSet<OwnEndpoint> _known;
    private volatile Machine? _machine;

    internal OwnEndpoints(IOptions<OutgoingOptions> options) =>
        _known = [.. options.Value.OwnEndpoints.Select(text => OwnEndpoint.Parse(text)!)];

    /// <summary>Adds an endpoint the server listens on, once it is known at start.</summary>
    /// <param name="host">A host name, an address, or a wildcard such as <c>0.0.0.0</c>, <c>[::]</c>, <c>*</c> or <c>+</c>.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is not a port.</exception>
    public void Add(string host, int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        var endpoint = new OwnEndpoint(OwnEndpoint.Normalize(host), port);
        ImmutableInterlocked.Update(ref _known, (known, added) => known.Add(added), endpoint);
    }

    internal bool Covers(string host, int port)
    {
        var name = OwnEndpoint.Normalize(host);
        return _known.Contains(new(name, port)) || _known.Contains(new(name, null));
    }

    internal bool Covers(IPAddress address, int port)
    {
        if (Covers(address.ToString(), port))
        {
            return true;
        }
        // An own port at any address of this machine, whatever name led there.
        return _known.Any(known => known.Port == port) && IsThisMachine(address);
    }

    private bool IsThisMachine(IPAddress address) =>
        IPAddress.IsLoopback(address) || MachineAddresses().Contains(address);

    // Listing the interfaces takes most of a millisecond, and new addresses of a machine are rare.
    private HashSet<IPAddress> MachineAddresses()
    {
        var known = _machine;
        if (known is null || Stopwatch.GetElapsedTime(known.ReadAt) > MachineAddressesLife)
        {
            var cards = NetworkInterface.GetAllNetworkInterfaces();
            var own = cards
                .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .Select(one => one.Address);
            _machine = known = new([.. own], Stopwatch.GetTimestamp());
        }
        return known.Addresses;
    }

    private sealed record Machine(HashSet<IPAddress> Addresses, long ReadAt);
}

/// <summary>A host and port of this server; without a port it stands for all ports of the host.</summary>
internal sealed record OwnEndpoint(string Host, int? Port)
{
    public static OwnEndpoint? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        // The runtime reads an address in brackets with a port as an address.
        var bare =
            colon < 0 || text.EndsWith(']') || (text[0] != '[' && IPAddress.TryParse(text, out _));
        if (bare)
        {
            return IsHost(text) ? new(Normalize(text), null) : null;
        }
        var isPort = int.TryParse(text.AsSpan(colon + 1), out var port) && port is > 0 and <= 65535;
        return isPort && IsHost(text[..colon]) ? new(Normalize(text[..colon]), port) : null;
    }

    public static string Normalize(string host)
    {
        var name = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        return IPAddress.TryParse(name, out var address) ? address.ToString() : name;
    }

    private static bool IsHost(string text) =>
        text.Length is > 0 and <= 253
        && (IPAddress.TryParse(text, out _) || Uri.CheckHostName(text) == UriHostNameType.Dns);
}
