using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>A trigger to be created.</summary>
/// <param name="Name">Its name; 1 to 200 characters.</param>
/// <param name="Action">What events do: <c>issue</c> a credential, <c>draft</c> one, or <c>verify</c> one.</param>
/// <param name="Auth">How senders show that an event is their own.</param>
/// <param name="Mapping">Fields and the expressions that make them. For issuing and drafting: <c>recipient.name</c> (required), <c>recipient.email</c>, <c>recipient.externalId</c>, <c>recipient.did</c>, <c>name</c>, <c>description</c>, <c>validFrom</c>, <c>validUntil</c>, and members <c>subject.…</c> and <c>custom.…</c>; for verifying: <c>credential</c>. An expression is a path (<c>$.answers[?@.field.ref=="email"].email</c>), a text with paths in braces (<c>{$.first} {$.last}</c>), or a text.</param>
/// <param name="Condition">What must hold of an event; others are taken and ignored.</param>
/// <param name="RepeatKey">Expression whose value issues once for as long as the trigger exists; by default the recipient with the event's own <c>event_id</c>, <c>eventId</c> or <c>id</c>, or where it has none, with all that it says.</param>
/// <param name="DelaySeconds">Seconds that issuing waits, at most 2,592,000 (30 days). Meanwhile the credential is a draft, which can be edited and deleted.</param>
/// <param name="Enabled">False to take no events yet.</param>
/// <param name="KeyId">The key that it acts as: its rate limit, caps, networks, scopes and state hold for every event. The caller's own when left out; another needs the scope <c>keys:admin</c>.</param>
/// <param name="Secret">The secret that the sender signs with, where the sender makes it (Zoom does); a new one when left out.</param>
public sealed record CreateTriggerRequest(
    string? Name = null,
    string? Action = null,
    TriggerAuth? Auth = null,
    IReadOnlyDictionary<string, string?>? Mapping = null,
    TriggerCondition? Condition = null,
    string? RepeatKey = null,
    int? DelaySeconds = null,
    bool? Enabled = null,
    string? KeyId = null,
    string? Secret = null
);

/// <summary>Creates a trigger of a group; it acts as a key, and its secret is shown once.</summary>
internal sealed class CreateTrigger(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    ActingKeys acting,
    TriggerSecrets secrets,
    Issuance issuance
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/groups/{id}/triggers",
                (HttpContext http, CreateTrigger create, string id) =>
                    http.Take<CreateTriggerRequest, TriggerWithSecret>(
                        201,
                        r => create.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .Accepts<CreateTriggerRequest>("application/json")
            .Produces<TriggerWithSecret>(201)
            .WithTags("Triggers")
            .WithSummary("Create a trigger, which takes events of another system")
            .WithDescription(
                "The caller must be allowed what the trigger does (credentials:issue, or credentials:verify). The answer shows the secret, once; post events to its url."
            )
            .WithName("createTrigger");

    public async Task<Result<TriggerWithSecret>> Run(
        string groupId,
        CreateTriggerRequest request,
        CancellationToken cancellation
    )
    {
        if (Check(request) is { } wrong)
            return wrong;
        var scope = TriggerRules.ScopeOf(request.Action!);
        if ((request.KeyId ?? caller.Value.KeyId) is not { } keyId)
            return new Fields()
                .Wrong("keyId", "must name the key to act as: a member has none of its own")
                .Problem!;
        if (await acting.MayAppoint(caller.Value, keyId, scope) is { } refused)
            return refused;
        if (await GroupRules.Find(db, groupId, cancellation) is not { } group)
            return CredentialProblems.GroupNotFound;
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        var auth = TriggerRules.Complete(request.Auth!);
        var secret = request.Secret ?? TriggerSecrets.Make();
        return await writes.Commit<TriggerWithSecret>(
            async unit =>
            {
                var there = await unit.Db.Triggers.CountAsync(t =>
                    t.GroupId == group.Id && t.DeletedAt == null
                );
                if (there >= TriggerRules.MostTriggers)
                    return TriggerProblems.TooMany;
                var row = Row(request, group, keyId, auth);
                secrets.Set(row, auth.Type!, secret, TimeSpan.Zero);
                unit.Db.Add(row);
                unit.State(
                    new SimpleFact(
                        "trigger.created",
                        row.Id,
                        ("group", group.Id),
                        ("key", keyId),
                        ("action", row.Action)
                    )
                );
                return new TriggerWithSecret(
                    Trigger.Of(row, issuance.BaseUrl),
                    request.Secret is null ? secret : null
                );
            },
            cancellation
        );
    }

    private static Problem? Check(CreateTriggerRequest request)
    {
        var fields = new Fields()
            .Text("name", request.Name, 200, required: true)
            .OneOf("action", request.Action, TriggerRules.Actions, required: true)
            .Auth(request.Auth)
            .OwnSecret(request.Auth?.Type, request.Secret)
            .Condition(request.Condition)
            .Expression("repeatKey", request.RepeatKey)
            .Number("delaySeconds", request.DelaySeconds, 0, TriggerRules.LongestDelay)
            .Text("keyId", request.KeyId, 100);
        if (request.Action is not null)
            fields
                .Mapping(request.Action, request.Mapping)
                .Check(
                    request.Action == "issue" || request.DelaySeconds is null or 0,
                    "delaySeconds",
                    "goes with the action issue"
                );
        return fields.Problem;
    }

    private TriggerRow Row(
        CreateTriggerRequest request,
        GroupRow group,
        string keyId,
        TriggerAuth auth
    ) =>
        new()
        {
            OrganizationId = group.OrganizationId,
            Id = NewId.Create("trg", issuance.Clock),
            Mode = group.Mode,
            GroupId = group.Id,
            Name = request.Name!,
            Action = request.Action!,
            KeyId = keyId,
            Enabled = request.Enabled ?? true,
            Auth = Trigger.Write(auth),
            DigestKey = secrets.NewDigestKey(),
            Mapping = Trigger.Write(request.Mapping),
            Condition = request.Condition is null ? null : Trigger.Write(request.Condition),
            RepeatKey = request.RepeatKey,
            DelaySeconds = request.DelaySeconds ?? 0,
            CreatedAt = issuance.Now,
            UpdatedAt = issuance.Now,
            Version = 1,
        };
}
