using System.Globalization;
using Vidimus.Platform.Facts;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Replays;

/// <summary>An order to put events of a stretch of time up for delivery again.</summary>
/// <param name="Id">Its id, <c>rpl_…</c>.</param>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="Since">Events from then on.</param>
/// <param name="Until">Events before then.</param>
/// <param name="Events">Kinds of events and prefixes; those of them that the endpoint asks for.</param>
/// <param name="Which"><c>missing</c>, <c>failed</c> or <c>all</c>.</param>
/// <param name="State"><c>running</c>, <c>done</c> or <c>cancelled</c>.</param>
/// <param name="Count">Events put up for delivery so far.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
public sealed record WebhookRecovery(
    string Id,
    string EndpointId,
    DateTimeOffset Since,
    DateTimeOffset Until,
    IReadOnlyList<string> Events,
    string Which,
    string State,
    long Count,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt
)
{
    internal static WebhookRecovery Of(ReplayRow row) =>
        new(
            row.Id,
            row.EndpointId,
            row.Since,
            row.Until,
            EventNames.Read(row.Events),
            row.Which,
            row.State,
            row.Count,
            row.CreatedAt,
            row.EndedAt
        );
}

internal static class EndOfRecovery
{
    /// <summary>Ends it; answers the fact to be stated with it.</summary>
    public static Fact End(this ReplayRow row, string state, DateTimeOffset now)
    {
        row.State = state;
        row.EndedAt = now;
        row.RunningFor = null;
        row.Version++;
        return new SimpleFact(
            "webhook.recovery-ended",
            row.EndpointId,
            ("replay", row.Id),
            ("state", state),
            ("count", row.Count.ToString(CultureInfo.InvariantCulture))
        );
    }
}
