namespace Vidimus.Client;

/// <summary>A member as the one who signs what is certified.</summary>
public sealed record Reviewer : IChecked
{
    /// <summary>The member.</summary>
    public required string MemberId { get; init; }

    /// <summary>The name that is signed.</summary>
    public required string Name { get; init; }

    /// <summary>What qualifies them, as it is printed under the name.</summary>
    public required string Credentials { get; init; }

    /// <summary>The languages they work with; empty for any.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Whether they may sign.</summary>
    public required bool Active { get; init; }

    /// <summary>When the profile was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows with every change.</summary>
    public required int Version { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(MemberId, "mem_", "memberId");
        check.Filled(Name, "name");
        check.Each(Languages, "languages");
        check.That(Version > 0, "version");
    }
}

/// <summary>A reviewer's profile to be.</summary>
public sealed record ReviewerProfile
{
    /// <summary>The name that is signed.</summary>
    public required string Name { get; init; }

    /// <summary>What qualifies them.</summary>
    public required string Credentials { get; init; }

    /// <summary>The languages they work with; any when null.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>Whether they may sign.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The version that is replaced; null for a new profile, or to replace whatever there is.</summary>
    public int? Version { get; init; }
}

/// <summary>Who signs. Everybody at the desk reads profiles; scope <c>members:admin</c> to set and remove them.</summary>
public sealed class ReviewerCalls
{
    private readonly Caller caller;

    internal ReviewerCalls(Caller caller) => this.caller = caller;

    /// <summary>All profiles, fetched page by page.</summary>
    public IAsyncEnumerable<Reviewer> List(CancellationToken cancellation = default) =>
        Lists.All(
            caller,
            Call.Get("/v1/reviewers"),
            Lists.LongestPage,
            VidimusJson.Default.PageReviewer,
            cancellation
        );

    /// <summary>One member's profile; 404 where the member has none.</summary>
    public Task<Reviewer> Get(string memberId, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/reviewers/{id}", Checked(memberId)),
            VidimusJson.Default.Reviewer,
            cancellation
        );

    /// <summary>Makes or replaces a member's profile. What was signed before stays as it was signed.</summary>
    public Task<Reviewer> Set(
        string memberId,
        ReviewerProfile profile,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Put(
                "/v1/reviewers/{id}",
                Answers.Body(profile, VidimusJson.Default.ReviewerProfile),
                Checked(memberId)
            ),
            VidimusJson.Default.Reviewer,
            cancellation
        );

    /// <summary>Removes a member's profile, and with it the personal data in it.</summary>
    public Task Remove(string memberId, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/reviewers/{id}", Checked(memberId)), _ => true, cancellation);

    private static string Checked(string id) => Ids.Checked(id, "mem_");
}
