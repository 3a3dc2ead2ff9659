using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>A delivery with what it sends, or why nothing can be sent now.</summary>
/// <param name="What">What came of making the message.</param>
/// <param name="Message">The message; null unless it is ready.</param>
internal readonly record struct Made(MadeWhat What, Message? Message = null);

internal enum MadeWhat
{
    Ready,

    /// <summary>There is nothing to say any more, or nothing to sign it with.</summary>
    Gone,

    /// <summary>Something stored that the message is made of cannot be read.</summary>
    Unreadable,

    /// <summary>The database did not answer, or there was no time left.</summary>
    Later,
}

/// <summary>
/// Makes the messages of a claim together, and where that fails those of each endpoint on their own: what cannot be read of
/// one is nobody else's trouble. For the sender's own loop.
/// </summary>
internal sealed partial class Making(Messages messages, ILogger<Making> log)
{
    /// <summary>What is not made within this time is put off; the lease has to be enough for sending.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const int MostKnown = 4096;

    /// <summary>Endpoints of which something could not be read; they are kept apart until it can.</summary>
    private readonly HashSet<(string OrganizationId, string EndpointId)> _known = [];

    /// <summary>What came of each of these, in their order. Ends in a bounded time, whoever stops.</summary>
    public async Task<IReadOnlyList<Made>> Make(
        IReadOnlyList<(EndpointRow Endpoint, DeliveryRow Delivery)> due,
        DateTimeOffset now
    )
    {
        using var end = new CancellationTokenSource(Longest);
        var batch = new Batch(now, Stopwatch.GetTimestamp(), end.Token);
        var apart = due.Where(d => _known.Contains(KeyOf(d.Endpoint)));
        var others = due.Where(d => !_known.Contains(KeyOf(d.Endpoint))).ToList();
        if (await Together(others, batch) is not null)
            apart = due;
        foreach (var endpoint in apart.GroupBy(d => KeyOf(d.Endpoint)).ToList())
            await OfOne([.. endpoint], batch);
        return [.. due.Select(d => batch.Made.GetValueOrDefault(d.Delivery, new(MadeWhat.Later)))];
    }

    private sealed record Batch(DateTimeOffset Now, long Since, CancellationToken End)
    {
        public Dictionary<DeliveryRow, Made> Made { get; } = [];

        public bool IsOver => Stopwatch.GetElapsedTime(Since) > Longest;
    }

    private async Task<Exception?> Together(
        IReadOnlyList<(EndpointRow Endpoint, DeliveryRow Delivery)> due,
        Batch batch
    )
    {
        if (due.Count == 0)
            return null;
        try
        {
            var made = await messages.Make(due, batch.Now, batch.End);
            foreach (var ((_, delivery), message) in due.Zip(made))
                batch.Made[delivery] = new(
                    message is null ? MadeWhat.Gone : MadeWhat.Ready,
                    message
                );
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    private async Task OfOne(
        IReadOnlyList<(EndpointRow Endpoint, DeliveryRow Delivery)> due,
        Batch batch
    )
    {
        if (batch.IsOver)
            return;
        var endpoint = due[0].Endpoint;
        if (await Together(due, batch) is not { } failure)
        {
            _known.Remove(KeyOf(endpoint));
            return;
        }
        Note(endpoint, failure);
        if (IsTheDatabases(failure))
            return;
        // Secrets, headers and key belong to all of them, what an event shows to one.
        var all = due.Count == 1 || await Fails(endpoint, batch);
        foreach (var one in due.TakeWhile(_ => !batch.IsOver))
        {
            if (all || await Together([one], batch) is { } own && !IsTheDatabases(own))
                batch.Made[one.Delivery] = new(MadeWhat.Unreadable);
        }
    }

    private async Task<bool> Fails(EndpointRow endpoint, Batch batch)
    {
        try
        {
            await messages.Check(endpoint, batch.Now, batch.End);
            return false;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return !IsTheDatabases(e);
        }
    }

    /// <summary>Said once, until it could be read again.</summary>
    private void Note(EndpointRow endpoint, Exception failure)
    {
        if (_known.Count > MostKnown)
            _known.Clear();
        if (!_known.Add(KeyOf(endpoint)))
            return;
        // Of what was being read only these say nothing: their texts are our own.
        var why = failure is CryptographicException ? failure.Message : "";
        LogUnreadable(log, endpoint.Id, failure.GetType().Name, why);
    }

    private static bool IsTheDatabases(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (
                e
                is DbException
                    or TimeoutException
                    or OperationCanceledException
                    or CommitFailedException
                    or IOException
                    or SocketException
            )
                return true;
        }
        return false;
    }

    private static (string, string) KeyOf(EndpointRow endpoint) =>
        (endpoint.OrganizationId, endpoint.Id);

    [LoggerMessage(
        6003,
        LogLevel.Error,
        "What is to be sent to the webhook endpoint {Endpoint} could not be made ({Kind}): {Why} Its deliveries are tried again as their schedule says; those of others are not affected."
    )]
    private static partial void LogUnreadable(
        ILogger logger,
        string endpoint,
        string kind,
        string why
    );
}
