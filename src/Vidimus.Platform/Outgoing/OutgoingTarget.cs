using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// The check of a URL before it is stored: a webhook endpoint, a client metadata document, a status list. Passing it is no promise, since
/// names can change; <see cref="GuardedHttp"/> checks again what it connects to.
/// </summary>
public sealed class OutgoingTarget
{
    /// <summary>The only thing said about a refused address or name. Its reason stays in the log, so that answers map no network.</summary>
    public const string BlockedReason =
        "The host is not one this server may call: it must exist, lead to public addresses only, and not be this server itself.";

    private readonly PortPolicy _ports;
    private readonly AddressPolicy _policy;
    private readonly TargetAddresses _addresses;
    private readonly BlockedPause _pause;
    private readonly OutgoingOptions _options;

    internal OutgoingTarget(
        PortPolicy ports,
        AddressPolicy policy,
        TargetAddresses addresses,
        BlockedPause pause,
        IOptions<OutgoingOptions> options
    )
    {
        _ports = ports;
        _policy = policy;
        _addresses = addresses;
        _pause = pause;
        _options = options.Value;
    }

    /// <summary>Checks the form of a URL, its scheme and port, and its address when it is written as one. Looks nothing up.</summary>
    /// <param name="url">The URL as given by the user.</param>
    public TargetCheck Check(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var (target, reason) = Read(url);
        return target is null ? TargetCheck.Refused(reason!) : TargetCheck.Passed(target.Uri);
    }

    /// <summary>Like <see cref="Check"/>, for a URL already read.</summary>
    /// <param name="uri">The URL; its original text is what is checked.</param>
    public TargetCheck CheckUri(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Check(uri.OriginalString);
    }

    /// <summary>Like <see cref="Check"/>, and looks the host name up: any address that is not public refuses it.</summary>
    /// <param name="url">The URL as given by the user.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<TargetCheck> CheckResolved(string url, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(url);
        var start = Stopwatch.GetTimestamp();
        var (target, reason) = Read(url);
        if (target is not null)
        {
            var found = await LookUp(target, cancellation);
            reason = found switch
            {
                { Why: not null } => BlockedReason,
                { Addresses: null } => "The host name could not be looked up now. Try again later.",
                _ => null,
            };
        }
        if (reason == BlockedReason)
        {
            await _pause.Since(start, cancellation);
        }
        return reason is null ? TargetCheck.Passed(target!.Uri) : TargetCheck.Refused(reason);
    }

    internal (TargetUrl? Target, string? Reason) Read(string url)
    {
        var (target, reason) = TargetUrl.Read(url);
        if (target is null)
        {
            return (null, reason);
        }
        if (target.Http && !_options.AllowHttp && !_policy.HasAllowedNetworks)
        {
            return (null, "The URL must start with https://.");
        }
        if (!_ports.Permits(target.Port, target.Http))
        {
            return (null, $"The URL's port {target.Port} is not allowed.");
        }
        return IsBlocked(target) ? (null, BlockedReason) : (target, null);
    }

    private bool IsBlocked(TargetUrl target)
    {
        if (target.Literal is { } literal)
        {
            return _addresses
                .Judge([literal], target.Host, target.Port, NeedsAllowedNetwork(target))
                .Why
                is not null;
        }
        // A name without a dot is completed from the resolver's search list, so it names something in our own network.
        var local =
            !target.Host.Contains('.')
            || target.Host.EndsWith(".localhost", StringComparison.Ordinal);
        return (local && !_policy.HasAllowedNetworks) || _addresses.IsOwn(target.Host, target.Port);
    }

    private async Task<Lookup> LookUp(TargetUrl target, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_options.ConnectTimeout);
        try
        {
            return await _addresses.Find(
                target.Host,
                target.Port,
                NeedsAllowedNetwork(target),
                deadline.Token
            );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Lookup.Failed;
        }
    }

    private bool NeedsAllowedNetwork(TargetUrl target) => target.Http && !_options.AllowHttp;
}

/// <summary>The result of a check: the URL to store, or the reason to show.</summary>
/// <param name="Uri">The URL, when it passed.</param>
/// <param name="Reason">A sentence for the user, when it did not.</param>
public sealed record TargetCheck(Uri? Uri, string? Reason)
{
    /// <summary>Whether the URL passed.</summary>
    public bool Ok => Reason is null;

    internal static TargetCheck Passed(Uri uri) => new(uri, null);

    internal static TargetCheck Refused(string reason) => new(null, reason);
}
