namespace Vidimus.Client;

/// <summary>What Open Badges 3.0 says of one award of an achievement, beside who has it and for how long.</summary>
public abstract record BadgeParts
{
    /// <summary>Results reached, at most 100.</summary>
    public IReadOnlyList<BadgeResult>? Results { get; init; }

    /// <summary>Evidence of it, at most 50.</summary>
    public IReadOnlyList<BadgeEvidence>? Evidence { get; init; }

    /// <summary>What connects the evidence, in Markdown.</summary>
    public string? Narrative { get; init; }

    /// <summary>Who assessed it, where that is not the issuer.</summary>
    public BadgeProfile? Source { get; init; }

    /// <summary>When it was awarded; stays the same when the credential is issued anew.</summary>
    public DateTimeOffset? AwardedDate { get; init; }

    /// <summary>When the activity began.</summary>
    public DateTimeOffset? ActivityStartDate { get; init; }

    /// <summary>When the activity ended.</summary>
    public DateTimeOffset? ActivityEndDate { get; init; }

    /// <summary>Credit hours earned.</summary>
    public double? CreditsEarned { get; init; }

    /// <summary>Number of the licence that came with it.</summary>
    public string? LicenseNumber { get; init; }

    /// <summary>What the recipient was, such as Captain.</summary>
    public string? Role { get; init; }

    /// <summary>Academic term.</summary>
    public string? Term { get; init; }

    /// <summary>A picture of this very credential.</summary>
    public AchievementImage? Image { get; init; }

    /// <summary>How it names the recipient; by the group, else by what is known of the recipient, when null.</summary>
    public RecipientIdentity? Identity { get; init; }
}

/// <summary>What a recipient reached; it holds a value, a status or an achieved level.</summary>
/// <param name="ResultDescription">Id of a result description of the group's achievement.</param>
/// <param name="Value">The value, such as <c>A</c> or <c>87</c>.</param>
/// <param name="Status">Such as <c>Completed</c>.</param>
/// <param name="AchievedLevel">Id of the rubric level reached.</param>
/// <param name="Alignments">Frameworks it is aligned with.</param>
public sealed record BadgeResult(
    string? ResultDescription = null,
    string? Value = null,
    string? Status = null,
    string? AchievedLevel = null,
    IReadOnlyList<Alignment>? Alignments = null
);

/// <summary>What shows that a recipient earned it.</summary>
/// <param name="Id">Address of a page that shows it.</param>
/// <param name="Name">Its title.</param>
/// <param name="Narrative">How it came about, in Markdown.</param>
/// <param name="Description">What it is.</param>
/// <param name="Genre">Its kind, such as Prose or Film.</param>
/// <param name="Audience">Whom it is meant for.</param>
public sealed record BadgeEvidence(
    string? Id = null,
    string? Name = null,
    string? Narrative = null,
    string? Description = null,
    string? Genre = null,
    string? Audience = null
);
