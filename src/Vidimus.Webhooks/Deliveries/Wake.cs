using System.Collections.Concurrent;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Tells this node's sender where something was just put up or has room again. A hint and no more: what is missed is found
/// by looking through the endpoints.
/// </summary>
internal sealed class Wake
{
    private readonly ConcurrentDictionary<(string OrganizationId, string EndpointId), bool> _named =
        new();
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>There is something due for this endpoint.</summary>
    public void Announce(string organizationId, string endpointId)
    {
        _named[(organizationId, endpointId)] = true;
        Signal();
    }

    /// <summary>There may be something to do.</summary>
    public void Signal()
    {
        if (_signal.CurrentCount > 0)
            return;
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else signalled at the same moment.
        }
    }

    /// <summary>The endpoints named since it was last asked.</summary>
    public IReadOnlyList<(string OrganizationId, string EndpointId)> Take()
    {
        (string, string)[] named = [.. _named.Keys];
        foreach (var one in named)
            _named.TryRemove(one, out _);
        return named;
    }

    /// <summary>Waits for a signal, and no longer than this.</summary>
    public async Task Wait(TimeSpan most, TimeProvider clock, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signal = _signal.WaitAsync(end.Token);
        await Task.WhenAny(signal, Task.Delay(most, clock, end.Token));
        await end.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
