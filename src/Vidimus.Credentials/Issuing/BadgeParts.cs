using System.Text.Json.Serialization;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Issuing;

/// <summary>What a recipient reached (Open Badges 3.0, section B.1.22).</summary>
/// <param name="ResultDescription">Id of a result description of the group's achievement.</param>
/// <param name="Value">The value, such as <c>A</c> or <c>87</c>.</param>
/// <param name="Status"><c>Completed</c>, <c>Enrolled</c>, <c>Failed</c>, <c>InProgress</c>, <c>OnHold</c>, <c>Provisional</c> or <c>Withdrew</c>.</param>
/// <param name="AchievedLevel">Id of the rubric level reached.</param>
/// <param name="Alignments">Nodes of frameworks it corresponds to.</param>
public sealed record BadgeResult(
    string? ResultDescription = null,
    string? Value = null,
    string? Status = null,
    string? AchievedLevel = null,
    IReadOnlyList<Alignment?>? Alignments = null
);

/// <summary>What shows that a recipient earned it (Open Badges 3.0, section B.1.13).</summary>
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

/// <summary>What Open Badges 3.0 says of one award of an achievement, beside who has it and for how long.</summary>
public record BadgeParts
{
    /// <summary>Results reached, at most 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BadgeResult?>? Results { get; init; }

    /// <summary>Evidence of it, at most 50.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BadgeEvidence?>? Evidence { get; init; }

    /// <summary>What connects the evidence, in Markdown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Narrative { get; init; }

    /// <summary>Who assessed it, where that is not the issuer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BadgeProfile? Source { get; init; }

    /// <summary>When it was awarded; stays the same when the credential is issued anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AwardedDate { get; init; }

    /// <summary>When the activity began.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ActivityStartDate { get; init; }

    /// <summary>When the activity ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ActivityEndDate { get; init; }

    /// <summary>Credit hours earned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CreditsEarned { get; init; }

    /// <summary>Number of the licence that came with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LicenseNumber { get; init; }

    /// <summary>What the recipient was, such as Captain or Intern.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>Academic term.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Term { get; init; }

    /// <summary>A picture of this very credential.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AchievementImage? Image { get; init; }

    /// <summary>How it names the recipient: <c>did</c>, <c>email</c> (a salted hash) or <c>none</c>; by the group, else by what is known of the recipient, when left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Identity { get; init; }

    /// <summary>As they are kept: null when nothing is given.</summary>
    internal BadgeParts? OrNull() => IsEmpty ? null : new BadgeParts(this);

    private bool IsEmpty =>
        Results is not { Count: > 0 }
        && Evidence is not { Count: > 0 }
        && Narrative is null
        && Source is null
        && AwardedDate is null
        && ActivityStartDate is null
        && ActivityEndDate is null
        && CreditsEarned is null
        && LicenseNumber is null
        && Role is null
        && Term is null
        && Image is null
        && Identity is null;
}

/// <summary>Changes to what Open Badges 3.0 says; members left out stay as they are, null clears one, a list is replaced whole.</summary>
public abstract record BadgeChanges
{
    /// <summary>Results reached.</summary>
    public Optional<IReadOnlyList<BadgeResult?>> Results { get; init; }

    /// <summary>Evidence of it.</summary>
    public Optional<IReadOnlyList<BadgeEvidence?>> Evidence { get; init; }

    /// <summary>What connects the evidence.</summary>
    public Optional<string> Narrative { get; init; }

    /// <summary>Who assessed it.</summary>
    public Optional<BadgeProfile> Source { get; init; }

    /// <summary>When it was awarded.</summary>
    public Optional<DateTimeOffset?> AwardedDate { get; init; }

    /// <summary>When the activity began.</summary>
    public Optional<DateTimeOffset?> ActivityStartDate { get; init; }

    /// <summary>When the activity ended.</summary>
    public Optional<DateTimeOffset?> ActivityEndDate { get; init; }

    /// <summary>Credit hours earned.</summary>
    public Optional<double?> CreditsEarned { get; init; }

    /// <summary>Number of the licence that came with it.</summary>
    public Optional<string> LicenseNumber { get; init; }

    /// <summary>What the recipient was.</summary>
    public Optional<string> Role { get; init; }

    /// <summary>Academic term.</summary>
    public Optional<string> Term { get; init; }

    /// <summary>A picture of this very credential.</summary>
    public Optional<AchievementImage> Image { get; init; }

    /// <summary>How it names the recipient.</summary>
    public Optional<string> Identity { get; init; }

    /// <summary>What is to be said after the changes.</summary>
    internal BadgeParts? Over(BadgeParts? current)
    {
        current ??= new();
        return new BadgeParts
        {
            Results = Results.Or(current.Results),
            Evidence = Evidence.Or(current.Evidence),
            Narrative = Narrative.Or(current.Narrative),
            Source = Source.Or(current.Source),
            AwardedDate = AwardedDate.Or(current.AwardedDate),
            ActivityStartDate = ActivityStartDate.Or(current.ActivityStartDate),
            ActivityEndDate = ActivityEndDate.Or(current.ActivityEndDate),
            CreditsEarned = CreditsEarned.Or(current.CreditsEarned),
            LicenseNumber = LicenseNumber.Or(current.LicenseNumber),
            Role = Role.Or(current.Role),
            Term = Term.Or(current.Term),
            Image = Image.Or(current.Image),
            Identity = Identity.Or(current.Identity),
        }.OrNull();
    }
}
