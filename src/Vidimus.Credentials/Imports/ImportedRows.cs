using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

/// <summary>Rows of files that are still kept when a person in them is erased.</summary>
internal static class ImportedRows
{
    /// <summary>Removes the rows that were issued in these lists, and what was noted of them.</summary>
    public static async Task Erase(Unit unit, IEnumerable<string?> batches)
    {
        foreach (var batch in batches.OfType<string>().Distinct())
        {
            foreach (
                var chunk in await unit
                    .Db.ImportChunks.Where(c => c.Batches != null && c.Batches.Contains(batch))
                    .ToListAsync()
            )
                (chunk.Content, chunk.Findings) = (null, null);
        }
    }
}
