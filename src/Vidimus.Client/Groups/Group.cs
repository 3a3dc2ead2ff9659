using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Whether a group still issues.</summary>
[JsonConverter(typeof(WireEnum<GroupState>))]
public enum GroupState
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>It no longer does; its credentials stay as they are.</summary>
    Archived,
}

/// <summary>A programme that credentials belong to.</summary>
public sealed record Group : IChecked
{
    /// <summary><c>grp_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its number within the organization, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public string? Description { get; init; }

    /// <summary>What its credentials attest.</summary>
    public required Achievement Achievement { get; init; }

    /// <summary>JSON Schema that each credential's subject must satisfy.</summary>
    public JsonObject? SubjectSchema { get; init; }

    /// <summary>How long credentials are valid unless they say so themselves: an ISO 8601 duration such as <c>P2Y</c>.</summary>
    public string? DefaultValidity { get; init; }

    /// <summary>Whether it still issues.</summary>
    public required GroupState State { get; init; }

    /// <summary>Credentials issued.</summary>
    public required int IssuedCount { get; init; }

    /// <summary>Drafts waiting.</summary>
    public required int DraftCount { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The mode of its credentials.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Status lists that its credentials name; null from a server that does not say.</summary>
    public IReadOnlyList<string>? StatusPurposes { get; init; }

    /// <summary>What its credentials look like on paper; null for the usual one.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Goes up with every change.</summary>
    public required int Version { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "grp_", "id");
        check.Filled(Name, "name");
        check.NotNegative(Number, "number");
        check.NotNegative(IssuedCount, "issuedCount");
        check.NotNegative(DraftCount, "draftCount");
        check.NotNegative(Version, "version");
        check.That(DefaultValidity is null or ['P', _, ..], "defaultValidity");
    }
}

/// <summary>What credentials of a group attest (Open Badges 3.0, section B.1.1 Achievement).</summary>
public sealed record Achievement
{
    /// <summary>Its name; the group's when null.</summary>
    public string? Name { get; init; }

    /// <summary>What was achieved; the group's description when null.</summary>
    public string? Description { get; init; }

    /// <summary>What had to be done for it.</summary>
    public Criteria? Criteria { get; init; }

    /// <summary>Its kind, such as <c>Certificate</c>.</summary>
    public string? Type { get; init; }

    /// <summary>A picture.</summary>
    public AchievementImage? Image { get; init; }

    /// <summary>Frameworks it is aligned with.</summary>
    public IReadOnlyList<Alignment>? Alignments { get; init; }

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Its code as people write it, such as a course number.</summary>
    public string? HumanCode { get; init; }

    /// <summary>Branch of knowledge, such as Education.</summary>
    public string? FieldOfStudy { get; init; }

    /// <summary>Focus within it.</summary>
    public string? Specialization { get; init; }

    /// <summary>Its version, as its creator counts.</summary>
    public string? Version { get; init; }

    /// <summary>Credit hours it gives.</summary>
    public double? CreditsAvailable { get; init; }

    /// <summary>Its language, such as <c>de</c> or <c>pt-BR</c>.</summary>
    public string? InLanguage { get; init; }

    /// <summary>Who created it, where that is not the issuer.</summary>
    public BadgeProfile? Creator { get; init; }

    /// <summary>Achievements it belongs with.</summary>
    public IReadOnlyList<RelatedAchievement>? Related { get; init; }

    /// <summary>What other systems call it.</summary>
    public IReadOnlyList<OtherIdentifier>? OtherIdentifiers { get; init; }

    /// <summary>Results that its credentials may state.</summary>
    public IReadOnlyList<ResultDescription>? ResultDescriptions { get; init; }

    /// <summary>Signed endorsements in JSON, about this achievement or its issuer; the server verifies them.</summary>
    public IReadOnlyList<JsonObject>? Endorsements { get; init; }

    /// <summary>The same as <c>vc+jwt</c>.</summary>
    public IReadOnlyList<string>? EndorsementJwts { get; init; }

    /// <summary>How its credentials name their recipient; by what is known of the recipient when null.</summary>
    public RecipientIdentity? Identity { get; init; }
}

/// <summary>What had to be done, told in Markdown, on a page, or both.</summary>
[JsonConverter(typeof(WireCriteria))]
public sealed record Criteria
{
    /// <summary>Markdown.</summary>
    public string? Narrative { get; init; }

    /// <summary>The address of a page.</summary>
    public string? Id { get; init; }

    /// <summary>Criteria told in Markdown.</summary>
    public static implicit operator Criteria(string narrative) => new() { Narrative = narrative };
}

/// <summary>A picture of an achievement.</summary>
/// <param name="Id">Its address.</param>
/// <param name="Caption">What it shows, for those who cannot see it.</param>
public sealed record AchievementImage(string Id, string? Caption = null);

/// <summary>A node of a framework that an achievement is aligned with.</summary>
/// <param name="TargetName">The node's name.</param>
/// <param name="TargetUrl">The node's address.</param>
/// <param name="TargetCode">The node's code.</param>
/// <param name="TargetFramework">The framework's name.</param>
/// <param name="TargetDescription">What the node is.</param>
/// <param name="TargetType">The node's kind, such as <c>CFItem</c>.</param>
public sealed record Alignment(
    string TargetName,
    string TargetUrl,
    string? TargetCode = null,
    string? TargetFramework = null,
    string? TargetDescription = null,
    string? TargetType = null
);

/// <summary>Reads plain Markdown as well as an object.</summary>
internal sealed class WireCriteria : JsonConverter<Criteria>
{
    public override Criteria Read(
        ref Utf8JsonReader reader,
        Type type,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType is JsonTokenType.String)
            return reader.GetString()!;
        var parts = JsonSerializer.Deserialize(ref reader, VidimusJson.Default.CriteriaParts);
        return parts is null
            ? throw new JsonException()
            : new Criteria { Narrative = parts.Narrative, Id = parts.Id };
    }

    public override void Write(Utf8JsonWriter writer, Criteria value, JsonSerializerOptions options)
    {
        JsonSerializer.Serialize(
            writer,
            new CriteriaParts(value.Narrative, value.Id),
            VidimusJson.Default.CriteriaParts
        );
    }
}

internal sealed record CriteriaParts(string? Narrative = null, string? Id = null);
