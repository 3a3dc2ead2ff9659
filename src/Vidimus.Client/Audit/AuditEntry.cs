using System.Text.Json.Nodes;

namespace Vidimus.Client;

/// <summary>One thing that was done. It names people by ids only.</summary>
public sealed record AuditEntry : IChecked
{
    /// <summary><c>fct_…</c></summary>
    public required string Id { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was done, such as <c>credential.issued</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of what it was done to.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Its mode.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Kind of who did it, such as <c>key</c>.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Id of who did it.</summary>
    public required string ActorId { get; init; }

    /// <summary>The request that caused it; empty for the server's own work.</summary>
    public required string RequestId { get; init; }

    /// <summary>Further particulars.</summary>
    public required JsonObject Members { get; init; }

    /// <summary>Its number in the organization's chain; null for the second until it is sealed.</summary>
    public long? Number { get; init; }

    /// <summary>Its hash in the chain; null until it is sealed.</summary>
    public string? Hash { get; init; }

    /// <summary>The tool it came through; null for none.</summary>
    public string? Tool { get; init; }

    /// <summary>The OAuth client that acted for the member; null for none.</summary>
    public string? Client { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "fct_", "id");
        check.Filled(Kind, "kind");
        check.That(Number is null or > 0, "number");
        check.That(Hash is null or { Length: 64 }, "hash");
    }
}

/// <summary>Which entries; what is left out does not narrow.</summary>
public sealed record AuditFilter
{
    /// <summary>What was done; <c>credential.*</c> for every kind that begins so.</summary>
    public string? Kind { get; init; }

    /// <summary>To what.</summary>
    public string? ResourceId { get; init; }

    /// <summary>By whom.</summary>
    public string? ActorId { get; init; }

    /// <summary>By which request.</summary>
    public string? RequestId { get; init; }

    /// <summary>By keys of this environment.</summary>
    public KeyEnvironment? Environment { get; init; }

    /// <summary>In which mode.</summary>
    public Mode? Mode { get; init; }

    /// <summary>From this instant on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Entries fetched at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;

    internal IEnumerable<(string, string?)> Query =>
        [
            ("kind", Kind),
            ("resourceId", ResourceId),
            ("actorId", ActorId),
            ("requestId", RequestId),
            ("environment", Words.Of(Environment)),
            ("mode", Words.Of(Mode)),
            ("from", Words.Of(From)),
            ("to", Words.Of(To)),
        ];
}
