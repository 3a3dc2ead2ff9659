using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>
/// Issues the next piece of an import's rows as a list of its own, by the same operation as every list. How far the import
/// is moves in the transaction of the list, and only from where it was read: a row's place is its repeat key.
/// </summary>
internal sealed class IssueRows(
    VidimusDb db,
    Commits commits,
    Leases leases,
    IssueList issuing,
    ImportWays ways
)
{
    /// <summary>Null when it goes on, or has come to its end; else why it stands still.</summary>
    public async Task<Problem?> Run(Lease lease, ImportRow import, CancellationToken cancellation)
    {
        if (await GroupRules.Find(db, import.GroupId, cancellation) is not { } group)
            return new(CredentialProblems.GroupNotFound);
        if (group.ArchivedAt is not null)
            return new(CredentialProblems.GroupArchived);
        var from = import.DoneRows;
        var chunk = await db
            .ImportChunks.AsNoTracking()
            .SingleAsync(
                c =>
                    c.ImportId == import.Id && c.FirstRow <= from && c.FirstRow + c.RowCount > from,
                cancellation
            );
        var head = ways.Views.HeadOf(import)!;
        var piece = new Piece(lease, import, chunk, ways.Vault.Open(import.DataKey!));
        var mapping = new RowMapping(group, head);
        var results = new List<ImportRowResult>();
        var good = new List<(StoredRow Stored, ListRow Row)>();
        var schema = CredentialRules.SchemaOf(group);
        IReadOnlyList<ImportRowError> Wrongs(StoredRow stored) =>
            mapping.Check(stored, schema, ways.Issuance.Now);
        foreach (var stored in Rows(piece).Skip(from - chunk.FirstRow))
        {
            if (mapping.Map(stored).Row is { } row)
                good.Add((stored, row));
            else
                results.Add(new(stored.N, "failed", null, Wrongs(stored)));
        }
        if (good.Count == 0)
            return await Only(piece, results, cancellation);
        Problem? stop = null;
        var issued = await issuing.Issue(
            group,
            [.. good.Select(g => g.Row)],
            head.Mapping.Draft,
            head.Mapping.Distribute,
            async (unit, batch) =>
            {
                (var all, stop) = Outcomes(batch, good, results, (mapping, Wrongs));
                return await Move(unit, piece, all, batch.Id);
            },
            cancellation
        );
        // Somebody cancelled it, or another node was quicker: then the next round sees where it stands.
        return issued.Problem?.Type == PlatformProblems.Conflict ? null : issued.Problem ?? stop;
    }

    private sealed record Piece(Lease Lease, ImportRow Import, ImportChunkRow Chunk, byte[] Key);

    private static List<StoredRow> Rows(Piece piece) =>
        piece.Chunk.Content is not null
            ? ImportRowsRead.Rows(piece.Key, piece.Chunk)
            :
            [
                .. Enumerable
                    .Range(0, piece.Chunk.RowCount)
                    .Select(i => new StoredRow(
                        piece.Chunk.FirstRow + i + 2,
                        [],
                        ImportProblems.RowErased.Message
                    )),
            ];

    /// <summary>
    /// What became of the rows, in order, up to the first that the caller's cap has no room for: that one and those after it
    /// are left for when there is.
    /// </summary>
    private static (List<ImportRowResult> Results, Problem? Stop) Outcomes(
        Batch batch,
        List<(StoredRow Stored, ListRow Row)> good,
        List<ImportRowResult> before,
        (RowMapping Mapping, Func<StoredRow, IReadOnlyList<ImportRowError>> Wrongs) rules
    )
    {
        var all = new List<ImportRowResult>(before);
        var cap = int.MaxValue;
        foreach (var outcome in batch.Rows)
        {
            var stored = good[outcome.Row].Stored;
            var number = stored.N;
            if (outcome.Error?.Code == AccessProblems.SpendLimitExceeded.Code)
                cap = Math.Min(cap, number);
            all.Add(
                new(
                    number,
                    outcome.State,
                    outcome.Credential?.Id,
                    outcome.Error is { } e ? Errors(e, stored) : []
                )
            );
        }
        IReadOnlyList<ImportRowError> Errors(RowError e, StoredRow stored) =>
            e.Code == PlatformProblems.Validation.Code
            && rules.Wrongs(stored) is { Count: > 0 } several
                ? several
                : [rules.Mapping.Error(e.Code, Said(e), e.Field)];

        all.RemoveAll(r => r.Row >= cap);
        all.Sort((a, b) => a.Row.CompareTo(b.Row));
        return (all, cap == int.MaxValue ? null : new(AccessProblems.SpendLimitExceeded));
    }

    // A refusal of a whole row begins with the member, which has a place of its own here.
    private static string Said(RowError error) =>
        error.Field is { } field && error.Message.StartsWith($"{field}: ", StringComparison.Ordinal)
            ? error.Message[(field.Length + 2)..]
            : error.Message;

    private async Task<Problem?> Move(
        Unit unit,
        Piece piece,
        List<ImportRowResult> results,
        string batchId
    )
    {
        await leases.Demand(unit, piece.Lease);
        var (import, chunk) = (piece.Import, piece.Chunk);
        var row = await unit.Db.Imports.SingleOrDefaultAsync(i => i.Id == import.Id);
        if (row is not { State: ImportState.Running } || row.DoneRows != import.DoneRows)
            return new(PlatformProblems.Conflict);
        var stored = await unit.Db.ImportChunks.SingleAsync(c =>
            c.ImportId == import.Id && c.FirstRow == chunk.FirstRow
        );
        stored.Outcomes = ImportRowsRead.Seal(
            piece.Key,
            chunk.FirstRow,
            false,
            [.. ImportRowsRead.Results(piece.Key, stored, false), .. results]
        );
        stored.Batches = $"{stored.Batches} {batchId}".Trim();
        Count(row, results);
        row.DueAt = await ways.Clock.Now(unit.Db);
        if (row.DoneRows == row.RowCount)
        {
            ImportWork.End(row, ImportState.Done, ways.Clock);
            unit.State(Done(row));
        }
        row.Version++;
        return null;
    }

    private void Count(ImportRow row, List<ImportRowResult> results)
    {
        var failed = results.Count(r => r.State == "failed");
        row.DoneRows += results.Count;
        row.FailedRows += failed;
        row.IssuedRows += results.Count - failed;
        row.Tries = 0;
        row.UpdatedAt = ways.Issuance.Now;
    }

    /// <summary>Notes rows of which none can be issued.</summary>
    private async Task<Problem?> Only(
        Piece piece,
        List<ImportRowResult> results,
        CancellationToken cancellation
    )
    {
        var ends = piece.Import.DoneRows + results.Count == piece.Import.RowCount;
        if (ends)
            await commits.Commit<bool>(
                ImportWork.Installation(piece.Import),
                async unit => await Move(unit, piece, results, "") is { } refused ? refused : true,
                cancellation
            );
        else
            await commits.Keep(
                "credentials.upkeep",
                async unit =>
                {
                    unit.Db.Enter(piece.Import.OrganizationId, piece.Import.Mode);
                    await Move(unit, piece, results, "");
                },
                cancellation
            );
        return null;
    }

    private static SimpleFact Done(ImportRow row) =>
        new(
            "import.done",
            row.Id,
            ("group", row.GroupId),
            ("issued", row.IssuedRows.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("failed", row.FailedRows.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
}
