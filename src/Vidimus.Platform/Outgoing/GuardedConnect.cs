using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Opens connections for the handler. The look-up, the check and the connecting are one step, and the socket is given addresses, never a
/// name: no answer of the name service can change between check and use.
/// </summary>
internal sealed class GuardedConnect(
    TargetAddresses targets,
    IOptions<OutgoingOptions> options,
    ILogger<GuardedHttp> log
)
{
    private const int MaxAttempts = 4;

    private readonly OutgoingOptions _options = options.Value;

    public async ValueTask<Stream> Open(
        SocketsHttpConnectionContext context,
        CancellationToken cancellation
    )
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var http = context.InitialRequestMessage.RequestUri!.Scheme != Uri.UriSchemeHttps;
        var lookup = await targets.Find(host, port, http && !_options.AllowHttp, cancellation);
        if (lookup.Why is { } why)
        {
            OutgoingLog.Blocked(log, host, port, why);
            throw new TargetBlockedException();
        }
        return await Connect(
            lookup.Addresses ?? throw new LookupFailedException(),
            port,
            cancellation
        );
    }

    private async Task<Stream> Connect(
        IReadOnlyList<CheckedAddress> addresses,
        int port,
        CancellationToken cancellation
    )
    {
        var attempts = Math.Min(addresses.Count, MaxAttempts);
        for (var i = 0; ; i++)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (i < attempts - 1)
            {
                // A dead first address (IPv6 without a route, often) must leave time for the next.
                attempt.CancelAfter(_options.ConnectTimeout / attempts);
            }
            try
            {
                return await Connect(addresses[i], port, attempt.Token);
            }
            catch (Exception e)
                when (e is SocketException or OperationCanceledException
                    && i < attempts - 1
                    && !cancellation.IsCancellationRequested
                )
            {
                OutgoingLog.AttemptFailed(log, addresses[i].Address, port);
            }
        }
    }

    private static async Task<Stream> Connect(
        CheckedAddress remote,
        int port,
        CancellationToken cancellation
    )
    {
        var socket = new Socket(remote.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(remote.Address, port), cancellation);
            return new ExchangeStream(new NetworkStream(socket, ownsSocket: true), remote);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The target is refused. Says nothing more, so that no outer layer can repeat the reason.</summary>
internal sealed class TargetBlockedException() : IOException(OutgoingTarget.BlockedReason);

/// <summary>The name service gave no answer.</summary>
internal sealed class LookupFailedException() : IOException("The name could not be looked up.");
