using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Facts;

/// <summary>A fact's place in its organization's chain.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Id">The fact.</param>
/// <param name="Number">Its number in the chain.</param>
/// <param name="Hash">Its hash in the chain.</param>
public sealed record FactSeal(string OrganizationId, string Id, long Number, string Hash);

/// <summary>The only change that a fact ever sees: from having no place in the chain to having one.</summary>
public static class FactSeals
{
    /// <summary>Writes the seals as part of the unit; throws when a fact is gone or has a place already.</summary>
    public static async Task Seal(this Unit unit, IReadOnlyList<FactSeal> seals)
    {
        var written = unit.Db.Database.IsNpgsql()
            ? await Together(unit.Db, seals)
            : OneByOne(unit.Db, seals);
        if (written != seals.Count)
            throw new InvalidOperationException(
                $"Of {seals.Count} facts {seals.Count - written} are gone or have a place in the chain already."
            );
    }

    private static Task<int> Together(VidimusDb db, IReadOnlyList<FactSeal> seals)
    {
        string[] organizations = [.. seals.Select(s => s.OrganizationId)];
        string[] ids = [.. seals.Select(s => s.Id)];
        long[] numbers = [.. seals.Select(s => s.Number)];
        string[] hashes = [.. seals.Select(s => s.Hash)];
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE platform_facts f SET number = s.number, hash = s.hash
            FROM unnest({organizations}, {ids}, {numbers}, {hashes}) AS s (organization_id, id, number, hash)
            WHERE f.organization_id = s.organization_id AND f.id = s.id AND f.number IS NULL
            """
        );
    }

    /// <summary>SQLite: one statement, compiled once, and no round trips.</summary>
    private static int OneByOne(VidimusDb db, IReadOnlyList<FactSeal> seals)
    {
        using var statement = new SqliteStatement(
            (SqliteConnection)db.Database.GetDbConnection(),
            "UPDATE platform_facts SET number = ?1, hash = ?2 WHERE organization_id = ?3 AND id = ?4 AND number IS NULL"
        );
        var written = 0;
        foreach (var seal in seals)
        {
            statement.Bind(1, seal.Number);
            statement.Bind(2, seal.Hash);
            statement.Bind(3, seal.OrganizationId);
            statement.Bind(4, seal.Id);
            written += statement.Run();
        }
        return written;
    }
}
