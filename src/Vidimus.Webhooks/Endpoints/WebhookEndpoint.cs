using System.Text.Json.Serialization;
using Vidimus.Platform.Http;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>A secret that signs deliveries; its text is shown once, when it is made.</summary>
/// <param name="Id">Its id, <c>whs_…</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for the newest.</param>
public sealed record WebhookSecret(string Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>A webhook endpoint.</summary>
/// <param name="Id">Its id, <c>we_…</c>.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Url">Where its deliveries go.</param>
/// <param name="Description">What it is for, in its owner's words.</param>
/// <param name="Events">Kinds of events, prefixes such as <c>credential.*</c>, or <c>*</c> for all.</param>
/// <param name="Include">What deliveries hold beyond ids and states: <c>resource</c>, <c>recipient</c>.</param>
/// <param name="HeaderNames">Names of the headers that were added to its deliveries; their values are not shown.</param>
/// <param name="KeyId">The key whose doings alone it is told of, or null.</param>
/// <param name="ResourceId">The object whose events alone it is told of, or null.</param>
/// <param name="State"><c>active</c>, <c>paused</c> or <c>disabled</c>.</param>
/// <param name="DisabledReason"><c>gone</c> (it answered 410), <c>failing</c>, <c>paused</c> (for weeks) or <c>requested</c>; null unless it is disabled.</param>
/// <param name="FailingSince">Since when nothing has arrived; null while things arrive.</param>
/// <param name="FailureCount">Tries that failed since the last that did not.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Secrets">The secrets that sign now, the newest first.</param>
/// <param name="Withheld">Scopes that whoever chose its events or its address lacked: it is told of no kind of event that is read with one of them.</param>
public record WebhookEndpoint(
    string Id,
    string Mode,
    string Url,
    string Description,
    IReadOnlyList<string> Events,
    IReadOnlyList<string> Include,
    IReadOnlyList<string> HeaderNames,
    string? KeyId,
    string? ResourceId,
    string State,
    string? DisabledReason,
    DateTimeOffset? FailingSince,
    long FailureCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<WebhookSecret> Secrets,
    IReadOnlyList<string> Withheld
)
{
    internal static WebhookEndpoint Of(
        EndpointRow row,
        IEnumerable<SecretRow> secrets,
        MasterKeys keys,
        DateTimeOffset now
    ) =>
        new(
            row.Id,
            row.Mode,
            row.Url,
            row.Description,
            EventNames.Read(row.Events),
            EventNames.Words(row.Include),
            [.. EndpointHeaders.Open(row, keys).Keys.Order(StringComparer.OrdinalIgnoreCase)],
            row.KeyId,
            row.ResourceId,
            row.State,
            row.DisabledReason,
            row.FailingSince,
            row.FailureCount,
            row.CreatedAt,
            row.UpdatedAt,
            [
                .. EndpointSecrets
                    .NewestFirst(secrets.Where(s => s.IsLive(now)))
                    .Select(s => new WebhookSecret(s.Id, s.CreatedAt, s.ExpiresAt)),
            ],
            EventNames.Withheld(row.Events)
        );
}

/// <summary>An endpoint with its new secret, which is shown this once.</summary>
public sealed record WebhookEndpointWithSecret : WebhookEndpoint, IHoldsSecret
{
    internal WebhookEndpointWithSecret(WebhookEndpoint endpoint, string secret)
        : base(endpoint) => Secret = secret;

    /// <summary>What its deliveries are signed with, <c>whsec_…</c>; in the first answer only.</summary>
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
            SecretHint = Hint,
        };

    internal const string Hint =
        "The secret was shown in the first answer and is not shown again. If it was lost, make a new one with POST /v1/webhooks/{id}/rotate-secret.";
}
