using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

/// <summary>Rows of files that are still kept when a person in them is erased.</summary>
internal sealed class ImportedRows(ImportVault vault)
{
    /// <summary>
    /// Removes the rows that the recipient's credentials were issued from, those beside them with the same address or id,
    /// and what checking noted of them. Rows of others stay.
    /// </summary>
    public async Task Erase(
        Unit unit,
        RecipientRow recipient,
        IReadOnlyCollection<CredentialRow> credentials
    )
    {
        var ids = credentials.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var batch in credentials.Select(c => c.BatchId).OfType<string>().Distinct())
        {
            foreach (
                var chunk in await unit
                    .Db.ImportChunks.Where(c => c.Batches != null && c.Batches.Contains(batch))
                    .ToListAsync()
            )
            {
                var import = await unit.Db.Imports.SingleOrDefaultAsync(i =>
                    i.Id == chunk.ImportId
                );
                if (import?.DataKey is { } key)
                    Erase(vault.Open(key), chunk, recipient, ids);
                else
                    (chunk.Content, chunk.Findings) = (null, null);
            }
        }
    }

    private static void Erase(
        byte[] key,
        ImportChunkRow chunk,
        RecipientRow recipient,
        HashSet<string> credentials
    )
    {
        var theirs = ImportRowsRead
            .Results(key, chunk, found: false)
            .Where(r => r.CredentialId is { } id && credentials.Contains(id))
            .Select(r => r.Row)
            .ToHashSet();
        var rows = ImportRowsRead.Rows(key, chunk);
        for (var i = 0; i < rows.Count; i++)
        {
            if (!theirs.Contains(rows[i].N) && !IsOf(recipient, rows[i]))
                continue;
            theirs.Add(rows[i].N);
            // Its place stays: what was gone through is counted by rows.
            rows[i] = new(rows[i].N, [], ImportProblems.RowErased.Message);
        }
        if (rows.Count > 0)
            chunk.Content = ImportVault.Seal(key, ImportChunks.Part(chunk.FirstRow), rows);
        var findings = ImportRowsRead.Results(key, chunk, found: true);
        if (findings.RemoveAll(f => theirs.Contains(f.Row)) > 0)
            chunk.Findings =
                findings.Count == 0
                    ? null
                    : ImportRowsRead.Seal(key, chunk.FirstRow, true, findings);
    }

    private static bool IsOf(RecipientRow recipient, StoredRow row) =>
        row.C.Any(cell => Same(cell, recipient.Email) || Same(cell, recipient.ExternalId));

    private static bool Same(string cell, string? known) =>
        known is { Length: > 0 }
        && cell.AsSpan().Trim().Equals(known, StringComparison.OrdinalIgnoreCase);
}
