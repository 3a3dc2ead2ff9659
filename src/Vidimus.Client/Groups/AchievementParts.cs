namespace Vidimus.Client;

/// <summary>A person or an organization (Open Badges 3.0, Profile).</summary>
/// <param name="Id">Its URI: a web address, a DID or a URN.</param>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its home page.</param>
/// <param name="Description">What it is.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Image">Its picture.</param>
public sealed record BadgeProfile(
    string Id,
    string? Name = null,
    string? Url = null,
    string? Description = null,
    string? Email = null,
    AchievementImage? Image = null
);

/// <summary>An achievement that another one belongs with.</summary>
/// <param name="Id">Its URI.</param>
/// <param name="InLanguage">Its language.</param>
/// <param name="Version">Its version.</param>
public sealed record RelatedAchievement(
    string Id,
    string? InLanguage = null,
    string? Version = null
);

/// <summary>What another system calls an achievement.</summary>
/// <param name="Identifier">The identifier.</param>
/// <param name="IdentifierType">Its kind, such as <c>sourcedId</c>; others begin with <c>ext:</c>.</param>
public sealed record OtherIdentifier(string Identifier, string IdentifierType);

/// <summary>A result that credentials may state.</summary>
public sealed record ResultDescription
{
    /// <summary>A URI, or a short name such as <c>exam</c>, by which results refer to it.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind, such as <c>LetterGrade</c>, <c>Percent</c> or <c>Status</c>.</summary>
    public required string ResultType { get; init; }

    /// <summary>All values there are, from low to high.</summary>
    public IReadOnlyList<string>? AllowedValues { get; init; }

    /// <summary>The value needed to pass.</summary>
    public string? RequiredValue { get; init; }

    /// <summary>Id of the rubric level needed to pass.</summary>
    public string? RequiredLevel { get; init; }

    /// <summary>Levels of its rubric.</summary>
    public IReadOnlyList<RubricCriterionLevel>? RubricCriterionLevels { get; init; }

    /// <summary>The lowest value.</summary>
    public string? ValueMin { get; init; }

    /// <summary>The highest value.</summary>
    public string? ValueMax { get; init; }

    /// <summary>Frameworks it is aligned with.</summary>
    public IReadOnlyList<Alignment>? Alignments { get; init; }
}

/// <summary>A level of a rubric.</summary>
/// <param name="Id">A URI, or a short name, by which results refer to it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Level">Its rank.</param>
/// <param name="Points">Its points.</param>
/// <param name="Alignments">Frameworks it is aligned with.</param>
public sealed record RubricCriterionLevel(
    string Id,
    string Name,
    string? Description = null,
    string? Level = null,
    string? Points = null,
    IReadOnlyList<Alignment>? Alignments = null
);

/// <summary>How credentials name their recipient.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(WireEnum<RecipientIdentity>))]
public enum RecipientIdentity
{
    /// <summary>By the DID given with the recipient.</summary>
    Did,

    /// <summary>By a hash of the e-mail address, with a salt of each credential's own.</summary>
    Email,

    /// <summary>By a name that only this credential has.</summary>
    None,
}
