namespace Vidimus.Credentials.Verifying;

/// <summary>What verifying found: every check by name, and one verdict.</summary>
/// <param name="Id">Id of this verification, <c>vfy_…</c>.</param>
/// <param name="Verdict"><c>valid</c>; <c>valid_test</c> for a test credential in order; <c>invalid</c>; <c>unverifiable</c> when something needed could not be reached.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Reasons">Codes of everything that speaks against it, such as <c>revoked</c> and <c>expired</c>.</param>
/// <param name="Checks">Every check.</param>
/// <param name="CheckedAt">When it was verified.</param>
/// <param name="Mode"><c>live</c> or <c>test</c> for a credential of this server.</param>
/// <param name="Credential">The credential in short, when it could be read.</param>
/// <param name="DocumentUrls">Where its signed forms are, for a credential of this server.</param>
/// <param name="CertificateUrl">Where a certified document of this server is verified, when that is what was given instead of a credential; null otherwise.</param>
public sealed record Verification(
    string Id,
    string Verdict,
    string Summary,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<VerificationCheck> Checks,
    DateTimeOffset CheckedAt,
    string? Mode,
    VerifiedCredential? Credential,
    DocumentUrls? DocumentUrls,
    string? CertificateUrl = null
);

/// <summary>One check.</summary>
/// <param name="Name"><c>proof</c>, <c>issuer</c>, <c>status</c>, <c>validity</c>, <c>schema</c> or <c>record</c>; where the credential has such a thing also <c>holder</c>, <c>relatedResource</c>, <c>endorsement</c>, <c>termsOfUse</c>, <c>evidence</c> or <c>refreshService</c>.</param>
/// <param name="Outcome"><c>pass</c>, <c>fail</c>, <c>unknown</c> or <c>skipped</c>.</param>
/// <param name="Reason">Why, in a sentence for people.</param>
public sealed record VerificationCheck(string Name, string Outcome, string Reason);

/// <summary>A verified credential in short.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Uuid">Its id as a UUID, for a credential of this server.</param>
/// <param name="Name">What stands at its top.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="RecipientName">Who received it.</param>
/// <param name="Achievement">What it attests.</param>
/// <param name="ValidFrom">Begin of validity.</param>
/// <param name="ValidUntil">End of validity.</param>
/// <param name="IssuedAt">When it was issued, for a credential of this server.</param>
/// <param name="State">State of its record, for a credential of this server.</param>
public sealed record VerifiedCredential(
    string? Id,
    string? Uuid,
    string? Name,
    VerifiedIssuer? Issuer,
    string? RecipientName,
    string? Achievement,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    DateTimeOffset? IssuedAt,
    string? State
);

/// <summary>Who issued a credential.</summary>
/// <param name="Id">DID or other identifier.</param>
/// <param name="Name">Name as the credential says it.</param>
public sealed record VerifiedIssuer(string Id, string? Name);

/// <summary>Where a credential's signed forms are.</summary>
/// <param name="Json">JSON with embedded proof.</param>
/// <param name="Jwt">The <c>vc+jwt</c>.</param>
/// <param name="Jcs">JSON with an <c>eddsa-jcs-2022</c> proof.</param>
/// <param name="SdJwt">SD-JWT with all its disclosures.</param>
/// <param name="Svg">A picture that holds the JSON.</param>
/// <param name="Png">A picture that holds the JSON.</param>
/// <param name="Pdf">The certificate to print, with the JSON attached.</param>
/// <param name="PageSvg">The certificate as a picture.</param>
public sealed record DocumentUrls(
    string Json,
    string Jwt,
    string Jcs,
    string SdJwt,
    string Svg,
    string Png,
    string Pdf,
    string PageSvg
)
{
    internal static DocumentUrls Of(string verifyUrl) =>
        new(
            Form(verifyUrl, "json"),
            Form(verifyUrl, "jwt"),
            Form(verifyUrl, "jcs"),
            Form(verifyUrl, "sd-jwt"),
            Form(verifyUrl, "svg"),
            Form(verifyUrl, "png"),
            Form(verifyUrl, "pdf"),
            Form(verifyUrl, "page-svg")
        );

    private static string Form(string verifyUrl, string form) =>
        $"{verifyUrl}/document?form={form}";
}
