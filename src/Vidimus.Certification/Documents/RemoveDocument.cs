using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Documents.Storing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Documents;

/// <summary>
/// Destroys documents in two steps. The key goes first, with the row, in one transaction: from then on every copy of the bytes, in backups
/// too, is noise. The bytes go after it, and those that a death left behind are found by their rows.
/// </summary>
internal sealed partial class RemoveDocument(
    IDocumentStore store,
    Commits commits,
    TimeProvider clock,
    ILogger<RemoveDocument> log
)
{
    /// <summary>Destroys the key and the name, and states it; the answers kept for repetitions, which show the name, go too.</summary>
    public static async Task Destroy(Unit unit, DocumentRow row, DateTimeOffset at, string why)
    {
        row.DataKey = null;
        row.Name = null;
        row.RemovedAt = at;
        row.Version++;
        unit.Db.RemoveRange(
            await unit.Db.Set<ReplayRow>().Where(r => r.ResourceId == row.Id).ToListAsync()
        );
        unit.State(
            new SimpleFact(
                "document.removed",
                row.Id,
                ("order", row.OrderId),
                ("kind", row.Kind),
                ("sha256", row.Sha256),
                ("why", why)
            )
        );
    }

    /// <summary>Removes the bytes of documents whose keys are destroyed, at best effort.</summary>
    public async Task Bytes(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var gone = new List<string>();
        foreach (var id in ids)
        {
            try
            {
                await store.Delete(id, cancellation);
                gone.Add(id);
            }
            catch (DocumentStoreException e)
            {
                LogLeft(log, id, e);
            }
        }
        try
        {
            await Note(gone, cancellation);
        }
        catch (CommitFailedException)
        {
            // The janitor finds them by their rows and notes it.
        }
    }

    private async Task Note(List<string> gone, CancellationToken cancellation)
    {
        if (gone.Count == 0)
            return;
        await commits.Keep(
            "certification.upkeep",
            async unit =>
            {
                var rows = await unit
                    .Db.Across<DocumentRow>()
                    .Where(d => gone.Contains(d.Id) && d.RemovedAt != null && d.ErasedAt == null)
                    .ToListAsync();
                foreach (var row in rows)
                    (row.ErasedAt, row.Version) = (clock.GetUtcNow(), row.Version + 1);
            },
            cancellation
        );
    }

    [LoggerMessage(
        1905,
        LogLevel.Warning,
        "The bytes of {Id}, whose key is destroyed, could not be removed; this is tried again."
    )]
    private static partial void LogLeft(ILogger logger, string id, Exception e);
}
