using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Platform.Mail;

/// <summary>
/// Connects to a mail server. One that a tenant named is looked up and checked as every outgoing target is, and the socket
/// is given the checked addresses, never the name.
/// </summary>
internal sealed class SmtpConnect(
    TargetAddresses targets,
    IResolver resolver,
    ILogger<SmtpConnect> log
)
{
    private const int MostAddresses = 4;
    private static readonly TimeSpan EachAddress = TimeSpan.FromSeconds(8);

    /// <summary>Ports of mail servers; others only in networks that the operator opened.</summary>
    private static readonly int[] MailPorts = [25, 465, 587, 2525];

    public async Task<Stream> Open(MailRoute route, CancellationToken cancellation)
    {
        var addresses = route.IsGuarded
            ? await Checked(route, cancellation)
            : await Known(route.Host, cancellation);
        for (var i = 0; ; i++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(EachAddress);
            try
            {
                return await Connect(new(addresses[i], route.Port), limit.Token);
            }
            catch (Exception e)
                when (e is SocketException or OperationCanceledException
                    && !cancellation.IsCancellationRequested
                )
            {
                if (i + 1 == Math.Min(addresses.Count, MostAddresses))
                    throw new MailRefusedException(false, "unreachable", e);
            }
        }
    }

    /// <summary>Whether a tenant's server may be connected to; true as well where its name cannot be looked up now.</summary>
    public async Task<bool> MayReach(MailRoute route, CancellationToken cancellation)
    {
        try
        {
            await Checked(route, cancellation);
            return true;
        }
        catch (MailRefusedException e)
        {
            return e.Code != "blocked";
        }
    }

    private async Task<IReadOnlyList<IPAddress>> Checked(
        MailRoute route,
        CancellationToken cancellation
    )
    {
        var found = await targets.Find(route.Host, route.Port, allowedOnly: false, cancellation);
        var why =
            found.Why
            ?? (
                found.Addresses is { } all
                && !MailPorts.Contains(route.Port)
                && all.Any(a => a.AllowedBy is null)
                    ? "not a port of mail"
                    : null
            );
        if (why is not null)
        {
            OutgoingLog.Blocked(log, route.Host, route.Port, why);
            throw new MailRefusedException(false, "blocked");
        }
        return found.Addresses is { } addresses
            ? [.. addresses.Select(a => a.Address)]
            : throw new MailRefusedException(false, "unreachable");
    }

    private async Task<IReadOnlyList<IPAddress>> Known(string host, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<IPAddress> found = IPAddress.TryParse(host, out var literal)
                ? [literal]
                : await resolver.Resolve(host, cancellation);
            return found.Count > 0 ? found : throw new MailRefusedException(false, "unreachable");
        }
        catch (SocketException e)
        {
            throw new MailRefusedException(false, "unreachable", e);
        }
    }

    private static async Task<Stream> Connect(IPEndPoint to, CancellationToken cancellation)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        try
        {
            await socket.ConnectAsync(to, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
