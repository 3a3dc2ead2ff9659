using System.Collections.Concurrent;
using Vidimus.Client;

namespace Vidimus.Samples.Receiver;

/// <summary>What this program knows: the last that happened to each object, and by which event.</summary>
public sealed class Records
{
    private readonly ConcurrentDictionary<string, (string Type, long Sequence)> all = new();

    /// <summary>What happened to the object last, such as <c>credential.revoked</c>; null when nothing is known of it.</summary>
    public string? Of(string resourceId) =>
        all.TryGetValue(resourceId, out var known) ? known.Type : null;

    /// <summary>Applies an event unless a later one of the same object was applied before.</summary>
    internal bool Apply(WebhookEvent said)
    {
        long? applied = all.TryGetValue(said.Resource.Id, out var known) ? known.Sequence : null;
        if (WebhookOrder.IsLate(said, applied))
            return false;
        all[said.Resource.Id] = (said.Type, said.Sequence ?? applied ?? 0);
        return true;
    }
}

/// <summary>Does the work of events, one after the other, while the server has its answer already.</summary>
internal sealed class Worker(Inbox inbox, Records records, ILogger<Worker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (id, body) in inbox.Waiting(stoppingToken))
        {
            var said = WebhookEvent.Read(body);
            if (said.Type == "test.ping")
                log.LogInformation("The endpoint is reached.");
            else if (records.Apply(said))
                log.LogInformation("{Type} {Resource}", said.Type, said.Resource.Id);
            else
                log.LogInformation("{Event} comes after a later one; left out.", id);
            inbox.Done(id);
        }
    }
}
