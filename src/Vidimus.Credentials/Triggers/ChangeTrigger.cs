using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>Changes to a trigger; members left out stay as they are, null clears one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Auth">How senders show that an event is their own; the type stays.</param>
/// <param name="Mapping">Fields and the expressions that make them; replaces all of them.</param>
/// <param name="Condition">What must hold of an event; null for every event.</param>
/// <param name="RepeatKey">Expression whose value issues once; null for the default.</param>
/// <param name="DelaySeconds">Seconds that issuing waits, from the next event on.</param>
/// <param name="Enabled">False to take no events; what is waiting goes on.</param>
/// <param name="KeyId">The key that it acts as.</param>
public sealed record EditTriggerRequest(
    Optional<string> Name,
    Optional<TriggerAuth> Auth,
    Optional<IReadOnlyDictionary<string, string?>> Mapping,
    Optional<TriggerCondition> Condition,
    Optional<string> RepeatKey,
    Optional<int?> DelaySeconds,
    Optional<bool?> Enabled,
    Optional<string> KeyId
)
{
    /// <summary>Without changes.</summary>
    public EditTriggerRequest()
        : this(default, default, default, default, default, default, default, default) { }

    /// <summary>True when it changes no more than the name, or switches the trigger off.</summary>
    internal bool IsHarmless =>
        !Auth.IsGiven
        && !Mapping.IsGiven
        && !Condition.IsGiven
        && !RepeatKey.IsGiven
        && !DelaySeconds.IsGiven
        && !KeyId.IsGiven
        && Enabled.Value != true;
}

/// <summary>Edits and deletes triggers.</summary>
internal sealed class ChangeTrigger(
    VidimusDb db,
    Writes writes,
    TriggerEdits edits,
    Issuance issuance
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPatch(
                "/v1/groups/{id}/triggers/{triggerId}",
                (HttpContext http, ChangeTrigger change, string id, string triggerId) =>
                    http.Take<EditTriggerRequest, Trigger>(
                        200,
                        r => change.Edit(id, triggerId, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .Accepts<EditTriggerRequest>("application/json")
            .Produces<Trigger>()
            .WithTags("Triggers")
            .WithSummary("Edit a trigger")
            .WithDescription(
                "Everything but the name and switching it off needs what creating it needs: the right to what it does, and the key that it acts as or keys:admin."
            )
            .WithName("editTrigger");
        routes
            .MapDelete(
                "/v1/groups/{id}/triggers/{triggerId}",
                (HttpContext http, ChangeTrigger change, string id, string triggerId) =>
                    http.Once(204, () => change.Delete(id, triggerId, http.RequestAborted))
            )
            .Needs(Scopes.GroupsWrite)
            .Produces(204)
            .WithTags("Triggers")
            .WithSummary(
                "Delete a trigger; what it issued stays, and drafts that were waiting stay drafts"
            )
            .WithName("deleteTrigger");
    }

    public async Task<Result<Trigger>> Edit(
        string groupId,
        string id,
        EditTriggerRequest request,
        CancellationToken cancellation
    )
    {
        if (await db.TriggerOf(groupId, id, cancellation) is not { } found)
            return TriggerProblems.NotFound;
        if (Check(request, found) is { } wrong)
            return wrong;
        return await edits.Save(
            found,
            request.IsHarmless ? null : request.KeyId.Or(found.KeyId),
            (unit, row) =>
            {
                Apply(request, row);
                unit.State(
                    new SimpleFact(
                        "trigger.edited",
                        row.Id,
                        ("group", row.GroupId),
                        ("key", row.KeyId),
                        ("enabled", row.Enabled ? "true" : "false")
                    )
                );
                return Trigger.Of(row, issuance.BaseUrl);
            },
            cancellation
        );
    }

    private static Problem? Check(EditTriggerRequest request, TriggerRow row)
    {
        var fields = new Fields()
            .Condition(request.Condition.Value)
            .Expression("repeatKey", request.RepeatKey.Value)
            .Number("delaySeconds", request.DelaySeconds.Value, 0, TriggerRules.LongestDelay)
            .Check(
                row.Action == "issue" || request.DelaySeconds.Value is null or 0,
                "delaySeconds",
                "goes with the action issue"
            );
        if (request.Name.IsGiven)
            fields.Text("name", request.Name.Value, 200, required: true);
        if (request.KeyId.IsGiven)
            fields.Text("keyId", request.KeyId.Value, 100, required: true);
        if (request.Mapping.IsGiven)
            fields.Mapping(row.Action, request.Mapping.Value);
        if (request.Auth.IsGiven)
            fields
                .Auth(request.Auth.Value)
                .Check(
                    request.Auth.Value?.Type == Trigger.Read<TriggerAuth>(row.Auth).Type,
                    "auth.type",
                    "cannot be changed, since it has another kind of secret; create another trigger"
                );
        return fields.Problem;
    }

    private static void Apply(EditTriggerRequest request, TriggerRow row)
    {
        row.Name = request.Name.Or(row.Name)!;
        row.KeyId = request.KeyId.Or(row.KeyId)!;
        row.Enabled = request.Enabled.Or(row.Enabled) ?? row.Enabled;
        row.DelaySeconds = request.DelaySeconds.Or(row.DelaySeconds) ?? 0;
        row.RepeatKey = request.RepeatKey.Or(row.RepeatKey);
        if (request.Auth.IsGiven)
            row.Auth = Trigger.Write(TriggerRules.Complete(request.Auth.Value!));
        if (request.Mapping.IsGiven)
            row.Mapping = Trigger.Write(request.Mapping.Value);
        if (request.Condition.IsGiven)
            row.Condition = request.Condition.Value is { } condition
                ? Trigger.Write(condition)
                : null;
    }

    public Task<Result<bool>> Delete(string groupId, string id, CancellationToken cancellation) =>
        writes.Commit<bool>(
            async unit =>
            {
                if (await unit.Db.TriggerOf(groupId, id, CancellationToken.None) is not { } row)
                    return TriggerProblems.NotFound;
                (row.SecretDigest, row.Secret) = (null, null);
                (row.PreviousDigest, row.PreviousSecret, row.PreviousUntil) = (null, null, null);
                row.DeletedAt = row.UpdatedAt = issuance.Now;
                row.Enabled = false;
                row.Version++;
                unit.State(new SimpleFact("trigger.deleted", row.Id, ("group", row.GroupId)));
                return true;
            },
            cancellation
        );
}
