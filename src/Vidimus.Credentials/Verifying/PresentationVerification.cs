namespace Vidimus.Credentials.Verifying;

/// <summary>What verifying a presentation found: its own checks, every credential in it, and one verdict.</summary>
/// <param name="Id">Id of this verification, <c>vfy_…</c>.</param>
/// <param name="Verdict">As of a credential: the worst of the presentation's own checks and its credentials' verdicts.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Reasons">Codes of everything that speaks against it, its credentials' included.</param>
/// <param name="Checks"><c>schema</c>, <c>proof</c>, <c>challenge</c>, <c>domain</c>, <c>holder</c>, <c>subject</c> and <c>credentials</c>.</param>
/// <param name="CheckedAt">When it was verified.</param>
/// <param name="Holder">Who presents, as the presentation says.</param>
/// <param name="Credentials">Each credential, in order.</param>
public sealed record PresentationVerification(
    string Id,
    string Verdict,
    string Summary,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<VerificationCheck> Checks,
    DateTimeOffset CheckedAt,
    string? Holder,
    IReadOnlyList<Verification> Credentials
);
