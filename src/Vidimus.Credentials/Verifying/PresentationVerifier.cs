using System.Text.Json;
using Vidimus.Platform.Ids;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>What the one who verifies gave the holder to answer; what is null was not given and is not asked for.</summary>
internal sealed record ExpectedPresentation(string? Challenge, string? Domain);

/// <summary>
/// Verifies presentations: that the holder made this one, for this verifier and this occasion, and every credential in it as the
/// <see cref="Verifier"/> does.
/// </summary>
internal sealed class PresentationVerifier(
    Verifier verifier,
    IssuerKeys keys,
    ProofWork work,
    TimeProvider clock
)
{
    /// <summary>Each credential costs what a verification costs: a presentation must not buy a thousand of them.</summary>
    private const int MostCredentials = 32;

    /// <summary>Verifies a presentation in JSON, with embedded proof or enveloped.</summary>
    public async Task<PresentationVerification> ByJson(
        JsonElement presentation,
        ExpectedPresentation expected,
        CancellationToken cancellation
    )
    {
        if (MemberTexts(presentation, "type").Contains(Enveloped.PresentationType))
        {
            var findings = new Findings();
            if (
                !Enveloped.TryUnwrap(
                    presentation,
                    Enveloped.PresentationType,
                    out var document,
                    out var reason
                )
            )
                findings.Fail("schema", reason, "malformed");
            else if (document!.MediaType != VpJwt.Type)
                findings.Unknown(
                    "proof",
                    "The media type of the enveloped presentation is not supported.",
                    "unsupported"
                );
            else
                return await ByJwt(document.Token, expected, cancellation);
            return Draw(findings, default, []);
        }
        return await Embedded(presentation, expected, cancellation);
    }

    /// <summary>Verifies a <c>vp+jwt</c>.</summary>
    public async Task<PresentationVerification> ByJwt(
        string jwt,
        ExpectedPresentation expected,
        CancellationToken cancellation
    )
    {
        var findings = new Findings();
        if (
            !Jws.TryParse(jwt, out var parsed, out var reason)
            || !CredentialJson.TryParse(
                parsed!.Payload.Span,
                Jws.MaxLength,
                out var payload,
                out reason
            )
        )
        {
            findings.Fail("proof", $"The presentation cannot be read: {reason}", "malformed");
            return Draw(findings, default, []);
        }
        var method =
            parsed.KeyId is { } kid && kid.StartsWith('#')
                ? IdOf(payload, "holder") + kid
                : parsed.KeyId;
        if (!Schema(findings, payload))
            return Draw(findings, payload, []);
        await keys.Resolve(method is null ? [] : [method], cancellation);
        var binding = expected is { Challenge: { } challenge, Domain: { } domain }
            ? new ExpectedBinding(domain, challenge)
            : null;
        var result = VpJwt.Verify(jwt, keys.Find, binding, clock.GetUtcNow()).Proof;
        Proof(findings, [result]);
        if (result.Outcome == ProofOutcome.Pass)
        {
            Answers(findings, "challenge", expected.Challenge, MemberTexts(payload, "nonce"));
            Answers(findings, "domain", expected.Domain, MemberTexts(payload, "aud"));
        }
        Holder(findings, payload, [result]);
        var presenters = Presenters(payload, [result with { VerificationMethod = method }]);
        return await Finish(findings, payload, presenters, cancellation);
    }

    private async Task<PresentationVerification> Embedded(
        JsonElement presentation,
        ExpectedPresentation expected,
        CancellationToken cancellation
    )
    {
        var findings = new Findings();
        if (!Schema(findings, presentation))
            return Draw(findings, presentation, []);
        var facts = new CredentialFacts(presentation);
        await keys.Resolve(facts.VerificationMethods(), cancellation);
        var results = DataIntegrity.Verify(
            presentation,
            new(keys.Find, clock.GetUtcNow())
            {
                Work = work,
                ExpectedPurpose = ProofPurposes.Authentication,
                ExpectedChallenge = expected.Challenge,
                ExpectedDomain = expected.Domain,
            }
        );
        Proof(findings, results);
        if (results.Any(r => r.Outcome == ProofOutcome.Pass))
        {
            Answers(findings, "challenge", expected.Challenge, [expected.Challenge]);
            Answers(findings, "domain", expected.Domain, [expected.Domain]);
        }
        Holder(findings, presentation, results);
        var presenters = Presenters(presentation, results);
        return await Finish(findings, presentation, presenters, cancellation);
    }

    private static bool Schema(Findings findings, JsonElement presentation)
    {
        var violations = CredentialShape.CheckPresentation(presentation);
        foreach (var violation in violations)
            findings.Fail("schema", $"{violation.Path}: {violation.Reason}", "schema_mismatch");
        if (violations.Count == 0)
            findings.Pass("schema", "It has the form of a W3C verifiable presentation.");
        return violations.Count == 0;
    }

    private static void Proof(Findings findings, IReadOnlyList<ProofResult> results)
    {
        if (results.Count == 0)
            findings.Fail("proof", "The presentation carries no proof.", "signature_invalid");
        else if (results.FirstOrDefault(r => r.Outcome == ProofOutcome.Fail) is { } failed)
            findings.Fail("proof", failed.Reason, "signature_invalid");
        else if (results.Any(r => r.Outcome == ProofOutcome.Pass))
            findings.Pass("proof", "The presenter's signature is right.");
        else
            findings.Unknown("proof", results[0].Reason, "holder_unreachable");
    }

    /// <summary>Whether what was given to the holder came back; without it, whoever saw the presentation could be showing it.</summary>
    private static void Answers(
        Findings findings,
        string name,
        string? expected,
        IReadOnlyCollection<string?> said
    )
    {
        if (expected is null)
            findings.Skip(name, $"No {name} was given to compare with.");
        else if (said.Contains(expected))
            findings.Pass(name, $"The presentation answers the {name}.");
        else
            findings.Fail(name, $"The presentation does not answer the {name}.", $"{name}_wrong");
    }

    // VC Data Model 2.0, section 4.13: where a holder is named, the one who signs is to be that holder.
    private static void Holder(
        Findings findings,
        JsonElement presentation,
        IReadOnlyList<ProofResult> results
    )
    {
        var signers = results
            .Where(r => r.Outcome == ProofOutcome.Pass)
            .Select(r => r.VerificationMethod?.Split('#')[0])
            .ToList();
        if (IdOf(presentation, "holder") is not { } holder)
            findings.Skip("holder", "The presentation names no holder.");
        else if (signers.Count == 0)
            findings.Skip("holder", "No proof was confirmed, so nobody is shown to present it.");
        else if (signers.Contains(holder))
            findings.Pass("holder", $"The key belongs to the holder, {holder}.");
        else
            findings.Fail(
                "holder",
                "The key that signed does not belong to the holder named in the presentation.",
                "holder_mismatch"
            );
    }

    /// <summary>Those whose keys signed it rightly; of a presentation that names its holder, only that one.</summary>
    private static IReadOnlyList<string> Presenters(
        JsonElement presentation,
        IReadOnlyList<ProofResult> results
    ) =>
        IdOf(presentation, "holder") is { } holder
            ? [.. ProofCheck.Signers(results).Where(s => s == holder)]
            : ProofCheck.Signers(results);

    private async Task<PresentationVerification> Finish(
        Findings findings,
        JsonElement presentation,
        IReadOnlyList<string> presenters,
        CancellationToken cancellation
    )
    {
        var credentials = presentation.TryGetProperty("verifiableCredential", out var member)
            ? Many(member)
            : [];
        if (credentials.Count > MostCredentials)
        {
            findings.Fail(
                "credentials",
                $"The presentation holds more than {MostCredentials} credentials.",
                "too_many_credentials"
            );
            return Draw(findings, presentation, []);
        }
        // It is refused whatever they are, and looking at them is the larger part of the work.
        if (findings.Failed("proof"))
        {
            findings.Skip(
                "credentials",
                "Not looked at, because the presentation's proof is wrong."
            );
            return Draw(findings, presentation, []);
        }
        SubjectCheck.Report(findings, presenters, credentials);
        var verifications = new List<Verification>(credentials.Count);
        foreach (var credential in credentials)
            verifications.Add(
                credential.ValueKind == JsonValueKind.String
                    ? await verifier.Verify(TokenIn(credential.GetString()!), cancellation)
                    : await verifier.ByJson(credential, cancellation)
            );
        return Draw(findings, presentation, verifications);
    }

    // VC 1.1 has credentials as tokens in texts; any other text is none.
    private static Given TokenIn(string text) =>
        GivenReader.OfText(text, mayPoint: false) is Given.Token token
            ? token
            : new Given.Nothing("A text in the presentation is no token.", "malformed");

    private PresentationVerification Draw(
        Findings findings,
        JsonElement presentation,
        IReadOnlyList<Verification> credentials
    )
    {
        var verdict = Worst([findings.Verdict(null), .. credentials.Select(c => c.Verdict)]);
        var own = findings.Verdict(null);
        return new(
            NewId.Create("vfy", clock),
            verdict,
            verdict switch
            {
                "valid" => "The presentation is valid.",
                "valid_test" => "The presentation is right, and holds a test credential.",
                _ when own != "valid" => "The presentation is not confirmed: "
                    + findings.Checks.First(c => c.Outcome is "fail" or "unknown").Reason,
                _ => "A credential in the presentation is not confirmed: "
                    + credentials.First(c => c.Verdict == verdict).Summary,
            },
            [.. findings.Reasons.Concat(credentials.SelectMany(c => c.Reasons)).Distinct()],
            findings.Checks,
            clock.GetUtcNow(),
            IdOf(presentation, "holder"),
            credentials
        );
    }

    private static string Worst(IReadOnlyCollection<string> verdicts) =>
        ((string[])["invalid", "unverifiable", "valid_test"]).FirstOrDefault(verdicts.Contains)
        ?? "valid";

    private static IReadOnlyList<JsonElement> Many(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    private static IReadOnlyList<string> MemberTexts(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
            ?
            [
                .. Many(value)
                    .Where(v => v.ValueKind == JsonValueKind.String)
                    .Select(v => v.GetString()!),
            ]
            : [];

    private static string? IdOf(JsonElement from, string name)
    {
        if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Object
            ? MemberTexts(value, "id").FirstOrDefault()
            : MemberTexts(from, name).FirstOrDefault();
    }
}
