using System.Net;
using System.Net.Sockets;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Looks up a target and checks every address it leads to. A name with any refused address is refused as a whole: a host that mixes public
/// and private answers is misconfigured or hostile, and using only the public ones would let answers be probed one by one.
/// </summary>
internal sealed class TargetAddresses(IResolver resolver, AddressPolicy policy, OwnEndpoints own)
{
    public async Task<Lookup> Find(
        string host,
        int port,
        bool allowedOnly,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<IPAddress> addresses;
        try
        {
            addresses = IPAddress.TryParse(host, out var literal)
                ? [literal]
                : await resolver.Resolve(host, cancellation);
        }
        catch (SocketException e)
            when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            // A name that does not exist is refused like a private one, or the difference would list the names of the internal zone.
            return Lookup.Refused("no address");
        }
        catch (SocketException)
        {
            return Lookup.Failed;
        }
        return Judge(addresses, host, port, allowedOnly);
    }

    public bool IsOwn(string host, int port) => own.Covers(host, port);

    public Lookup Judge(IReadOnlyList<IPAddress> addresses, string host, int port, bool allowedOnly)
    {
        if (addresses.Count == 0)
        {
            return Lookup.Refused("no address");
        }
        if (own.Covers(host, port))
        {
            return Lookup.Refused("own endpoint");
        }
        var found = new List<CheckedAddress>(addresses.Count);
        foreach (var address in addresses)
        {
            var verdict = policy.Judge(address);
            var why = verdict.Why ?? (own.Covers(address, port) ? "own endpoint" : null);
            if (why is not null || (allowedOnly && verdict.AllowedBy is null))
            {
                return Lookup.Refused(why ?? "http outside the allowed networks");
            }
            found.Add(new(address, verdict.AllowedBy));
        }
        return new(found, null);
    }
}

/// <summary>An address that passed the check, and the opened private network it belongs to, if any.</summary>
internal sealed record CheckedAddress(IPAddress Address, IPNetwork? AllowedBy);

/// <summary>The checked addresses of a target, or why it is refused (for our log only); neither when the look-up itself failed.</summary>
internal sealed record Lookup(IReadOnlyList<CheckedAddress>? Addresses, string? Why)
{
    public static Lookup Failed { get; } = new(null, null);

    public static Lookup Refused(string why) => new(null, why);
}
