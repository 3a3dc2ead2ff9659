using System.Text.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>The checks that follow on the proof, in the order in which they are told.</summary>
internal sealed class VerifyChecks(
    RecordCheck record,
    OwnStatusLists ownLists,
    StatusCheck status,
    SchemaCheck schema,
    RelatedResourceCheck resources,
    EndorsementCheck endorsements,
    Installation installation,
    TimeProvider clock
)
{
    /// <summary>Starts fetching whatever a credential names, all of it side by side.</summary>
    public void Prefetch(CredentialFacts facts, CancellationToken cancellation)
    {
        status.Prefetch(facts, cancellation);
        schema.Prefetch(facts, cancellation);
        resources.Prefetch(facts, cancellation);
    }

    /// <summary>Whether our record has it, when it claims to be ours.</summary>
    public async Task Record(Case it, RecordForm form, CancellationToken cancellation)
    {
        if (it.Own is null)
            it.Findings.Skip("record", "The credential was not issued by this server.");
        else if (
            it.Facts is { IsStatusList: true, Id: { } id, IssuerId: { } issuer }
            && await ownLists.IsOf(id, issuer, cancellation)
        )
            it.Findings.Skip("record", "It is a status list, which is made of the record anew.");
        else
            await record.Report(it, form, cancellation);
    }

    /// <summary>All that follows for a credential of the W3C model.</summary>
    public async Task Rest(
        Case it,
        IReadOnlyList<ShapeViolation> shape,
        CancellationToken cancellation,
        JsonElement? claims = null
    )
    {
        if (!StatusOfRecord(it))
            await status.Report(it, claims, cancellation);
        ValidityCheck.Report(it, clock.GetUtcNow());
        await schema.Report(it, shape, cancellation);
        await resources.Report(it, shape, cancellation);
        // What is on our record was looked at when it was issued; opening its page must not ask other servers.
        if (!it.OnRecord)
            await endorsements.Report(it, cancellation);
        MentionsCheck.Report(it);
    }

    /// <summary>All that follows for an SD-JWT.</summary>
    public async Task RestOfToken(
        Case it,
        JsonElement claims,
        bool isW3c,
        CancellationToken cancellation
    )
    {
        if (isW3c)
        {
            await Rest(it, CredentialShape.Check(claims), cancellation, claims);
            return;
        }
        if (!StatusOfRecord(it))
            await status.ReportToken(it, claims, cancellation);
        ValidityCheck.Report(it, clock.GetUtcNow());
        if (CredentialFacts.Text(claims, "vct") is { Length: > 0 })
            it.Findings.Pass("schema", "It has the form of an SD-JWT credential.");
        else
            it.Findings.Fail("schema", "It names no type (vct).", "schema_mismatch");
    }

    /// <summary>The status of a credential that is ours, or claims to be, is in the record and nowhere else.</summary>
    private bool StatusOfRecord(Case it)
    {
        if (it.Findings.Has("status"))
            DoubtAfterRestore(it);
        else if (it.Row is { } row)
        {
            StatusCheck.Report(it.Findings, row);
            DoubtAfterRestore(it);
        }
        else if (it.Findings.Failed("record"))
            it.Findings.Skip("status", "There is no record of it, and so no status.");
        else
            return false;
        return true;
    }

    // The record may lack a revocation that was made after the backup from which it was restored.
    private void DoubtAfterRestore(Case it)
    {
        if (installation.Gap is { } gap && !(it.Row?.IssuedAt > gap.Until))
            it.Findings.Doubt(
                "status",
                $"The issuer's server was restored from a backup and may have lost a revocation made between {ValidityCheck.Day(gap.Since)} and {ValidityCheck.Day(gap.Until)}.",
                "status_unverified"
            );
    }

    /// <summary>What is left to say of a credential whose document was erased.</summary>
    public static Findings Erased(CredentialRow row)
    {
        var findings = new Findings();
        findings.Fail(
            "record",
            "The recipient's personal data was erased, and with it the document. Id, status and digest remain.",
            "erased"
        );
        findings.Skip("proof", "The document was erased.");
        findings.Skip("issuer", "The document was erased.");
        StatusCheck.Report(findings, row);
        return findings;
    }
}
