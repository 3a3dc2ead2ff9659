using System.Net;

namespace Vidimus.Platform.Outgoing;

internal static class NetworkMatch
{
    /// <summary>
    /// Whether an address lies in a network of the same family. <see cref="IPNetwork.Contains"/> takes IPv4-mapped IPv6 addresses for IPv4
    /// ones, which would let them pass as public and would open them along with an IPv4 network.
    /// </summary>
    public static bool Covers(this IPNetwork network, IPAddress address)
    {
        if (network.BaseAddress.AddressFamily != address.AddressFamily)
        {
            return false;
        }
        Span<byte> start = stackalloc byte[16];
        Span<byte> bytes = stackalloc byte[16];
        network.BaseAddress.TryWriteBytes(start, out _);
        address.TryWriteBytes(bytes, out _);
        var (whole, rest) = Math.DivRem(network.PrefixLength, 8);
        return start[..whole].SequenceEqual(bytes[..whole])
            && (rest == 0 || (start[whole] ^ bytes[whole]) >> (8 - rest) == 0);
    }
}
