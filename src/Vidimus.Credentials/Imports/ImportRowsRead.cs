using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

/// <summary>What is read back of an import's rows.</summary>
internal static class ImportRowsRead
{
    /// <summary>The first rows; null once they are removed, or were erased with a recipient.</summary>
    public static async Task<IReadOnlyList<StoredRow>?> First(
        VidimusDb db,
        ImportRow import,
        ImportVault vault
    )
    {
        if (import.DataKey is null)
            return null;
        var chunk = await db
            .ImportChunks.AsNoTracking()
            .SingleOrDefaultAsync(c => c.ImportId == import.Id && c.FirstRow == 0);
        return chunk?.Content is null
            ? []
            : [.. Rows(vault.Open(import.DataKey), chunk).Take(ImportViews.ShownRows)];
    }

    /// <summary>The rows of a piece; none once they were erased.</summary>
    public static List<StoredRow> Rows(byte[] key, ImportChunkRow chunk) =>
        chunk.Content is null
            ? []
            : ImportVault.Unseal<List<StoredRow>>(
                key,
                ImportChunks.Part(chunk.FirstRow),
                chunk.Content
            );

    /// <summary>What was found, or became of, the rows of a piece.</summary>
    public static List<ImportRowResult> Results(byte[] key, ImportChunkRow chunk, bool found)
    {
        var stored = found ? chunk.Findings : chunk.Outcomes;
        return stored is null
            ? []
            : ImportVault.Unseal<List<ImportRowResult>>(
                key,
                ResultsPart(chunk.FirstRow, found),
                stored
            );
    }

    public static byte[] Seal(
        byte[] key,
        int firstRow,
        bool found,
        IReadOnlyList<ImportRowResult> results
    ) => ImportVault.Seal(key, ResultsPart(firstRow, found), results);

    private static string ResultsPart(int firstRow, bool found) =>
        $"{(found ? "findings" : "outcomes")}/{firstRow}";
}
