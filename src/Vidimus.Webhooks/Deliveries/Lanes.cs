using System.Diagnostics;
using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Shares out this node's places. An endpoint has a few, and one while it fails; all failing ones together have half of
/// the places; and an organization is given another place only while it has fewer than twice as many as are free, so that a
/// newcomer finds some whatever the others do (dynamic thresholds, as switches share their buffers). An organization's
/// endpoints at one host have some together, the failing ones a few of these: a host that many of them name is not pressed
/// by all at once.
/// </summary>
internal sealed class Lanes(WebhookOptions options)
{
    /// <summary>More is taken than can be sent at once where sending is quick: as much as goes in about this time.</summary>
    private const double SecondsAhead = 0.5;
    private const int MostAhead = 32;
    private const int MostLanesAtOnce = 128;

    private static readonly TimeSpan Rested = TimeSpan.FromSeconds(2);

    private readonly Dictionary<(string, string), long> _resting = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<(string, string), Lane> _lanes = [];
    private readonly Dictionary<string, int> _placesOf = new(StringComparer.Ordinal);
    private readonly HostPlaces _hosts = new(options);
    private int _places;
    private int _failingPlaces;
    private int _turn;

    /// <summary>Places that are taken.</summary>
    public int Places
    {
        get
        {
            lock (_lock)
                return _places;
        }
    }

    /// <summary>There is something to take for this endpoint.</summary>
    public void MoreFor(string organizationId, string endpointId)
    {
        lock (_lock)
            LaneOf(organizationId, endpointId).MayHaveMore = true;
    }

    /// <summary>Whether an endpoint is paused, as it was just read.</summary>
    public void Rest(string organizationId, string endpointId, bool paused)
    {
        if (paused)
            _resting[(organizationId, endpointId)] = Stopwatch.GetTimestamp();
        else
            _resting.Remove((organizationId, endpointId));
    }

    /// <summary>True while an endpoint that was paused need not be looked at again; for the sender's own loop.</summary>
    public bool Rests(string organizationId, string endpointId) =>
        _resting.TryGetValue((organizationId, endpointId), out var since)
        && Stopwatch.GetElapsedTime(since) < Rested;

    /// <summary>
    /// How many to take of which endpoint now: by turns of the organizations, and within each of its endpoints, beginning
    /// each time with another.
    /// </summary>
    public IReadOnlyList<LaneShare> Shares()
    {
        lock (_lock)
        {
            _turn++;
            var organizations = _lanes
                .Values.Where(l => l.MayHaveMore && Wanted(l) > 0)
                .GroupBy(l => l.OrganizationId, StringComparer.Ordinal)
                .Select(g => new Queue<Lane>(Turned([.. g])))
                .ToList();
            organizations = Turned(organizations);
            List<LaneShare> shares = [];
            var (places, failing) = (_places, _failingPlaces);
            var of = new Dictionary<string, int>(_placesOf, StringComparer.Ordinal);
            var hosts = _hosts.Copy();
            while (organizations.Count > 0 && shares.Count < MostLanesAtOnce)
            {
                foreach (var lanes in organizations)
                {
                    var lane = lanes.Dequeue();
                    if (Share(lane, of, hosts, ref places, ref failing) is { } share)
                        shares.Add(share);
                }
                organizations.RemoveAll(l => l.Count == 0);
            }
            return shares;
        }
    }

    /// <summary>
    /// The same shares as small as the hosts' bounds make them, now that the addresses were read; nothing is counted yet.
    /// </summary>
    public IReadOnlyList<LaneShare> Fit(IReadOnlyList<Asked> asked)
    {
        lock (_lock)
        {
            var hosts = _hosts.Copy();
            // An endpoint that went to another host meanwhile counts at both until something is taken for it.
            return [.. asked.Select(a => Fit(a, hosts))];
        }
    }

    private LaneShare Fit(Asked asked, HostPlaces hosts)
    {
        var share = asked.Share;
        var lane = LaneOf(share.OrganizationId, share.Lane);
        var failing = asked.Failing || lane.Failing;
        var limit = failing ? 1 : options.AtOncePerEndpoint;
        var free = limit - Math.Min(limit, lane.Held);
        var more = Math.Min(
            Math.Min(free, share.Most),
            hosts.Room(share.OrganizationId, asked.Host, failing)
        );
        hosts.Add(share.OrganizationId, asked.Host, more, failing);
        return more < free ? share with { Most = more } : share;
    }

    /// <summary>What was taken for an endpoint; answers what may be sent at once.</summary>
    public IReadOnlyList<Taken> Add(
        string organizationId,
        string endpointId,
        string? host,
        bool failing,
        bool more,
        IReadOnlyList<Taken> taken
    )
    {
        lock (_lock)
        {
            var lane = LaneOf(organizationId, endpointId);
            lane.MayHaveMore = more;
            lane.Failing = failing;
            lane.Host = host;
            foreach (var one in taken)
                lane.Waiting.Enqueue(one);
            return Next(lane);
        }
    }

