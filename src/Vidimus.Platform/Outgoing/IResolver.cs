using System.Net;

namespace Vidimus.Platform.Outgoing;

/// <summary>Looks up the addresses of a host name.</summary>
public interface IResolver
{
    /// <summary>All addresses of a name; empty or <see cref="System.Net.Sockets.SocketException"/> when there are none.</summary>
    /// <param name="host">A host name in ASCII, never an address.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken cancellation);
}

/// <summary>The operating system's resolver.</summary>
internal sealed class SystemResolver : IResolver
{
    public async Task<IReadOnlyList<IPAddress>> Resolve(
        string host,
        CancellationToken cancellation
    ) => await Dns.GetHostAddressesAsync(host, cancellation);
}
