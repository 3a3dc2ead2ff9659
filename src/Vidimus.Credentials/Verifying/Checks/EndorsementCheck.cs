using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Whether the endorsements that the credential carries (Open Badges 3.0, EndorsementCredential) are signed by those who
/// are said to endorse. One that cannot be checked now takes nothing from the credential itself.
/// </summary>
internal sealed class EndorsementCheck(SecuredReader reader, IssuerKeys keys, TimeProvider clock)
{
    private const int MostEndorsements = 8;

    public async Task Report(Case it, CancellationToken cancellation)
    {
        var places = Places(it.Facts).ToList();
        var embedded = places
            .SelectMany(p => CredentialFacts.Objects(p, "endorsement"))
            .Take(MostEndorsements + 1)
            .ToList();
        var tokens = places
            .SelectMany(p => CredentialFacts.Texts(p, "endorsementJwt"))
            .Take(MostEndorsements + 1)
            .ToList();
        if (embedded.Count + tokens.Count == 0)
            return;
        await keys.Resolve(
            embedded.SelectMany(e => new CredentialFacts(e).VerificationMethods()),
            cancellation
        );
        var found = new List<Partial>();
        foreach (var endorsement in embedded.Take(MostEndorsements))
            found.Add(Judge(await reader.Json(endorsement, cancellation)));
        foreach (var token in tokens.Take(MostEndorsements - found.Count))
            found.Add(Judge(await reader.Jwt(token, cancellation)));
        if (found.Count < embedded.Count + tokens.Count)
            found.Add(Partial.Open("It carries more endorsements than are looked at.", ""));
        Say(it.Findings, found);
    }

    private static void Say(Findings findings, IReadOnlyList<Partial> found)
    {
        if (found.FirstOrDefault(f => f.Outcome == "fail") is { } wrong)
            findings.Fail("endorsement", wrong.Reason, "endorsement_invalid");
        else if (found.FirstOrDefault(f => f.Outcome == "unknown") is { } open)
            findings.Aside("endorsement", open.Reason);
        else
            findings.Pass("endorsement", "Its endorsements are signed by those who endorse.");
    }

    private Partial Judge(Secured endorsement)
    {
        if (endorsement.Facts is not { } facts)
            return Partial.Wrong($"An endorsement cannot be read: {endorsement.Problem}", "");
        if (
            endorsement.Proofs.Count == 0
            || endorsement.Proofs.Any(p => p.Outcome == ProofOutcome.Fail)
        )
            return Partial.Wrong("The signature of an endorsement is not right.", "");
        if (ProofCheck.Signers(endorsement.Proofs).Count == 0)
            return Partial.Open("The signature of an endorsement could not be checked now.", "");
        if (!endorsement.IsConfirmed)
            return Partial.Wrong(
                "An endorsement is not signed by whom it names as its issuer.",
                ""
            );
        var times = new Case(facts) { Times = endorsement.Times };
        ValidityCheck.Report(times, clock.GetUtcNow());
        return times.Findings.Passed("validity")
            ? Partial.Right()
            : Partial.Wrong("An endorsement is not in force.", "");
    }

    /// <summary>Where Open Badges 3.0 lets endorsements stand.</summary>
    private static IEnumerable<JsonElement> Places(CredentialFacts facts)
    {
        yield return facts.Json;
        foreach (var issuer in facts.Objects("issuer"))
            yield return issuer;
        foreach (var subject in facts.Objects("credentialSubject"))
        {
            yield return subject;
            foreach (var achievement in CredentialFacts.Objects(subject, "achievement"))
            {
                yield return achievement;
                foreach (var creator in CredentialFacts.Objects(achievement, "creator"))
                    yield return creator;
            }
        }
    }
}
