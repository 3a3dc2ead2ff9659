using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Replays;

/// <summary>An order to deliver the events of a stretch of time again, or those that were never delivered.</summary>
internal sealed class ReplayRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string EndpointId { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset Until { get; init; }

    /// <summary>Kinds of events and prefixes, separated by spaces.</summary>
    public required string Events { get; init; }

    /// <summary><c>missing</c> (never delivered), <c>failed</c> or <c>all</c>.</summary>
    public required string Which { get; init; }

    /// <summary><c>running</c>, <c>done</c> or <c>cancelled</c>.</summary>
    public required string State { get; set; }

    /// <summary>The endpoint while it runs, null from its end on: one runs for an endpoint at a time.</summary>
    public string? RunningFor { get; set; }

    /// <summary>The last fact that was looked at: a node that goes on begins behind it.</summary>
    public required string Position { get; set; }

    /// <summary>Events put up for delivery so far.</summary>
    public required long Count { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
    public required int Version { get; set; }
}
