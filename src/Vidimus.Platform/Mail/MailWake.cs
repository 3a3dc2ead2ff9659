namespace Vidimus.Platform.Mail;

/// <summary>
/// Tells this node's sender that a mail was put up or a place is free again. A hint and no more: what is missed is found by
/// looking every second.
/// </summary>
public sealed class MailWake
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A mail is put up before its change is committed; a batch takes about this long.</summary>
    private static readonly TimeSpan Commit = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _signal = new(0, 1);

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

    /// <summary>Waits for a signal, and no longer than a second.</summary>
    public async Task Wait(TimeProvider clock, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signal = _signal.WaitAsync(end.Token);
        await Task.WhenAny(signal, Task.Delay(Pause, clock, end.Token));
        await end.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        if (signal.IsCompletedSuccessfully)
            await Task.Delay(Commit, clock, cancellation);
    }
}
