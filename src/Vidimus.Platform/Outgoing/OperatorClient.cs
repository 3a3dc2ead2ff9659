namespace Vidimus.Platform.Outgoing;

/// <summary>
/// As <see cref="OperatorHttp"/>, for a library that wants a client of its own, such as that of the object store. Nothing else is
/// asked through it; what users name goes through <see cref="GuardedHttp"/>.
/// </summary>
public static class OperatorClient
{
    /// <summary>A client that follows no redirect, keeps no cookies and takes no proxy from the environment; for the life of the process.</summary>
    /// <param name="connections">Most connections at once.</param>
    /// <param name="connectTime">Time for connecting.</param>
    public static HttpClient Create(int connections, TimeSpan connectTime)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = connectTime,
            MaxConnectionsPerServer = connections,
            // So that a store that moved to another address is found there.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
#pragma warning disable RS0030 // The library that speaks to the store wants this class.
        return new HttpClient(handler, disposeHandler: true)
        {
            // Whoever asks has a deadline for each request.
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore RS0030
    }
}
