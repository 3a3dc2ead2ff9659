namespace Vidimus.Client;

/// <summary>A verification's whole answer.</summary>
public sealed record Verification : IChecked
{
    /// <summary><c>vfy_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The answer.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The answer as a sentence for people.</summary>
    public required string Summary { get; init; }

    /// <summary>Why it is not plainly valid; empty when it is.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Each check.</summary>
    public required IReadOnlyList<VerificationCheck> Checks { get; init; }

    /// <summary>When it was checked.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The credential's mode, where known.</summary>
    public Mode? Mode { get; init; }

    /// <summary>What the credential says; null when there is none to show.</summary>
    public VerifiedCredential? Credential { get; init; }

    /// <summary>Where the signed credential can be had.</summary>
    public DocumentUrls? DocumentUrls { get; init; }

    /// <summary>A verdict of valid must be borne out by the checks beside it: it is the one word everybody acts on.</summary>
    void IChecked.Check(Checker check)
    {
        check.Id(Id, "vfy_", "id");
        check.Filled(Summary, "summary");
        check.Each(Checks, "checks");
        check.Inside(Credential, "credential");
        check.Link(DocumentUrls?.Json, "documentUrls.json");
        check.Link(DocumentUrls?.Jwt, "documentUrls.jwt");
        check.Link(DocumentUrls?.Jcs, "documentUrls.jcs");
        check.Link(DocumentUrls?.Pdf, "documentUrls.pdf");
        check.Link(DocumentUrls?.PageSvg, "documentUrls.pageSvg");
        check.Link(DocumentUrls?.SdJwt, "documentUrls.sdJwt");
        check.Link(DocumentUrls?.Svg, "documentUrls.svg");
        check.Link(DocumentUrls?.Png, "documentUrls.png");
        if (Verdict is not (Verdict.Valid or Verdict.ValidTest))
            return;
        check.That(
            Checks.All(c => c.Outcome is not CheckOutcome.Fail)
                && Checks.Any(c => c is { Name: CheckName.Proof, Outcome: CheckOutcome.Pass }),
            "verdict"
        );
        check.That(Verdict is Verdict.ValidTest == Mode is Client.Mode.Test, "mode");
    }
}

/// <summary>One check and how it went.</summary>
public sealed record VerificationCheck
{
    /// <summary>What was checked, such as those of <see cref="CheckName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>How it went.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>What a verified credential says. All of it may be absent in a credential from elsewhere.</summary>
public sealed record VerifiedCredential : IChecked
{
    /// <summary><c>cred_…</c>, or the id another issuer gave.</summary>
    public string? Id { get; init; }

    /// <summary>The same as a UUID, for credentials of this server.</summary>
    public string? Uuid { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Who issued it.</summary>
    public VerifiedIssuer? Issuer { get; init; }

    /// <summary>Who has it.</summary>
    public string? RecipientName { get; init; }

    /// <summary>What it attests.</summary>
    public string? Achievement { get; init; }

    /// <summary>In force from.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>In force until.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Where it stands, for credentials of this server.</summary>
    public CredentialState? State { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Uuid(Uuid, "uuid");
        if (Id?.StartsWith("cred_", StringComparison.Ordinal) is true)
            check.Id(Id, "cred_", "id");
    }
}

/// <summary>Who issued a credential.</summary>
public sealed record VerifiedIssuer
{
    /// <summary>A DID or address.</summary>
    public required string Id { get; init; }

    /// <summary>The name it gives itself.</summary>
    public string? Name { get; init; }
}

/// <summary>Where a signed credential can be had.</summary>
public sealed record DocumentUrls
{
    /// <summary>As JSON with an embedded proof.</summary>
    public string? Json { get; init; }

    /// <summary>As a signed token.</summary>
    public string? Jwt { get; init; }

    /// <summary>As JSON with an <c>eddsa-jcs-2022</c> proof.</summary>
    public string? Jcs { get; init; }

    /// <summary>As an SD-JWT with all its disclosures.</summary>
    public string? SdJwt { get; init; }

    /// <summary>As a picture that holds the JSON.</summary>
    public string? Svg { get; init; }

    /// <summary>As a picture that holds the JSON.</summary>
    public string? Png { get; init; }

    /// <summary>As a certificate to print (PDF), with the JSON attached.</summary>
    public string? Pdf { get; init; }

    /// <summary>As a picture of the certificate (SVG).</summary>
    public string? PageSvg { get; init; }
}
