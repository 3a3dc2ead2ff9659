using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>A delivery that this node has taken, with what it sends.</summary>
/// <param name="Row">The delivery.</param>
/// <param name="Endpoint">Its endpoint when it was taken.</param>
/// <param name="Message">What is sent.</param>
/// <param name="TakenAt">When it was taken, by the database's time.</param>
/// <param name="Since">This node's monotonic time before it was taken.</param>
internal sealed record Taken(
    DeliveryRow Row,
    EndpointRow Endpoint,
    Message Message,
    DateTimeOffset TakenAt,
    long Since
)
{
    /// <summary>Since when the event could be told: not while the endpoint was paused, which a change of it ended.</summary>
    public DateTimeOffset TellableSince =>
        Endpoint.UpdatedAt > Row.CreatedAt ? Endpoint.UpdatedAt : Row.CreatedAt;
}

/// <summary>An endpoint as this node's sender sees it: what is under way, and what it knows of more.</summary>
internal sealed class Lane(string organizationId, string endpointId)
{
    private const double Weight = 0.2;

    public string OrganizationId => organizationId;

    public string EndpointId => endpointId;

    /// <summary>Being sent at this moment.</summary>
    public int Running { get; set; }

    /// <summary>Taken and waiting for a place at this endpoint; never for long.</summary>
    public Queue<Taken> Waiting { get; } = new();

    /// <summary>There is more to take, as far as this node knows.</summary>
    public bool MayHaveMore { get; set; }

    /// <summary>The last try failed: one at a time until one arrives.</summary>
    public bool Failing { get; set; }

    /// <summary>Places that what was taken needs.</summary>
    public int Places { get; set; }

    /// <summary>Host and port of its address when something was last taken; null before.</summary>
    public string? Host { get; set; }

    /// <summary>The host at which its places are counted.</summary>
    public string? CountedAt { get; set; }

    /// <summary>They are counted among those of failing endpoints.</summary>
    public bool CountedAsFailing { get; set; }

    /// <summary>How long a try takes here, on the average of the last ones.</summary>
    public double Seconds { get; private set; } = 1;

    public int Held => Running + Waiting.Count;

    public bool IsIdle => Held == 0 && !MayHaveMore;

    public void Took(int milliseconds) => Seconds += Weight * ((milliseconds / 1000.0) - Seconds);
}
