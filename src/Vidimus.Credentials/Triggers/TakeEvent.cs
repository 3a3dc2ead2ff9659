using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// Does what an authenticated event asks for, in the name of the trigger's key. The credential, its charge, the repeat key
/// that is used up and what became of the event are one change, by the same operation as every other way of issuing.
/// </summary>
internal sealed class TakeEvent(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    IssueCredential issuing,
    VerifyCredential verifying,
    EventServices services
)
{
    public async Task<Result<TriggerOutcome>> Run(HttpContext http, TriggerRow trigger, byte[] body)
    {
        if (!trigger.Enabled)
            return TriggerProblems.Disabled;
        var read = EventReading.Of(body);
        if (read.Problem is { } unreadable)
            return unreadable;
        var given = new Event(trigger, read.Value!, body, http.RequestId());
        var condition = trigger.Condition is { } stored
            ? Trigger.Read<TriggerCondition>(stored)
            : null;
        var holds = ConditionCheck.Holds(condition, given.Reading);
        if (given.Reading.Refused is { } refused)
            return refused;
        if (!holds)
            return await End(given, EventState.Ignored, null, null, http.RequestAborted);
        return trigger.Action == "verify"
            ? await Verify(http, given)
            : await Issue(given, http.RequestAborted);
    }

    private sealed record Event(
        TriggerRow Trigger,
        EventReading Reading,
        byte[] Body,
        string RequestId
    );

    private async Task<Result<TriggerOutcome>> Issue(Event given, CancellationToken cancellation)
    {
        var trigger = given.Trigger;
        var issuance = services.Issuance;
        if (
            await issuance.GroupOf(db, caller.Value, trigger.GroupId, cancellation) is not { } group
        )
            return CredentialProblems.GroupNotFound;
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        var mapped = EventMapping.Map(trigger, given.Reading, group);
        if (mapped.Problem is { } unmapped)
            return unmapped;
        var asked = mapped.Value!;
        if (
            CredentialRules.Check(asked, group, CredentialRules.SchemaOf(group), issuance.Now) is
            { } wrong
        )
            return wrong;
        var repeat = EventMapping.Repeat(trigger, given.Reading, asked, given.Body);
        if (repeat.Problem is { } untold)
            return untold;
        var digest = services.Secrets.DigestOf(trigger, repeat.Value!);
        if (await Earlier(db, trigger.Id, digest, cancellation) is { } before)
            return await End(given, EventState.Repeated, null, before, cancellation);
        return await Save(given, group, asked, digest, cancellation);
    }

    private async Task<Result<TriggerOutcome>> Save(
        Event given,
        GroupRow group,
        Asked asked,
        string digest,
        CancellationToken cancellation
    )
    {
        var trigger = given.Trigger;
        var draft = trigger.Action == "draft" || trigger.DelaySeconds > 0;
        TriggerEventRow? done = null;
        string? twin = null;
        var saved = await issuing.Save(
            group,
            asked,
            draft,
            Lineage.None,
            null,
            async (unit, credential) =>
            {
                // A twin on this or another node may have been quicker, and the trigger may be gone.
                twin = await Earlier(unit.Db, trigger.Id, digest, CancellationToken.None);
                if (twin is not null)
                    return new(TriggerProblems.Repeated);
                if (!await unit.Db.Triggers.AnyAsync(t => t.Id == trigger.Id && t.Enabled))
                    return new(TriggerProblems.Disabled);
                done = await Row(unit, given, credential.Id);
                Take(unit, given, credential.Id, digest, done);
                return null;
            },
            cancellation
        );
        if (twin is not null)
            return await End(given, EventState.Repeated, null, twin, cancellation);
        return saved.Problem is { } refused
            ? refused
            : new TriggerOutcome(
                done!.State,
                done.Id,
                done.CredentialId,
                saved.Value!.VerifyUrl,
                done.DueAt,
                null
            );
    }

    private async Task<TriggerEventRow> Row(Unit unit, Event given, string credentialId)
    {
        var trigger = given.Trigger;
        DateTimeOffset? due =
            trigger.DelaySeconds > 0
                ? await services.Time.Now(unit.Db, CancellationToken.None)
                    + TimeSpan.FromSeconds(trigger.DelaySeconds)
                : null;
        var state =
            due is not null ? EventState.Waiting
            : trigger.Action == "draft" ? EventState.Drafted
            : EventState.Issued;
        return services.Events.Row(
            trigger,
            given.Body,
            given.RequestId,
            state,
            credentialId: credentialId,
            dueAt: due
        );
    }

    private void Take(
        Unit unit,
        Event given,
        string credentialId,
        string digest,
        TriggerEventRow done
    )
    {
        unit.AddNew(
            new TriggerRepeatRow
            {
                OrganizationId = given.Trigger.OrganizationId,
                TriggerId = given.Trigger.Id,
                Digest = digest,
                Mode = given.Trigger.Mode,
                CredentialId = credentialId,
                CreatedAt = services.Issuance.Now,
            }
        );
        TriggerEvents.Add(unit, done);
    }

    private async Task<Result<TriggerOutcome>> Verify(HttpContext http, Event given)
    {
        var found = EventMapping.Verified(given.Trigger, given.Reading);
        if (found.Problem is { } unread)
            return unread;
        Given? credential = found.Value switch
        {
            { ValueKind: JsonValueKind.Object } json => new Given.Json(json),
            { ValueKind: JsonValueKind.String } text => GivenReader.OfText(text.GetString()!),
            _ => null,
        };
        if (credential is null)
            return new Fields()
                .Wrong(
                    $"mapping.{TriggerRules.Verified}",
                    "must lead to a credential: its id, link, JSON or token"
                )
                .Problem!;
        var verified = await verifying.Run(http, credential);
        if (verified.Problem is { } refused)
            return refused;
        var verification = verified.Value!;
        var ended = await End(
            given,
            EventState.Verified,
            verification.Verdict,
            null,
            http.RequestAborted
        );
        return ended.Problem is { } failed
            ? failed
            : ended.Value! with
            {
                Verification = verification,
            };
    }

    private Task<Result<TriggerOutcome>> End(
        Event given,
        string state,
        string? reason,
        string? credentialId,
        CancellationToken cancellation
    )
    {
        var row = services.Events.Row(
            given.Trigger,
            given.Body,
            given.RequestId,
            state,
            reason,
            credentialId
        );
        return writes.Commit<TriggerOutcome>(
            unit =>
            {
                TriggerEvents.Add(unit, row);
                return Task.FromResult<Result<TriggerOutcome>>(
                    new TriggerOutcome(state, row.Id, credentialId, null, null, null)
                );
            },
            cancellation
        );
    }

    private static Task<string?> Earlier(
        VidimusDb from,
        string triggerId,
        string digest,
        CancellationToken cancellation
    ) =>
        from
            .TriggerRepeats.Where(r => r.TriggerId == triggerId && r.Digest == digest)
            .Select(r => r.CredentialId)
            .SingleOrDefaultAsync(cancellation);
}

/// <summary>What taking an event needs beside the operations that it calls.</summary>
internal sealed class EventServices(
    Issuance issuance,
    TriggerSecrets secrets,
    TriggerEvents events,
    DatabaseClock time
)
{
    public Issuance Issuance => issuance;
    public TriggerSecrets Secrets => secrets;
    public TriggerEvents Events => events;
    public DatabaseClock Time => time;
}