    /// <summary>A try has ended; answers what may be sent now, and what is better given back.</summary>
    public (IReadOnlyList<Taken> Next, IReadOnlyList<Taken> Back) Ended(
        Taken taken,
        bool succeeded,
        int milliseconds
    )
    {
        lock (_lock)
        {
            var lane = LaneOf(taken.Row.OrganizationId, taken.Row.EndpointId);
            lane.Running--;
            lane.Took(milliseconds);
            lane.Failing = !succeeded;
            List<Taken> back = [];
            // What waits here would wait for one that fails; later there may be news.
            while (lane.Failing && lane.Waiting.TryDequeue(out var waiting))
            {
                back.Add(waiting);
                lane.MayHaveMore = true;
            }
            return (Next(lane), back);
        }
    }

    /// <summary>Takes out everything that waits.</summary>
    public IReadOnlyList<Taken> TakeBack()
    {
        lock (_lock)
        {
            List<Taken> back = [];
            foreach (var lane in _lanes.Values)
            {
                back.AddRange(lane.Waiting);
                lane.Waiting.Clear();
                Count(lane);
            }
            return back;
        }
    }

    private IReadOnlyList<Taken> Next(Lane lane)
    {
        List<Taken> next = [];
        while (lane.Running < Limit(lane) && lane.Waiting.TryDequeue(out var taken))
        {
            lane.Running++;
            next.Add(taken);
        }
        Count(lane);
        if (lane.IsIdle)
            _lanes.Remove((lane.OrganizationId, lane.EndpointId));
        return next;
    }

    private LaneShare? Share(
        Lane lane,
        Dictionary<string, int> of,
        HostPlaces hosts,
        ref int places,
        ref int failing
    )
    {
        var own = of.GetValueOrDefault(lane.OrganizationId);
        var free = options.AtOnce - places;
        // Of n places more it must hold for the last: own + n - 1 < 2 (free - n + 1).
        var most = Math.Min(free, (int)Math.Ceiling(((2.0 * free) - own) / 3));
        if (lane.Failing)
            most = Math.Min(most, Math.Max(1, options.AtOnce / 2) - failing);
        most = Math.Min(most, hosts.Room(lane.OrganizationId, lane.Host, lane.Failing));
        var limit = Limit(lane);
        var more = Math.Min(limit - Math.Min(limit, lane.Held), most);
        if (more <= 0 && lane.Held < limit)
            return null;
        more = Math.Max(more, 0);
        places += more;
        failing += lane.Failing ? more : 0;
        of[lane.OrganizationId] = own + more;
        hosts.Add(lane.OrganizationId, lane.Host, more, lane.Failing);
        // Those that wait for a place of this endpoint need none of their own.
        var wanted = lane.Held + more < limit ? more : Wanted(lane);
        return new(lane.OrganizationId, lane.EndpointId, wanted);
    }

    private int Wanted(Lane lane)
    {
        var limit = Limit(lane);
        if (lane.Failing)
            return limit - lane.Held;
        var ahead = Math.Clamp((int)(SecondsAhead / Math.Max(lane.Seconds, 0.001)), 1, MostAhead);
        // Not one by one: each taking is a change of the database.
        var wanted = (limit * ahead) - lane.Held;
        return wanted * 2 >= limit * ahead || lane.Held < limit ? wanted : 0;
    }

    private int Limit(Lane lane) => lane.Failing ? 1 : options.AtOncePerEndpoint;

    private void Count(Lane lane)
    {
        var places = Math.Max(lane.Running, Math.Min(Limit(lane), lane.Held));
        var more = places - lane.Places;
        _hosts.Add(lane.OrganizationId, lane.CountedAt, -lane.Places, lane.CountedAsFailing);
        _hosts.Add(lane.OrganizationId, lane.Host, places, lane.Failing);
        _failingPlaces -= lane.CountedAsFailing ? lane.Places : 0;
        _failingPlaces += lane.Failing ? places : 0;
        lane.CountedAsFailing = lane.Failing;
        lane.CountedAt = lane.Host;
        lane.Places = places;
        _places += more;
        var own = _placesOf.GetValueOrDefault(lane.OrganizationId) + more;
        if (own == 0)
            _placesOf.Remove(lane.OrganizationId);
        else
            _placesOf[lane.OrganizationId] = own;
    }

    private List<T> Turned<T>(List<T> all)
    {
        var first = all.Count == 0 ? 0 : _turn % all.Count;
        return [.. all.Skip(first), .. all.Take(first)];
    }

    private Lane LaneOf(string organizationId, string endpointId)
    {
        if (!_lanes.TryGetValue((organizationId, endpointId), out var lane))
            _lanes[(organizationId, endpointId)] = lane = new(organizationId, endpointId);
        return lane;
    }
}
