using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Triggers;

/// <summary>Writes down what becomes of events: ids, states and digests, never what they say.</summary>
internal sealed class TriggerEvents(Commits commits, TriggerSecrets secrets, TimeProvider clock)
{
    /// <summary>The row of an event that has come to its end, or waits.</summary>
    public TriggerEventRow Row(
        TriggerRow trigger,
        byte[] body,
        string requestId,
        string state,
        string? reason = null,
        string? credentialId = null,
        DateTimeOffset? dueAt = null
    )
    {
        var now = clock.GetUtcNow();
        return new()
        {
            OrganizationId = trigger.OrganizationId,
            Id = NewId.Create("tev", clock),
            Mode = trigger.Mode,
            TriggerId = trigger.Id,
            State = state,
            Reason = reason,
            CredentialId = credentialId,
            BodyDigest = secrets.DigestOf(trigger, body),
            RequestId = requestId,
            ReceivedAt = now,
            DueAt = dueAt,
            Tries = 0,
            EndedAt = dueAt is null ? now : null,
            Version = 1,
        };
    }

    /// <summary>Adds an event to a unit, and states what became of it.</summary>
    public static void Add(Unit unit, TriggerEventRow row)
    {
        unit.AddNew(row);
        State(unit, row);
    }

    /// <summary>States what became of an event.</summary>
    public static void State(Unit unit, TriggerEventRow row) =>
        unit.State(
            new SimpleFact(
                "trigger.event",
                row.TriggerId,
                ("event", row.Id),
                ("state", row.State),
                ("reason", row.Reason),
                ("credential", row.CredentialId)
            )
        );

    /// <summary>
    /// Writes down an event that was refused. It is the installation that does: the key, on which it may have failed, does
    /// nothing here.
    /// </summary>
    public Task Refuse(TriggerRow trigger, byte[] body, string requestId, string code)
    {
        var row = Row(trigger, body, requestId, EventState.Refused, code);
        return commits.Commit<bool>(
            Installation(trigger.OrganizationId, trigger.Mode, requestId),
            unit =>
            {
                Add(unit, row);
                return Task.FromResult<Platform.Problems.Result<bool>>(true);
            },
            CancellationToken.None
        );
    }

    public static Author Installation(string organization, string mode, string requestId) =>
        new(organization, mode, "installation", "triggers", requestId);
}
