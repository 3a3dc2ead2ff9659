namespace Vidimus.Certification.Desk;

/// <summary>A member as the one who signs what is certified.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Name">The name that is signed.</param>
/// <param name="Credentials">What qualifies them, as it is printed under the name: an association and a number, an oath.</param>
/// <param name="Languages">The languages they work with, as orders name them; empty for any.</param>
/// <param name="Active">Whether they may sign.</param>
/// <param name="CreatedAt">When the profile was made.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Version">Grows with every change.</param>
public sealed record Reviewer(
    string MemberId,
    string Name,
    string Credentials,
    IReadOnlyList<string> Languages,
    bool Active,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version
)
{
    internal static Reviewer Of(ReviewerRow row) =>
        new(
            row.MemberId,
            row.Name,
            row.Credentials,
            row.Languages.Length == 0 ? [] : row.Languages.Split(' '),
            row.Active,
            row.CreatedAt,
            row.UpdatedAt,
            row.Version
        );
}

/// <summary>A reviewer's profile to be.</summary>
/// <param name="Name">The name that is signed, at most 200 characters.</param>
/// <param name="Credentials">What qualifies them, at most 500 characters.</param>
/// <param name="Languages">The languages they work with; any when left out.</param>
/// <param name="Active">Whether they may sign; true when left out.</param>
/// <param name="Version">The version that is replaced; left out for a new profile, or to replace whatever there is.</param>
public sealed record SetReviewerRequest(
    string? Name,
    string? Credentials,
    IReadOnlyList<string>? Languages = null,
    bool? Active = null,
    int? Version = null
);
