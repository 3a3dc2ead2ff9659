using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

/// <summary>Checks the next piece of an import's rows, as issuing would, and issues nothing.</summary>
internal sealed class CheckRows(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    ImportWays ways
)
{
    public async Task Run(Lease lease, ImportRow import, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.Enter(import.OrganizationId, import.Mode);
        var group = await db
            .Groups.AsNoTracking()
            .SingleAsync(g => g.Id == import.GroupId, cancellation);
        var from = import.CheckedRows;
        var chunk = await db
            .ImportChunks.AsNoTracking()
            .SingleAsync(c => c.ImportId == import.Id && c.FirstRow == from, cancellation);
        var key = ways.Vault.Open(import.DataKey!);
        var mapping = new RowMapping(group, ways.Views.HeadOf(import)!);
        var schema = CredentialRules.SchemaOf(group);
        var wrong = new List<ImportRowResult>();
        foreach (var row in ImportRowsRead.Rows(key, chunk))
        {
            var errors = mapping.Check(row, schema, ways.Issuance.Now);
            if (errors.Count > 0)
                wrong.Add(new(row.N, "wrong", null, errors));
        }
        await commits.Keep(
            "credentials.upkeep",
            async unit =>
            {
                await leases.Demand(unit, lease);
                var row = await ImportWork.Find(unit.Db, import);
                // Mapped anew, started or cancelled meanwhile.
                if (row is not { State: ImportState.Checking } || row.Version != import.Version)
                    return;
                var stored = await unit
                    .Db.Across<ImportChunkRow>()
                    .SingleAsync(c =>
                        c.OrganizationId == import.OrganizationId
                        && c.ImportId == import.Id
                        && c.FirstRow == from
                    );
                stored.Findings =
                    wrong.Count == 0 ? null : ImportRowsRead.Seal(key, from, true, wrong);
                row.CheckedRows = from + chunk.RowCount;
                row.WrongRows += wrong.Count;
                row.Tries = 0;
                row.DueAt = await ways.Clock.Now(unit.Db);
                if (row.CheckedRows == row.RowCount)
                    (row.State, row.DueAt) = (ImportState.Checked, null);
                row.UpdatedAt = ways.Issuance.Now;
                row.Version++;
            },
            cancellation
        );
    }
}
