using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Whether the endorsements that the credential carries (Open Badges 3.0, EndorsementCredential) are signed by those who
/// are said to endorse, are about what they stand at, and still count. One that cannot be checked now, or that its endorser
/// took back, takes nothing from the credential itself.
/// </summary>
internal sealed class EndorsementCheck(
    SecuredReader reader,
    IssuerKeys keys,
    RecordCheck record,
    StatusCheck status,
    TimeProvider clock
)
{
    private const int MostEndorsements = 8;

    public async Task Report(Case it, CancellationToken cancellation)
    {
        var carried = EndorsementPlaces.Of(it.Facts).Take(MostEndorsements + 1).ToList();
        if (carried.Count == 0)
            return;
        var looked = carried.Take(MostEndorsements).ToList();
        await keys.Resolve(
            looked
                .Where(c => c.Json is not null)
                .SelectMany(c => new CredentialFacts(c.Json!.Value).VerificationMethods()),
            cancellation
        );
        var read = new List<(Carried Carried, Secured Secured)>();
        foreach (var one in looked)
            read.Add((one, await Read(one, cancellation)));
        // Side by side, and within what one verification may fetch in all.
        foreach (var (_, secured) in read.Where(r => r.Secured.IsConfirmed))
            status.Prefetch(secured.Facts!, cancellation);
        var found = new List<Partial>();
        foreach (var (one, secured) in read)
            found.Add(
                Judge(secured, one)
                    ?? await Standing(one, secured, it.Own?.Mode == "test", cancellation)
            );
        if (carried.Count > looked.Count)
            found.Add(Partial.Open("It carries more endorsements than are looked at.", ""));
        Say(it.Findings, found);
    }

    private Task<Secured> Read(Carried one, CancellationToken cancellation) =>
        one.Jwt is { } jwt
            ? reader.Jwt(jwt, cancellation)
            : reader.Json(one.Json!.Value, cancellation);

    private static void Say(Findings findings, IReadOnlyList<Partial> found)
    {
        if (found.FirstOrDefault(f => f.Outcome == "fail") is { } wrong)
            findings.Fail("endorsement", wrong.Reason, "endorsement_invalid");
        else if (found.FirstOrDefault(f => f.Outcome == "unknown") is { } open)
            findings.Aside("endorsement", open.Reason);
        else
            findings.Pass(
                "endorsement",
                "Its endorsements are signed by those who endorse, and about what they stand at."
            );
    }

    /// <summary>What the endorsement itself shows; null when there is nothing wrong with it.</summary>
    private Partial? Judge(Secured endorsement, Carried carried)
    {
        if (endorsement.Facts is not { } facts)
            return Partial.Wrong($"An endorsement cannot be read: {endorsement.Problem}", "");
        if (
            endorsement.Proofs.Count == 0
            || endorsement.Proofs.Any(p => p.Outcome == ProofOutcome.Fail)
        )
            return Partial.Wrong("The signature of an endorsement is not right.", "");
        // Whoever signed it: a true word about somebody else is none about this.
        if (!carried.IsSubjectOf(facts))
            return Partial.Wrong(
                "An endorsement is about something else than what it stands at.",
                ""
            );
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
            ? null
            : Partial.Wrong("An endorsement is not in force.", "");
    }

    /// <summary>What others know about it: our record when we signed it, and the status lists that it names.</summary>
    private async Task<Partial> Standing(
        Carried carried,
        Secured endorsement,
        bool inTest,
        CancellationToken cancellation
    )
    {
        var facts = endorsement.Facts!;
        var it = new Case(facts) { Own = await keys.Own(facts.IssuerId!, cancellation) };
        it.Findings.Pass("proof", "");
        it.Findings.Pass("issuer", "");
        if (it.Own is { } own)
        {
            var form = carried.Jwt is { } jwt
                ? RecordForm.Jwt(jwt)
                : RecordForm.Json(carried.Json!.Value);
            await record.Report(it, form, cancellation);
            if (it.Findings.Reasons.Contains("erased"))
                return Partial.Open("The document of an endorsement was erased.", "");
            if (it.Findings.Failed("record"))
                return Partial.Wrong($"An endorsement is not right. {Reason(it, "record")}", "");
            if (own.Mode == "test" && !inTest)
                return Partial.Open("An endorsement is a test and endorses nothing.", "");
        }
        if (it.Row is { } row)
            StatusCheck.Report(it.Findings, row);
        else if (!it.Findings.Has("status"))
            await status.Report(it, null, cancellation);
        if (it.Findings.Failed("status"))
            return Partial.Open($"An endorsement does not count now. {Reason(it, "status")}", "");
        return it.Findings.Checks.Any(c => c is { Name: "status", Outcome: "unknown" })
            ? Partial.Open(
                $"The status of an endorsement could not be checked. {Reason(it, "status")}",
                ""
            )
            : Partial.Right();
    }

    private static string Reason(Case it, string check) =>
        it.Findings.Checks.First(c => c.Name == check).Reason;
}
