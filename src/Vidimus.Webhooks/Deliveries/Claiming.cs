using System.Globalization;
using Microsoft.EntityFrameworkCore;
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
internal sealed record TakenOf(
    LaneShare Share,
    string? Host,
    bool Paused,
    bool Failing,
    bool More,
    IReadOnlyList<Taken> Rows
);

/// <summary>
/// Takes deliveries that are due, for the time of a lease. An endpoint that is paused keeps what it has; where nothing is
/// to be sent any more, since the endpoint is deleted or disabled or its organization is, the deliveries are cancelled.
/// </summary>
internal sealed class Claiming(
    Commits commits,
    PointReads reads,
    Messages messages,
    Lanes lanes,
    TimeProvider clock
)
{
    /// <summary>Longer than waiting here, sending and writing down take together.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private const int CancelledAtOnce = 500;

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
                foreach (var share in shares.Where(s => endpoints.IsPaused(s)))
                    taken.Add((share, endpoints.Of(share), [], false));
            },
            cancellation
        );
        Meters.WebhooksTaken.Add(taken.Sum(t => t.Rows.Count));
        return await WithMessages(taken, since, cancellation);
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
        long since,
        CancellationToken cancellation
    )
    {
        List<(EndpointRow Endpoint, DeliveryRow Delivery)> all =
        [
            .. taken.SelectMany(t => t.Rows, (t, row) => (t.Endpoint!, row)),
        ];
        var made = new Dictionary<DeliveryRow, Taken>(all.Count);
        if (all.Count > 0)
        {
            var at = all[0].Delivery.NextAt!.Value - Lease;
            var sent = await messages.Make(all, at, cancellation);
            List<DeliveryRow> gone = [];
            foreach (var ((endpoint, row), message) in all.Zip(sent))
            {
                if (message is null)
                    gone.Add(row);
                else
                    made.Add(row, new(row, endpoint, message, at, since));
            }
            await Cancel(gone, at, cancellation);
        }
        return
        [
            .. taken.Select(t => new TakenOf(
                t.Share,
                t.Endpoint is { } endpoint ? HostOf(endpoint) : null,
                t.Endpoint is { State: "paused" },
                t.Endpoint?.FailingSince is not null,
                t.More,
                [.. t.Rows.Where(made.ContainsKey).Select(r => made[r])]
            )),
        ];
    }

    /// <summary>The fact is gone, and with it what there was to say.</summary>
    private async Task Cancel(
        List<DeliveryRow> gone,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        foreach (var row in gone)
        {
            row.State = "cancelled";
            row.NextAt = null;
            row.EndedAt = at;
        }
        if (gone.Count > 0)
            await commits.Keep("webhooks.deliveries", unit => _due.Put(unit, gone), cancellation);
    }

    private static string HostOf(EndpointRow endpoint) =>
        Uri.TryCreate(endpoint.Url, UriKind.Absolute, out var url)
            ? string.Create(CultureInfo.InvariantCulture, $"{url.IdnHost}:{url.Port}")
            : endpoint.Url;

    private static async Task<Found> Endpoints(VidimusDb db, IReadOnlyList<LaneShare> shares)
    {
        string[] organizations = [.. shares.Select(s => s.OrganizationId).Distinct()];
        string[] ids = [.. shares.Select(s => s.Lane)];
        var rows = await db.Across<EndpointRow>()
            .Where(e => organizations.Contains(e.OrganizationId) && ids.Contains(e.Id))
            .AsNoTracking()
            .ToListAsync();
        var disabled = await db.DisabledOrganizations(organizations);
        return new(rows.ToDictionary(e => (e.OrganizationId, e.Id)), disabled);
    }

    private sealed class Found(
        Dictionary<(string, string), EndpointRow> rows,
        IReadOnlySet<string> disabled
    )
    {
        public EndpointRow? Of(LaneShare share) =>
            rows.GetValueOrDefault((share.OrganizationId, share.Lane));

        public bool IsActive(LaneShare share) => !IsOver(share) && Of(share)!.State == "active";

        public bool IsPaused(LaneShare share) => !IsOver(share) && Of(share)!.State == "paused";

        public bool IsOver(LaneShare share) =>
            Of(share) is not { DeletedAt: null, State: "active" or "paused" }
            || disabled.Contains(share.OrganizationId);
    }
}
