using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>What was taken for one endpoint.</summary>
/// <param name="Share">What was wanted.</param>
/// <param name="Host">Host and port of its address; null where nothing is to be sent any more.</param>
/// <param name="Paused">Nothing is to be sent there for now.</param>
/// <param name="Failing">Nothing has arrived there lately.</param>
/// <param name="More">There may be more to take.</param>
/// <param name="Rows">What is to be sent.</param>
/// <param name="NotSent">What cannot be sent now: to be written down as it is.</param>
internal sealed record TakenOf(
    LaneShare Share,
    string? Host,
    bool Paused,
    bool Failing,
    bool More,
    IReadOnlyList<Taken> Rows,
    IReadOnlyList<Result> NotSent
);

/// <summary>
/// Takes deliveries that are due, for the time of a lease. An endpoint that is paused keeps what it has, and so do all of
/// an organization that is disabled; where the endpoint is deleted or disabled the deliveries are cancelled.
/// </summary>
internal sealed partial class Claiming(
    Commits commits,
    PointReads reads,
    Making making,
    Lanes lanes,
    TimeProvider clock,
    ILogger<Claiming> log
)
{
    /// <summary>Longer than waiting here, sending and writing down take together.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private const int CancelledAtOnce = 500;
    private static readonly TimeSpan BeforeAnotherTry = TimeSpan.FromSeconds(10);
    private static readonly Tried Unreadable = new(
        "unreachable",
        "unreadable",
        null,
        null,
        null,
        0
    );

    private readonly DueRows<DeliveryRow> _due = reads.Due<DeliveryRow>();

    public async Task<IReadOnlyList<TakenOf>> Take(
        IReadOnlyList<LaneShare> shares,
        CancellationToken cancellation
    )
    {
        var lease = Random.Shared.NextInt64(1, long.MaxValue);
        var since = clock.GetTimestamp();
        List<(LaneShare Share, EndpointRow? Endpoint, List<DeliveryRow> Rows, bool More)> taken =
        [];
        HashSet<LaneShare> paused = [];
        await commits.Keep(
            "webhooks.deliveries",
            async unit =>
            {
                taken.Clear();
                var endpoints = await Endpoints(unit.Db, shares);
                var live = lanes.Fit([
                    .. shares
                        .Where(s => endpoints.IsActive(s))
                        .Select(s => new Asked(
                            s,
                            HostOf(endpoints.Of(s)!),
                            endpoints.Of(s)!.FailingSince is not null
                        )),
                ]);
                var rows = await _due.Take(unit, [.. live.Where(s => s.Most > 0)], Lease, lease);
                var byLane = rows.ToLookup(r => (r.OrganizationId, r.EndpointId));
                foreach (var share in live)
                {
                    List<DeliveryRow> own =
                    [
                        .. byLane[(share.OrganizationId, share.Lane)]
                            .OrderBy(r => r.CreatedAt)
                            .ThenBy(r => r.EventId, StringComparer.Ordinal),
                    ];
                    taken.Add((share, endpoints.Of(share), own, own.Count == share.Most));
                }
                foreach (var share in shares.Where(s => endpoints.IsOver(s)))
                    taken.Add((share, null, [], await Cancel(unit, share, lease)));
                paused = [.. shares.Where(endpoints.IsPaused)];
                foreach (var share in paused)
                    taken.Add((share, endpoints.Of(share), [], false));
            },
            cancellation
        );
        Meters.WebhooksTaken.Add(taken.Sum(t => t.Rows.Count));
        // What is leased is sent or given back, whoever stops.
        return await WithMessages(taken, paused, since);
    }

    /// <summary>Cancels what is due and what was to be tried later; true when there is more.</summary>
    private async Task<bool> Cancel(Unit unit, LaneShare share, long lease)
    {
        var rows = await _due.Take(
            unit,
            [share with { Most = CancelledAtOnce }],
            Lease,
            lease,
            early: true
        );
        foreach (var row in rows)
        {
            row.Attempts--;
            row.State = "cancelled";
            row.EndedAt = row.NextAt - Lease;
            row.NextAt = null;
        }
        await _due.Put(unit, rows);
        return rows.Count == CancelledAtOnce;
    }

    private async Task<IReadOnlyList<TakenOf>> WithMessages(
        List<(LaneShare Share, EndpointRow? Endpoint, List<DeliveryRow> Rows, bool More)> taken,
        HashSet<LaneShare> paused,
        long since
    )
    {
        List<(EndpointRow Endpoint, DeliveryRow Delivery)> all =
        [
            .. taken.SelectMany(t => t.Rows, (t, row) => (t.Endpoint!, row)),
        ];
        var ready = new Dictionary<DeliveryRow, Taken>(all.Count);
        var notSent = new Dictionary<DeliveryRow, Result>();
        if (all.Count > 0)
        {
            var at = all[0].Delivery.NextAt!.Value - Lease;
            List<DeliveryRow> gone = [];
            foreach (var ((endpoint, row), made) in all.Zip(await making.Make(all, at)))
            {
                var one = new Taken(row, endpoint, made.Message ?? Message.None, at, since);
                if (made.What == MadeWhat.Ready)
                    ready.Add(row, one);
                else if (made.What == MadeWhat.Gone)
                    gone.Add(row);
                else
                    notSent.Add(
                        row,
                        made.What == MadeWhat.Unreadable
                            ? new(one, Unreadable)
                            : new(one, null, BeforeAnotherTry)
                    );
            }
            await Cancel(gone, at);
        }
        return
        [
            .. taken.Select(t => new TakenOf(
                t.Share,
                t.Endpoint is { } endpoint ? HostOf(endpoint) : null,
                paused.Contains(t.Share),
                t.Endpoint?.FailingSince is not null,
                t.More,
                [.. t.Rows.Where(ready.ContainsKey).Select(r => ready[r])],
                [.. t.Rows.Where(notSent.ContainsKey).Select(r => notSent[r])]
            )),
        ];
    }

    /// <summary>The fact is gone, and with it what there was to say. Where that cannot be written, the lease ends by itself.</summary>
    private async Task Cancel(List<DeliveryRow> gone, DateTimeOffset at)
    {
        if (gone.Count == 0)
            return;
        foreach (var row in gone)
        {
            row.State = "cancelled";
            row.NextAt = null;
            row.EndedAt = at;
        }
        try
        {
            await commits.Keep(
                "webhooks.deliveries",
                unit => _due.Put(unit, gone),
                CancellationToken.None
            );
        }
        catch (CommitFailedException e)
        {
            LogNotCancelled(log, gone.Count, e);
        }
    }

    private static string HostOf(EndpointRow endpoint) =>
        Uri.TryCreate(endpoint.Url, UriKind.Absolute, out var url)
            ? string.Create(CultureInfo.InvariantCulture, $"{url.IdnHost}:{url.Port}")
            : endpoint.Url;

    [LoggerMessage(
        6004,
        LogLevel.Error,
        "{Count} webhook deliveries with nothing to say could not be cancelled; they come up again."
    )]
    private static partial void LogNotCancelled(ILogger logger, int count, Exception exception);

    private static async Task<Found> Endpoints(VidimusDb db, IReadOnlyList<LaneShare> shares)
    {
        string[] organizations = [.. shares.Select(s => s.OrganizationId).Distinct()];
        string[] ids = [.. shares.Select(s => s.Lane)];
        var rows = await db.Across<EndpointRow>()
            .Where(e => organizations.Contains(e.OrganizationId) && ids.Contains(e.Id))
            .AsNoTracking()
            .ToListAsync();
        var inUse = await db.OrganizationsInUse(organizations);
        return new(rows.ToDictionary(e => (e.OrganizationId, e.Id)), inUse);
    }

    private sealed class Found(
        Dictionary<(string, string), EndpointRow> rows,
        IReadOnlyDictionary<string, bool> inUse
    )
    {
        public EndpointRow? Of(LaneShare share) =>
            rows.GetValueOrDefault((share.OrganizationId, share.Lane));

        public bool IsActive(LaneShare share) => !IsOver(share) && !IsPaused(share);

        // An organization may be disabled by mistake, for a minute: nothing of it is lost.
        public bool IsPaused(LaneShare share) =>
            !IsOver(share)
            && (Of(share)!.State == EndpointStates.Paused || !inUse[share.OrganizationId]);

        public bool IsOver(LaneShare share) =>
            Of(share)
                is not { DeletedAt: null, State: EndpointStates.Active or EndpointStates.Paused }
            || !inUse.ContainsKey(share.OrganizationId);
    }
}
