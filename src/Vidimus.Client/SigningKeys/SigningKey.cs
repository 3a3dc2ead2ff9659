namespace Vidimus.Client;

/// <summary>A key that the organization's credentials are signed with; its private half is told to nobody.</summary>
public sealed record SigningKey : IChecked
{
    /// <summary>Its name in the DID document, which is the public key as Multikey.</summary>
    public required string Id { get; init; }

    /// <summary>The same as credentials name it.</summary>
    public required string VerificationMethod { get; init; }

    /// <summary>Such as <c>Ed25519</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary><c>active</c> for the one that signs now, <c>retired</c> for those that go on verifying.</summary>
    public required string State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When another took over; null for the one that signs.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Id, "id");
        check.Filled(VerificationMethod, "verificationMethod");
        check.Filled(State, "state");
    }
}

/// <summary>The keys of an organization in a mode.</summary>
public sealed record SigningKeys : IChecked
{
    /// <summary>Their mode.</summary>
    public required Mode Mode { get; init; }

    /// <summary>The identity that they sign for.</summary>
    public required string Did { get; init; }

    /// <summary>Where the world reads the public halves.</summary>
    public required string DocumentUrl { get; init; }

    /// <summary>The keys, the newest first; empty before the first credential is issued.</summary>
    public required IReadOnlyList<SigningKey> Data { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Did, "did");
        check.Link(DocumentUrl, "documentUrl");
        check.Each(Data, "data");
    }
}
