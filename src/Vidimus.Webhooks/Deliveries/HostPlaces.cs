using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>A share with what its endpoint's row says.</summary>
/// <param name="Share">How many to take.</param>
/// <param name="Host">Host and port of the address.</param>
/// <param name="Failing">Nothing has arrived there lately.</param>
internal sealed record Asked(LaneShare Share, string Host, bool Failing);

/// <summary>Places taken by each organization at each host and port, all and those of failing endpoints; not safe by itself.</summary>
internal sealed class HostPlaces(WebhookOptions options)
{
    private const int FailingPart = 8;

    private readonly Dictionary<(string, string), (int All, int Failing)> _taken = [];

    public HostPlaces Copy()
    {
        var copy = new HostPlaces(options);
        foreach (var (at, taken) in _taken)
            copy._taken.Add(at, taken);
        return copy;
    }

    /// <summary>How many more there may be; as many as anybody wants where the host is not known yet.</summary>
    public int Room(string organizationId, string? host, bool failing)
    {
        if (host is null)
            return int.MaxValue;
        var (all, ofFailing) = _taken.GetValueOrDefault((organizationId, host));
        var room = options.AtOncePerHost - all;
        if (failing)
            room = Math.Min(room, Math.Max(1, options.AtOncePerHost / FailingPart) - ofFailing);
        return Math.Max(0, room);
    }

    public void Add(string organizationId, string? host, int more, bool failing)
    {
        if (host is null || more == 0)
            return;
        var (all, ofFailing) = _taken.GetValueOrDefault((organizationId, host));
        if (all + more == 0)
            _taken.Remove((organizationId, host));
        else
            _taken[(organizationId, host)] = (all + more, ofFailing + (failing ? more : 0));
    }
}
