using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Triggers;

/// <summary>How a sender shows that an event is its own.</summary>
/// <param name="Type"><c>header</c>: it sends the secret in a header. <c>hmac</c>: it signs the body with the secret.</param>
/// <param name="Header">Name of the header with the secret or the signature; <c>X-Vidimus-Key</c> or <c>X-Signature</c> when left out.</param>
/// <param name="Algorithm">Only <c>sha256</c>: HMAC-SHA-256.</param>
/// <param name="Encoding">How the signature is written: <c>hex</c> or <c>base64</c>.</param>
/// <param name="Prefix">What stands before the signature, such as <c>sha256=</c>.</param>
/// <param name="TimestampHeader">Header with the time of signing in seconds or milliseconds since 1970; then the time must be signed too.</param>
/// <param name="Payload">What is signed, with the places <c>{timestamp}</c> and <c>{body}</c>: <c>{body}</c> when left out, <c>v0:{timestamp}:{body}</c> as Zoom signs.</param>
/// <param name="ToleranceSeconds">How far the time of signing may be away; 300 when left out.</param>
public sealed record TriggerAuth(
    string? Type = null,
    string? Header = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? Algorithm = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Encoding = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Prefix = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? TimestampHeader = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Payload = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        int? ToleranceSeconds = null
);

/// <summary>One thing that must hold of an event.</summary>
/// <param name="Value">Expression for the value that is looked at.</param>
/// <param name="Operator"><c>equals</c>, <c>notEquals</c>, <c>exists</c>, <c>in</c>, <c>gte</c>, <c>lte</c> or <c>contains</c>. A value that is missing is not equal to anything; <c>gte</c> and <c>lte</c> compare numbers and times.</param>
/// <param name="To">What it is compared with: for <c>exists</c> true or false, for <c>in</c> an array, otherwise a single value.</param>
public sealed record TriggerComparison(
    string? Value = null,
    string? Operator = null,
    JsonElement? To = null
);

/// <summary>What must hold of an event; others are taken and ignored.</summary>
/// <param name="All">All of these.</param>
/// <param name="Any">At least one of these.</param>
public sealed record TriggerCondition(
    IReadOnlyList<TriggerComparison?>? All = null,
    IReadOnlyList<TriggerComparison?>? Any = null
);

/// <summary>A trigger: an address that takes the events of another system and issues or verifies.</summary>
/// <param name="Id">Its id, <c>trg_…</c>.</param>
/// <param name="GroupId">The group that it issues in.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Action"><c>issue</c>, <c>draft</c> or <c>verify</c>.</param>
/// <param name="Url">Where events are posted.</param>
/// <param name="KeyId">The key that it acts as.</param>
/// <param name="Auth">How senders show that an event is their own.</param>
/// <param name="Mapping">Fields and the expressions that make them.</param>
/// <param name="Condition">What must hold of an event.</param>
/// <param name="RepeatKey">Expression whose value issues once.</param>
/// <param name="DelaySeconds">How long issuing waits.</param>
/// <param name="Enabled">False while it takes no events.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public record Trigger(
    string Id,
    string GroupId,
    string Mode,
    string Name,
    string Action,
    string Url,
    string KeyId,
    TriggerAuth Auth,
    IReadOnlyDictionary<string, string> Mapping,
    TriggerCondition? Condition,
    string? RepeatKey,
    int DelaySeconds,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static Trigger Of(TriggerRow row, string baseUrl) =>
        new(
            row.Id,
            row.GroupId,
            row.Mode,
            row.Name,
            row.Action,
            $"{baseUrl}/v1/triggers/{row.Id}",
            row.KeyId,
            Read<TriggerAuth>(row.Auth),
            Read<Dictionary<string, string>>(row.Mapping),
            row.Condition is null ? null : Read<TriggerCondition>(row.Condition),
            row.RepeatKey,
            row.DelaySeconds,
            row.Enabled,
            row.CreatedAt,
            row.UpdatedAt
        );

    internal static T Read<T>(string stored) =>
        JsonSerializer.Deserialize<T>(stored, VidimusJson.Native)!;

    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, VidimusJson.Native);
}

/// <summary>A trigger with its new secret, which is shown this once.</summary>
public sealed record TriggerWithSecret : Trigger, IHoldsSecret
{
    internal TriggerWithSecret(Trigger trigger, string? secret)
        : base(trigger) => Secret = secret;

    /// <summary>The secret, in the first answer only; left out when it was given in the request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SecretOmitted { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretHint { get; private init; }

    object IHoldsSecret.WithoutSecret() =>
        this with
        {
            Secret = null,
            SecretOmitted = true,
            SecretHint =
                "The secret was shown in the first answer. If it was lost, make another with POST /v1/groups/{id}/triggers/{triggerId}/rotate-secret.",
        };
}

/// <summary>One event, and what became of it.</summary>
/// <param name="Id">Its id, <c>tev_…</c>.</param>
/// <param name="TriggerId">Its trigger.</param>
/// <param name="State"><c>issued</c>, <c>drafted</c>, <c>waiting</c>, <c>verified</c>, <c>repeated</c>, <c>ignored</c>, <c>refused</c>, <c>cancelled</c> (its draft was deleted or erased, or the trigger) or <c>failed</c> (refused for days).</param>
/// <param name="Reason">Code of why it was refused or waits longer, or the verdict.</param>
/// <param name="CredentialId">The credential it made, or that an earlier one with its repeat key made.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="DueAt">When its credential is to be issued, while it waits.</param>
/// <param name="EndedAt">When it came to its end.</param>
/// <param name="Tries">Tries to issue it that were refused.</param>
/// <param name="BodyDigest">Keyed digest of what it said, which is kept nowhere: events of one trigger with the same digest said the same.</param>
/// <param name="RequestId">Id of the request that brought it.</param>
public sealed record TriggerEvent(
    string Id,
    string TriggerId,
    string State,
    string? Reason,
    string? CredentialId,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? EndedAt,
    int Tries,
    string BodyDigest,
    string RequestId
)
{
    internal static TriggerEvent Of(TriggerEventRow row) =>
        new(
            row.Id,
            row.TriggerId,
            row.State,
            row.Reason,
            row.CredentialId,
            row.ReceivedAt,
            row.DueAt,
            row.EndedAt,
            row.Tries,
            row.BodyDigest,
            row.RequestId
        );
}
