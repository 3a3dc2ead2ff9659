using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Triggers;

/// <summary>What was done with an event.</summary>
/// <param name="State"><c>issued</c>, <c>drafted</c>, <c>waiting</c>, <c>verified</c>, <c>repeated</c> (an event with its repeat key was taken before; its credential is named) or <c>ignored</c> (the condition does not hold).</param>
/// <param name="EventId">Id under which the trigger's events list it, <c>tev_…</c>.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="VerifyUrl">Where anyone can verify it, once it is issued.</param>
/// <param name="DueAt">When it is going to be issued, for <c>waiting</c>.</param>
/// <param name="Verification">What verifying found, for <c>verified</c>.</param>
public sealed record TriggerOutcome(
    string State,
    string EventId,
    string? CredentialId,
    string? VerifyUrl,
    DateTimeOffset? DueAt,
    Verification? Verification
);

/// <summary>Answer to Zoom's question whether the address belongs to who has the secret.</summary>
/// <param name="PlainToken">The text that was sent.</param>
/// <param name="EncryptedToken">Its HMAC-SHA-256 under the secret, in hex.</param>
public sealed record ZoomValidation(string PlainToken, string EncryptedToken);

/// <summary>
/// The door for events: authenticates the sender, enters the key that the trigger acts as, and hands the event over. An
/// unknown trigger and a wrong secret are answered alike.
/// </summary>
internal sealed class ReceiveEvent(
    PointReads reads,
    ActingKeys acting,
    TriggerSecrets secrets,
    TriggerEvents events
)
{
    private const int WeightOfLarge = 5;
    private readonly PointRead<TriggerRow> _triggers = reads.Of<TriggerRow>(t => t.Id);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/triggers/{triggerId}",
                (HttpContext http, ReceiveEvent receive, string triggerId) =>
                    receive.Run(http, triggerId)
            )
            .Public("the sender's secret or signature is in the request itself")
            .Repeatable("an event with the same repeat key does nothing twice")
            .Uncounted(
                "by the trigger's key when the sender is right and by address when it is not"
            )
            .Weighs(WeightOfLarge, bodiesOver: 65_536)
            .Accepts<JsonElement>("application/json")
            .Produces<TriggerOutcome>()
            .Produces<TriggerOutcome>(202)
            .WithTags("Triggers")
            .WithSummary("Take an event of another system")
            .WithDescription(
                "The body is whatever the sender sends: one JSON object of at most 1 MiB and 20,000 values (one over 64 KiB, or sent without its length, counts as five requests), with the secret or signature that the trigger asks for. 202 where issuing waits, otherwise 200 with what was done. Refused as the trigger's key would be (429 over its rate limit, 402 over its caps), and 400 where the event does not make a credential; then nothing was done, and the event can be sent again."
            )
            .WithName("receiveEvent");

    public async Task<IResult> Run(HttpContext http, string id)
    {
        var presented = $"trigger {id}";
        if (acting.Refuse(http, presented) is { } waits)
            return new Refusal(waits);
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return new Refusal(tooLarge);
        var row = NewId.TryGetUuid("trg", id, out _) ? await _triggers.Find(id) : null;
        var known = row is { DeletedAt: null } ? row : null;
        var right = secrets.IsRight(known, http.Request.Headers, body.Value!);
        acting.Note(http, presented, right, TriggerProblems.NotAuthenticated.Code);
        if (!right)
            return new Refusal(new(TriggerProblems.NotAuthenticated));
        return Validation(known!, body.Value!) is { } answer
            ? Written.Json(200, answer)
            : Answer(await Take(http, known!, body.Value!));
    }

    private static IResult Answer(Result<TriggerOutcome> result) =>
        result.Answer(result.Value?.State == EventState.Waiting ? 202 : 200);

    private async Task<Result<TriggerOutcome>> Take(HttpContext http, TriggerRow row, byte[] body)
    {
        var scope = TriggerRules.ScopeOf(row.Action);
        if (await acting.Enter(http, row.OrganizationId, row.KeyId, scope, row.Id) is { } refused)
        {
            if (refused.Type.Status == 429)
                return refused;
            await events.Refuse(row, body, http.RequestId(), refused.Type.Code);
            return TriggerProblems.KeyRefused.With(
                $"The key that this trigger acts as cannot be used: {refused.Message}"
            );
        }
        // Only now, since it sees the tenant of the key.
        var done = await http.RequestServices.GetRequiredService<TakeEvent>().Run(http, row, body);
        if (done.Problem is { } wrong)
            await events.Refuse(row, body, http.RequestId(), wrong.Type.Code);
        return done;
    }

    /// <summary>
    /// Zoom's challenge. Only a signed one is answered, and only for a token that can never be what is signed of an event:
    /// otherwise anybody could have events signed here.
    /// </summary>
    private ZoomValidation? Validation(TriggerRow row, byte[] body)
    {
        if (
            row.Secret is null
            || Trigger.Read<TriggerAuth>(row.Auth).Payload != SignedPayload.Zoom
            || body.Length > 4096
            || !CredentialJson.TryParse(body, 4096, out var root, out _)
            || EventText(root, "event") != "endpoint.url_validation"
            || !root.TryGetProperty("payload", out var payload)
            || payload.ValueKind != JsonValueKind.Object
            || EventText(payload, "plainToken") is not { Length: > 0 and <= 128 } token
            || !token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        )
            return null;
        return new(token, secrets.Sign(row, token));
    }

    private static string? EventText(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
