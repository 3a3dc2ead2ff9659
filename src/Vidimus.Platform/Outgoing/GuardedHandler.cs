using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Vidimus.Platform.Outgoing;

/// <summary>The handler with every default that matters set on purpose.</summary>
internal static class GuardedHandler
{
    public static SocketsHttpHandler Create(
        OutgoingOptions options,
        GuardedConnect connect,
        X509Certificate2Collection? roots
    ) =>
        new()
        {
            ConnectCallback = connect.Open,
            ConnectTimeout = options.ConnectTimeout,
            SslOptions = GuardedTls.Options(roots),
            AllowAutoRedirect = false,
            // A proxy would connect for us, past the address check; proxies from the environment too.
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            // The body is limited as it comes; a decompressed one would have no relation to what was read.
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = options.ResponseHeaderKilobytes,
            // What is left of an answer after its limit is dropped with the connection, not read.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            PooledConnectionLifetime = options.ConnectionLifetime,
            PooledConnectionIdleTimeout = options.ConnectionLifetime / 2,
            MaxConnectionsPerServer = options.ConnectionsPerServer,
        };
}
