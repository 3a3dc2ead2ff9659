using System.Buffers.Binary;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Platform.Limits;

/// <summary>
/// Where a request comes from, as a number to count by. A household has a /64 of IPv6 to itself, so that is what counts
/// as one; an IPv4 address is counted whole, in a range where no /64 is given away.
/// </summary>
public static class CallerAddress
{
    private const ulong FourBytes = 0x0000_ffff_0000_0000;

    /// <summary>The address of this request's peer, or of the caller that a trusted proxy names.</summary>
    public static ulong Of(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? Of(address) : 0;

    /// <summary>The number of an address.</summary>
    public static ulong Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4)
            return FourBytes | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return address.IsIPv4MappedToIPv6
            ? FourBytes | BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
