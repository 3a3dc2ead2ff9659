using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>A group to be created; its mode is the key's.</summary>
public sealed record NewGroup
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public string? Description { get; init; }

    /// <summary>What its credentials attest.</summary>
    public required Achievement Achievement { get; init; }

    /// <summary>JSON Schema that each credential's subject must satisfy.</summary>
    public JsonObject? SubjectSchema { get; init; }

    /// <summary>How long credentials are valid by default: an ISO 8601 duration such as <c>P2Y</c>.</summary>
    public string? DefaultValidity { get; init; }

    /// <summary>Anything else to keep with it.</summary>
    public JsonObject? ExtraParams { get; init; }

    /// <summary>
    /// Status lists that its credentials name: <c>revocation</c> alone unless given, as Open Badges allows; <c>suspension</c> and
    /// <c>message</c> beside it for verifiers that tell them apart.
    /// </summary>
    public IReadOnlyList<string>? StatusPurposes { get; init; }

    /// <summary>What its credentials look like on paper; the usual one when null.</summary>
    public string? TemplateId { get; init; }
}

/// <summary>What to change about a group; null leaves a member as it is.</summary>
public sealed record GroupChange
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>A new description.</summary>
    public string? Description { get; init; }

    /// <summary>The whole achievement anew.</summary>
    public Achievement? Achievement { get; init; }

    /// <summary>A new schema.</summary>
    public JsonObject? SubjectSchema { get; init; }

    /// <summary>A new default validity.</summary>
    public string? DefaultValidity { get; init; }

    /// <summary>All else to keep with it, anew.</summary>
    public JsonObject? ExtraParams { get; init; }

    /// <summary>Status lists that its credentials name from now on.</summary>
    public IReadOnlyList<string>? StatusPurposes { get; init; }

    /// <summary>What its credentials look like on paper, those issued before too.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Members that are to have no value any more, such as <c>description</c> or <c>defaultValidity</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Clear { get; init; } = [];
}

/// <summary>Which groups to list; null means any.</summary>
public sealed record GroupFilter
{
    /// <summary>Groups in this state.</summary>
    public GroupState? State { get; init; }

    /// <summary>Groups whose name has this in it.</summary>
    public string? Text { get; init; }

    /// <summary>Items asked for at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}
