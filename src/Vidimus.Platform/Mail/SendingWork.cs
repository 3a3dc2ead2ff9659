using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vidimus.Platform.Mail;

/// <summary>Something to be sent, that this node took.</summary>
public interface ISendable
{
    /// <summary>Its id.</summary>
    string SendingId { get; }

    /// <summary>Whose it is.</summary>
    string OrganizationId { get; }
}

/// <summary>
/// Sends what is due, on every node. What an organization sends takes no more than its places, so that one whose server
/// stands still holds up nobody else. A node takes a row by moving its next try ahead, in one statement that only one of
/// them can win; one that dies leaves nothing behind, and its mail may go out twice then, under the same Message-ID, and is
/// never lost.
/// </summary>
/// <param name="wake">Tells it that something was put up.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Where rounds that failed are told.</param>
public abstract partial class SendingWork<T>(MailWake wake, TimeProvider clock, ILogger log)
    : BackgroundService
    where T : class, ISendable
{
    private const int Places = 8;

    /// <summary>Places of one organization.</summary>
    protected const int PlacesOfOne = 3;

    /// <summary>For how long a row is taken: longer than a try can last.</summary>
    protected static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, (string OrganizationId, Task Sending)> _running =
        new();

    /// <summary>Takes rows that are due, no more than so many, and none of these organizations.</summary>
    protected abstract Task<IReadOnlyList<T>> Take(
        int most,
        IReadOnlyDictionary<string, int> running,
        CancellationToken cancellation
    );

    /// <summary>Sends one and writes down what came of it.</summary>
    protected abstract Task Send(T taken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await Round(stoppingToken))
                    await wake.Wait(clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogFailed(log, GetType().Name, e);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken));
            }
        }
        await Task.WhenAll(_running.Values.Select(r => r.Sending));
    }

    /// <summary>True when it took something, and there may be more.</summary>
    private async Task<bool> Round(CancellationToken cancellation)
    {
        var free = Places - _running.Count;
        if (free <= 0)
            return false;
        var running = _running
            .Values.GroupBy(r => r.OrganizationId)
            .ToDictionary(g => g.Key, g => g.Count());
        var taken = await Take(free, running, cancellation);
        foreach (var one in taken)
        {
            var begin = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            _running[one.SendingId] = (one.OrganizationId, SendIn(begin.Task, one));
            begin.SetResult();
        }
        return taken.Count > 0;
    }

    private async Task SendIn(Task begin, T taken)
    {
        await begin;
        try
        {
            await Send(taken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(log, GetType().Name, e); // it comes up again when its claim ends
        }
        finally
        {
            _running.TryRemove(taken.SendingId, out _);
            wake.Signal();
        }
    }

    /// <summary>Of these rows as many of each organization as it has places left, and no more than so many together.</summary>
    protected static IEnumerable<T> Share(
        IEnumerable<T> rows,
        int most,
        IReadOnlyDictionary<string, int> running
    ) =>
        rows.GroupBy(r => r.OrganizationId)
            .SelectMany(g => g.Take(PlacesOfOne - running.GetValueOrDefault(g.Key)))
            .Take(most);

    /// <summary>Organizations all of whose places are taken.</summary>
    protected static string[] Full(IReadOnlyDictionary<string, int> running) =>
        [.. running.Where(r => r.Value >= PlacesOfOne).Select(r => r.Key)];

    [LoggerMessage(1402, LogLevel.Error, "A round of {Work} failed; the next one follows.")]
    private static partial void LogFailed(ILogger logger, string work, Exception exception);
}
