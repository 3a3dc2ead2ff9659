using Microsoft.EntityFrameworkCore.Migrations;

namespace Vidimus.Platform.Persistence;

/// <summary>How much a word in a column counts, the first most.</summary>
public enum TextWeight
{
    /// <summary>Such as a title.</summary>
    A,

    /// <summary>Such as keywords.</summary>
    B,

    /// <summary>Such as a summary.</summary>
    C,

    /// <summary>Such as a whole text.</summary>
    D,
}

/// <summary>A column of words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">How much its words count.</param>
/// <param name="IsHead">
/// Short, and enough to say which of very many entries are worth weighing in full; an index of long texts has such columns.
/// </param>
public sealed record TextColumn(string Name, TextWeight Weight, bool IsHead = false);

/// <summary>
/// Entries found by words: full text of the database's own, FTS5 on SQLite and tsvector under a GIN index on PostgreSQL. It
/// keeps which words are where, and no texts. An entry has a key of three texts: organization, id, part of what has that id.
/// </summary>
/// <param name="Name">Name of its table.</param>
/// <param name="Columns">What its words are in.</param>
/// <param name="HiddenBy">
/// Name of the index whose ids hide those of other owners, where several are searched: what the first owner has there is
/// not answered from the others here. By default this very index.
/// </param>
public sealed record TextIndex(
    string Name,
    IReadOnlyList<TextColumn> Columns,
    string? HiddenBy = null
)
{
    internal bool HasHead => Columns.Any(c => c.IsHead);

    /// <summary>The table whose rows say which entries there are.</summary>
    internal string Keys(bool sqlite) => KeysOf(Name, sqlite);

    internal string HidingKeys(bool sqlite) => KeysOf(HiddenBy ?? Name, sqlite);

    // FTS5 takes numbers for keys and nothing else.
    private static string KeysOf(string name, bool sqlite) => sqlite ? name + "_keys" : name;
}

/// <summary>The tables of text indexes. They are not of the model, which knows only what both engines have alike.</summary>
public static class TextSchema
{
    /// <summary>Makes the tables of an index, in a migration.</summary>
    public static void CreateTextIndex(this MigrationBuilder migration, TextIndex index)
    {
        ArgumentNullException.ThrowIfNull(migration);
        foreach (var statement in Statements(index, IsSqlite(migration.ActiveProvider)))
            // SQLite keeps a statement as it was written, and without its end the line break after it too.
            migration.Sql(statement + ";").Annotation(MakesTextIndex, index.Name);
    }

    /// <summary>Marks, in a migration, the statements that make an index of this name.</summary>
    public const string MakesTextIndex = "Vidimus:TextIndex";

    internal static bool IsSqlite(string? provider) =>
        provider?.EndsWith("Sqlite", StringComparison.Ordinal) == true;

    internal static IEnumerable<string> Statements(TextIndex index, bool sqlite)
    {
        ArgumentNullException.ThrowIfNull(index);
        return sqlite ? OnSqlite(index) : OnPostgres(index);
    }

    // A number of our own: VACUUM gives rows without one new numbers (sqlite.org/lang_vacuum.html). Contentless tables whose
    // entries can be deleted: sqlite.org/fts5.html, section 4.4.2.
    private static IEnumerable<string> OnSqlite(TextIndex index)
    {
        var (name, keys) = (index.Name, index.Keys(sqlite: true));
        var columns = string.Join(", ", index.Columns.Select(c => c.Name));
        yield return $"CREATE TABLE {keys} (number INTEGER NOT NULL PRIMARY KEY, organization_id TEXT NOT NULL, id TEXT NOT NULL, part TEXT NOT NULL)";
        yield return $"CREATE UNIQUE INDEX IX_{keys}_id ON {keys} (organization_id, id, part)";
        yield return $"CREATE VIRTUAL TABLE {name} USING fts5({columns}, marks, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2')";
    }

    private static IEnumerable<string> OnPostgres(TextIndex index)
    {
        var (name, head) = (index.Name, index.HasHead ? "head tsvector NOT NULL, " : "");
        yield return $"CREATE TABLE {name} (organization_id text NOT NULL, id text NOT NULL, part text NOT NULL, marks text[] NOT NULL, {head}words tsvector NOT NULL, CONSTRAINT pk_{name} PRIMARY KEY (organization_id, id, part))";
        // Words do not get smaller, and are read by the thousand when they are weighed.
        yield return $"ALTER TABLE {name} ALTER words SET STORAGE EXTERNAL";
        yield return $"CREATE INDEX ix_{name}_words ON {name} USING gin (words, marks)";
    }
}
