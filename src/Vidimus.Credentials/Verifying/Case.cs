namespace Vidimus.Credentials.Verifying;

/// <summary>A credential while it is being verified, and what was found so far.</summary>
internal sealed class Case(CredentialFacts facts)
{
    public CredentialFacts Facts => facts;

    public Findings Findings { get; } = new();

    /// <summary>Its organization and mode, when its issuer is one of ours.</summary>
    public (string OrganizationId, string Mode)? Own { get; set; }

    /// <summary>Our record of it.</summary>
    public CredentialRow? Row { get; set; }

    /// <summary>Whether its holder kept its id back, so that the answer must not give it away.</summary>
    public bool IsWithheld { get; set; }

    /// <summary>Name of the organization, where the credential's own word for it is not on our record.</summary>
    public string? IssuerName { get; set; }

    /// <summary>Whether our record says that this is what we issued: what it names was looked at then.</summary>
    public bool OnRecord => Row is not null && Findings.Passed("record");

    /// <summary>The time claims of the token it came in.</summary>
    public TokenTimes Times { get; init; } = TokenTimes.None;
}
