using System.Diagnostics;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Goes round the endpoints with something to be done, some at a time, and says which of them are due; for the sender's own
/// loop. A paused endpoint is looked at as well, since it may have ended; what waits there is not what is late.
/// </summary>
internal sealed class Walk(PointReads reads, Lanes lanes)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private const int EndpointsInStep = 512;

    private readonly DueRows<DeliveryRow> _due = reads.Due<DeliveryRow>();
    private readonly PointRead<Seen> _endpoints = reads.Of<EndpointRow, Seen>(
        e => new { e.OrganizationId, e.Id },
        e => new Seen(e.State, e.UpdatedAt, PointReads.Now)
    );
    private readonly Stopwatch _sinceStep = Stopwatch.StartNew();
    private (string OrganizationId, string EndpointId) _position = ("", "");
    private TimeSpan _oldest;

    public bool IsTime => _sinceStep.Elapsed >= Pause;

    /// <summary>Looks at some endpoints further on; true when one of them is due.</summary>
    public async Task<bool> Step(CancellationToken cancellation)
    {
        var found = await _due.Lanes(
            _position.OrganizationId,
            _position.EndpointId,
            EndpointsInStep,
            cancellation
        );
        var due = await Due(found);
        if (found.Count == EndpointsInStep)
        {
            _position = (found[^1].OrganizationId, found[^1].Lane);
            // The next ones at once, while there is something among them.
            if (due)
                return true;
        }
        else
        {
            _position = ("", "");
            Meters.WebhookOldestDue.Record(_oldest.TotalSeconds);
            _oldest = TimeSpan.Zero;
        }
        _sinceStep.Restart();
        return false;
    }

    private async Task<bool> Due(IReadOnlyList<DueLane> found)
    {
        List<DueLane> overdue =
        [
            .. found.Where(l =>
                l.Overdue >= TimeSpan.Zero && !lanes.Rests(l.OrganizationId, l.Lane)
            ),
        ];
        if (overdue.Count == 0)
            return false;
        var endpoints = await _endpoints.FindEach([
            .. overdue.Select(l => new[] { l.OrganizationId, l.Lane }),
        ]);
        var due = false;
        foreach (var (lane, rows) in overdue.Zip(endpoints))
        {
            var endpoint = rows.FirstOrDefault();
            due = true;
            lanes.MoreFor(lane.OrganizationId, lane.Lane);
            if (endpoint is { State: EndpointStates.Paused })
                continue;
            var waited = endpoint is null ? lane.Overdue : Since(lane, endpoint);
            if (waited > _oldest)
                _oldest = waited;
        }
        return due;
    }

    /// <summary>Without the time for which the endpoint was paused: its change ended that.</summary>
    private static TimeSpan Since(DueLane lane, Seen endpoint)
    {
        var changed = endpoint.Now - endpoint.UpdatedAt;
        return changed < lane.Overdue ? changed : lane.Overdue;
    }

    private sealed record Seen(string State, DateTimeOffset UpdatedAt, DateTimeOffset Now);
}
