using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Bounds what strangers can have verified at once, all together and from one address: a verification may wait many
/// seconds for other servers, and needs no key.
/// </summary>
internal sealed class VerifyLimits
{
    /// <summary>Largest file taken, in bytes.</summary>
    public const int LargestFile = 2 * 1024 * 1024;

    private const int MostAtOnce = 128;
    private const int MostFromOne = 16;

    /// <summary>Those that fetch hold what they fetched, which is the larger part of their memory.</summary>
    private const int MostFetching = 48;

    /// <summary>Who has to wait longer is told to come again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _all = new(MostAtOnce);
    private readonly SemaphoreSlim _fetching = new(MostFetching);
    private readonly Dictionary<IPAddress, Place> _places = [];

    /// <summary>A place, to be disposed of at the end; null when none came free in time.</summary>
    public async Task<IDisposable?> Enter(HttpContext http)
    {
        var place = Take(Network(http.Connection.RemoteIpAddress));
        if (!await place.Slots.WaitAsync(Patience, http.RequestAborted).Kept(() => Leave(place)))
        {
            Leave(place);
            return null;
        }
        var leave = new Leaving(() =>
        {
            place.Slots.Release();
            Leave(place);
        });
        if (await _all.WaitAsync(Patience, http.RequestAborted).Kept(leave.Dispose))
            return new Leaving(() =>
            {
                _all.Release();
                leave.Dispose();
            });
        leave.Dispose();
        return null;
    }

    /// <summary>A place for a verification that fetches, to be disposed of at its end; null when none came free in time.</summary>
    public async Task<IDisposable?> EnterFetching() =>
        await _fetching.WaitAsync(Patience) ? new Leaving(() => _fetching.Release()) : null;

    private Place Take(IPAddress address)
    {
        lock (_places)
        {
            if (!_places.TryGetValue(address, out var place))
                _places[address] = place = new(address);
            place.Users++;
            return place;
        }
    }

    private void Leave(Place place)
    {
        lock (_places)
        {
            if (--place.Users > 0)
                return;
            _places.Remove(place.Address);
            place.Slots.Dispose();
        }
    }

    // A household has a /64 of IPv6 to itself, so that is what counts as one.
    private static IPAddress Network(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    private sealed class Place(IPAddress address)
    {
        public IPAddress Address { get; } = address;
        public SemaphoreSlim Slots { get; } = new(MostFromOne);
        public int Users { get; set; }
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}

internal static class Waiting
{
    /// <summary>The outcome of a wait; when it is given up, what was held is let go first.</summary>
    public static async Task<bool> Kept(this Task<bool> wait, Action letGo)
    {
        try
        {
            return await wait;
        }
        catch (OperationCanceledException)
        {
            letGo();
            throw;
        }
    }
}
