using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>Where an organization is told of events.</summary>
internal sealed class EndpointRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }

    /// <summary>
    /// Its number among the organization's endpoints, from 1: the id that the Verity surface shows. Less than nothing, by
    /// chance, for one that came with an object: those wait for no number.
    /// </summary>
    public required long Number { get; init; }
    public required string Mode { get; init; }

    /// <summary>The contract it was made through: <c>native</c>, <c>verity</c> or <c>verdacert</c>.</summary>
    public required string Surface { get; init; }

    /// <summary>Empty for a key's own endpoint that only keeps the key's secret: it is told of nothing.</summary>
    public required string Url { get; set; }
    public required string Description { get; set; }

    /// <summary>Kinds of events and prefixes such as <c>credential.*</c>, separated by spaces; <c>*</c> for all.</summary>
    public required string Events { get; set; }

    /// <summary>What bodies hold beyond ids and states: <c>resource</c>, <c>recipient</c>, separated by spaces; empty for thin ones.</summary>
    public required string Include { get; set; }

    /// <summary>The sender's own headers as a JSON object, encrypted: receivers may take them for a password. Null for none.</summary>
    public byte[]? Headers { get; set; }

    /// <summary>The key whose doings alone are told; null for those of the whole organization.</summary>
    public string? KeyId { get; init; }

    /// <summary>The object whose events alone are told, here instead of at the key's own endpoint; null for all.</summary>
    public string? ResourceId { get; init; }

    /// <summary>
    /// The object again, for an endpoint that came with it: there may be one for every order, so that these are read by the
    /// object, counted with nobody's endpoints, and listed nowhere. Empty for all others.
    /// </summary>
    public string About { get; init; } = "";

    /// <summary>The endpoint whose secrets sign what is sent here; null for its own.</summary>
    public string? SecretsOf { get; init; }

    /// <summary><c>active</c>, <c>paused</c> or <c>disabled</c>.</summary>
    public required string State { get; set; }

    /// <summary>Why it is disabled: <c>gone</c> (410), <c>failing</c>, <c>paused</c> (for too long), <c>requested</c>; null unless it is.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>Since when nothing has arrived; null while things arrive.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>When the last try failed: days in which nothing was tried are no days of failure.</summary>
    public DateTimeOffset? LastFailureAt { get; set; }

    /// <summary>Tries that failed since the last that did not.</summary>
    public required long FailureCount { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was deleted; its row stays as long as its deliveries do.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>A secret that an endpoint's events are signed with. Several live side by side while one is being replaced.</summary>
internal sealed class SecretRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string EndpointId { get; init; }
    public required string Id { get; init; }

    /// <summary>24 to 64 bytes, encrypted under the master key.</summary>
    public required byte[] Secret { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for the newest.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
