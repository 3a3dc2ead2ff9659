using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Lifecycle;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Triggers;

/// <summary>Issues the draft of an event that has waited, in the name of the trigger's key, as issuing a draft always does.</summary>
internal sealed class IssueWaiting(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    Drafts drafts,
    Issuance issuance,
    Leases leases
)
{
    /// <summary>Null when the event has come to its end; else why it has to wait longer.</summary>
    public async Task<Problem?> Run(
        Lease lease,
        TriggerRow trigger,
        string eventId,
        CancellationToken cancellation
    )
    {
        if (
            await issuance.GroupOf(db, caller.Value, trigger.GroupId, cancellation) is not { } group
        )
            return new(CredentialProblems.GroupNotFound);
        if (group.ArchivedAt is not null)
            return new(CredentialProblems.GroupArchived);
        var identity = await issuance.IdentityOf(caller.Value, cancellation);
        if (identity.Problem is { } noIdentity)
            return noIdentity;
        var positions = await issuance.Positions(caller.Value, 1, cancellation);
        var signer = new Signer(identity.Value!, positions[0]);
        var result = await writes.Commit<bool>(
            async unit =>
            {
                await leases.Demand(unit, lease);
                var waiting = await unit.Db.TriggerEvents.SingleOrDefaultAsync(e =>
                    e.Id == eventId
                );
                if (waiting is not { State: EventState.Waiting, CredentialId: { } id })
                    return PlatformProblems.Conflict;
                var draft = await drafts.Load(unit.Db, id);
                var state = draft?.Recipient is null ? EventState.Cancelled : EventState.Issued;
                WaitingEvents.Close(waiting, state, issuance.Now);
                waiting.Reason =
                    draft is null ? CredentialProblems.CredentialNotFound.Code
                    : draft.Recipient is null ? CredentialProblems.Erased.Code
                    : null;
                waiting.Version++;
                // Last, since it charges. One that somebody issued by hand meanwhile is issued.
                if (
                    draft is { Recipient: not null, Row.IssuedAt: null }
                    && (await drafts.Issue(unit, draft, group, signer)).Problem is { } refused
                )
                    return refused;
                TriggerEvents.State(unit, waiting);
                return state == EventState.Issued;
            },
            cancellation
        );
        if (result is { Ok: true, Value: true })
            Meters.CredentialsIssued.Add(1);
        return result.Problem?.Type == PlatformProblems.Conflict ? null : result.Problem;
    }
}
