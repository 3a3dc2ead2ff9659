using Vidimus.Access;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>One draft to be changed.</summary>
internal sealed record DraftChange(string? Id, EditCredentialRequest Changes);

/// <summary>What is to become of changed drafts.</summary>
internal sealed record AfterChange(bool Issue, bool Distribute);

/// <summary>What became of a list of drafts: the number of the request, and who was refused.</summary>
internal sealed record ChangedDrafts(
    int Number,
    int Changed,
    IReadOnlyList<(int Index, Problem Problem)> Refused
);

/// <summary>
/// Changes a list of drafts of one group, and issues and sends them where asked, in one transaction: a refused one never
/// stops the others, and what was answered is there whole or not at all.
/// </summary>
internal sealed class ChangeDrafts(
    Writes writes,
    CurrentCaller caller,
    Drafts drafts,
    Issuance issuance
)
{
    public async Task<Result<ChangedDrafts>> Run(
        GroupRow group,
        IReadOnlyList<DraftChange> list,
        AfterChange after,
        CancellationToken cancellation
    )
    {
        var signers = new List<Signer>();
        Problem? unsigned = group.ArchivedAt is null ? null : new(CredentialProblems.GroupArchived);
        if (after.Issue && unsigned is null)
        {
            var identity = await issuance.IdentityOf(caller.Value, cancellation);
            unsigned = identity.Problem;
            if (unsigned is null)
            {
                var positions = await issuance.Positions(caller.Value, list.Count, cancellation);
                signers.AddRange(positions.Select(p => new Signer(identity.Value!, p)));
            }
        }
        var issued = 0;
        var result = await writes.Commit<ChangedDrafts>(
            async unit =>
            {
                var refused = new List<(int, Problem)>();
                for (var i = 0; i < list.Count; i++)
                {
                    var signer = signers.Count > 0 ? signers[i] : null;
                    if (await Change(unit, group, list[i], after, signer, unsigned) is { } problem)
                        refused.Add((i, problem));
                }
                issued = unit.Facts.Count(f => f.Kind == "credential.issued");
                return await Record(unit, group, list.Count, refused);
            },
            cancellation
        );
        if (result is { Ok: true, Replay: null })
            Meters.CredentialsIssued.Add(issued);
        return result;
    }

    private async Task<Problem?> Change(
        Unit unit,
        GroupRow group,
        DraftChange change,
        AfterChange after,
        Signer? signer,
        Problem? unsigned
    )
    {
        if (change.Id is not { Length: > 0 } text)
            return new Fields().Wrong("credentialUid", "is required").Problem;
        if (
            CredentialIds.Read(text) is not { } id
            || await drafts.Load(unit.Db, id) is not { } draft
            || draft.Row.GroupId != group.Id
        )
            return new(CredentialProblems.CredentialNotFound);
        var edited = drafts.Edit(unit, draft, group, change.Changes);
        if (edited.Problem is not null || !after.Issue)
            return edited.Problem;
        if (signer is null)
            return unsigned;
        // Read anew: what is signed is what the draft says now.
        var now = (await drafts.Load(unit.Db, id))!;
        var issued = await drafts.Issue(unit, now, group, signer);
        if (issued.Problem is not null || !after.Distribute)
            return issued.Problem;
        if (now.Recipient!.Email is null)
            return new(CredentialProblems.NoAddress);
        await DistributeCredential.Ask(unit, id, issuance.Now);
        return null;
    }

    /// <summary>Puts the request on record, under a number of its own.</summary>
    private async Task<ChangedDrafts> Record(
        Unit unit,
        GroupRow group,
        int total,
        List<(int, Problem)> refused
    )
    {
        var row = new BatchRow
        {
            OrganizationId = group.OrganizationId,
            Id = NewId.Create("bat", issuance.Clock),
            Mode = group.Mode,
            Number = await unit.Db.NumberOfLastBatch(group.OrganizationId) + 1,
            GroupId = group.Id,
            Total = total,
            Outcomes = "[]",
            CreatedAt = issuance.Now,
        };
        unit.Db.Add(row);
        unit.State(
            new SimpleFact(
                "batch.changed",
                row.Id,
                ("group", group.Id),
                (
                    "failed",
                    refused.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
            )
        );
        unit.Shows = row.Id;
        return new(row.Number, total - refused.Count, refused);
    }
}
