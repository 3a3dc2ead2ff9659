using System.Text.Json.Serialization;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Verity;

/// <summary>A webhook endpoint as Verity's clients read it.</summary>
/// <param name="Id">Its number among the organization's endpoints.</param>
/// <param name="Url">Where its deliveries go.</param>
/// <param name="Events">Kinds of events, or <c>*</c>.</param>
/// <param name="Status"><c>active</c>, <c>paused</c> or <c>disabled</c>.</param>
/// <param name="FailureCount">Tries that failed since the last that did not.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public record VerityWebhook(
    long Id,
    string Url,
    IReadOnlyList<string> Events,
    string Status,
    long FailureCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static VerityWebhook Of(EndpointRow row) =>
        new(
            row.Number,
            row.Url,
            EventNames.Read(row.Events),
            row.State,
            row.FailureCount,
            row.CreatedAt,
            row.UpdatedAt
        );
}

/// <summary>A new endpoint with its secret, which is shown this once.</summary>
public sealed record VerityWebhookWithSecret : VerityWebhook
{
    internal VerityWebhookWithSecret(VerityWebhook webhook, string secret)
        : base(webhook) => Secret = secret;

    /// <summary>What its deliveries are signed with, <c>whsec_…</c>; in the first answer only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; internal init; }
}

/// <summary>Answer with one endpoint.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Data">The endpoint.</param>
/// <param name="Meta">Request id and time.</param>
public sealed record VerityWebhookAnswer(bool Success, VerityWebhook Data, VerityMeta Meta);

/// <summary>Answer with a new endpoint.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Data">The endpoint with its secret.</param>
/// <param name="Meta">Request id and time.</param>
public sealed record VerityNewWebhookAnswer(
    bool Success,
    VerityWebhookWithSecret Data,
    VerityMeta Meta
) : IHoldsSecret
{
    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SecretOmitted { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretHint { get; private init; }

    object IHoldsSecret.WithoutSecret() =>
        this with
        {
            Data = Data with { Secret = null },
            SecretOmitted = true,
            SecretHint = WebhookEndpointWithSecret.Hint,
        };
}

/// <summary>Answer with a page of endpoints.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Data">The endpoints.</param>
/// <param name="Meta">Request id, time and where the list goes on.</param>
public sealed record VerityWebhookList(
    bool Success,
    IReadOnlyList<VerityWebhook> Data,
    VerityListMeta Meta
);

/// <summary>A deleted endpoint.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Deleted">Always true.</param>
public sealed record VerityDeletedWebhook(long Id, bool Deleted);

/// <summary>Answer to a deletion.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Data">What was deleted.</param>
/// <param name="Meta">Request id and time.</param>
public sealed record VerityDeletedWebhookAnswer(
    bool Success,
    VerityDeletedWebhook Data,
    VerityMeta Meta
);
