using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where a webhook endpoint stands.</summary>
[JsonConverter(typeof(WireEnum<WebhookState>))]
public enum WebhookState
{
    /// <summary>Events are sent to it.</summary>
    Active,

    /// <summary>Events are kept for it until it is resumed.</summary>
    Paused,

    /// <summary>Nothing is sent or kept until it is resumed; what was missed can be recovered.</summary>
    Disabled,
}

/// <summary>A secret that an endpoint's events are signed with, without its text.</summary>
public sealed record WebhookSecret : IChecked
{
    /// <summary><c>whs_…</c></summary>
    public required string Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for the newest.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    void IChecked.Check(Checker check) => check.Id(Id, "whs_", "id");
}

/// <summary>Where events are sent.</summary>
public record WebhookEndpoint : IChecked
{
    /// <summary><c>we_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its mode: it is told of events of the same.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Where its events go; empty for a key's own endpoint that only keeps the key's secret.</summary>
    public required string Url { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>Kinds of events, prefixes such as <c>credential.*</c>, or <c>*</c>.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>What events hold beyond ids and states: <c>resource</c>, <c>recipient</c>.</summary>
    public required IReadOnlyList<string> Include { get; init; }

    /// <summary>Names of the headers added to its events; their values are told to nobody.</summary>
    public required IReadOnlyList<string> HeaderNames { get; init; }

    /// <summary>The key whose doings alone it is told of.</summary>
    public string? KeyId { get; init; }

    /// <summary>The object whose events alone it is told of.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Where it stands.</summary>
    public required WebhookState State { get; init; }

    /// <summary><c>gone</c>, <c>failing</c>, <c>paused</c> or <c>requested</c>; null unless it is disabled.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Since when nothing has arrived; null while things arrive.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Tries that failed since the last that did not.</summary>
    public required long FailureCount { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The secrets that sign now, the newest first.</summary>
    public required IReadOnlyList<WebhookSecret> Secrets { get; init; }

    /// <summary>
    /// Scopes that whoever chose its events or its address lacked: it is told of no kind of event that is read with one of
    /// them.
    /// </summary>
    public required IReadOnlyList<string> Withheld { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "we_", "id");
        check.Link(Url.Length == 0 ? null : Url, "url");
        check.Each(Events, "events");
        check.Each(Include, "include");
        check.Each(HeaderNames, "headerNames");
        check.Id(KeyId, "key_", "keyId");
        check.That(FailureCount >= 0, "failureCount");
        check.Each(Secrets, "secrets");
        check.Each(Withheld, "withheld");
    }
}

/// <summary>An endpoint with a secret just made, which is told this once.</summary>
public sealed record WebhookEndpointWithSecret : WebhookEndpoint
{
    /// <summary>What its events are signed with, <c>whsec_…</c>: keep it for a <see cref="WebhookVerifier"/>.</summary>
    public required Secret Secret { get; init; }
}
