using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Verifying;

/// <summary>Draws the verdict from what was found and writes the answer.</summary>
internal sealed class VerdictWriter(AccessOptions options, TimeProvider clock)
{
    private readonly Dictionary<string, (CredentialFacts?, CredentialRow?)> _drawn = new(
        StringComparer.Ordinal
    );

    /// <summary>The credential of ours that the last verdict was about, and that verdict; null where it was none.</summary>
    public (CredentialRow Row, string Verdict)? Own { get; private set; }

    /// <summary>What a credential says that a verdict was about, and our record of it where what was shown is on record.</summary>
    public (CredentialFacts? Facts, CredentialRow? Row) FactsOf(string verificationId) =>
        _drawn.GetValueOrDefault(verificationId);

    public Verification Draw(Case it, string? mode)
    {
        var row = it.IsWithheld ? null : it.Row;
        var drawn = Draw(it.Findings, mode, it.Facts, row, it.IssuerName);
        // Not what only claims to be ours: whoever forges one decides nothing about what is told.
        Own = row is not null && it.OnRecord ? (row, drawn.Verdict) : null;
        _drawn[drawn.Id] = (it.Facts, Own?.Row);
        return drawn;
    }

    public Verification Draw(
        Findings findings,
        string? mode,
        CredentialFacts? facts,
        CredentialRow? row,
        string? issuerName = null
    )
    {
        var verdict = findings.Verdict(mode);
        Meters.Verifications.Add(1, new KeyValuePair<string, object?>("verdict", verdict));
        var link = row is null ? null : CredentialDocument.VerifyUrl(options.BaseUrl, row.Id);
        IReadOnlyList<string> reasons =
            mode == "test" ? [.. findings.Reasons, "test_mode"] : findings.Reasons;
        return new(
            NewId.Create("vfy", clock),
            verdict,
            Sentence(verdict, findings),
            reasons,
            findings.Checks,
            clock.GetUtcNow(),
            mode,
            facts is null && row is null ? null : Short(facts, row, issuerName),
            link is null || facts is null ? null : DocumentUrls.Of(link)
        );
    }

    private VerifiedCredential Short(CredentialFacts? facts, CredentialRow? row, string? issuerName)
    {
        DateTimeOffset? from = null,
            until = null;
        facts?.TryValidFrom(out from);
        facts?.TryValidUntil(out until);
        string? uuid =
            row is not null && NewId.TryGetUuid("cred", row.Id, out var id) ? id.ToString() : null;
        return new(
            row?.Id ?? facts?.Id,
            uuid,
            facts?.Name,
            facts?.IssuerId is { } issuer ? new(issuer, issuerName ?? facts.IssuerName) : null,
            facts?.RecipientName,
            facts?.Achievement,
            from ?? row?.ValidFrom,
            until ?? row?.ValidUntil,
            row?.IssuedAt,
            row?.StateAt(clock.GetUtcNow())
        );
    }

    private static string Sentence(string verdict, Findings findings) =>
        verdict switch
        {
            "valid" => "The credential is valid.",
            "valid_test" => "This is a test credential. Its checks pass, and it attests nothing.",
            "unverifiable" => "The credential could not be verified now: "
                + findings.Checks.First(c => c.Outcome == "unknown").Reason,
            _ => "The credential is not valid: "
                + string.Join(
                    " ",
                    findings.Checks.Where(c => c.Outcome == "fail").Select(c => c.Reason)
                ),
        };
}
