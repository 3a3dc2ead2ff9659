using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>An entry of a text index.</summary>
/// <param name="Part">Which part of what has the id; empty where there is but one.</param>
/// <param name="Marks">What it can be limited to when words are sought; whose it is goes without saying.</param>
/// <param name="Texts">What its columns hold, as <see cref="TextWords.Line"/> writes it.</param>
public sealed record TextEntry(
    string Part,
    IReadOnlyList<string> Marks,
    IReadOnlyList<string> Texts
);

/// <summary>The entries that an id has from now on.</summary>
internal sealed record TextChange(
    TextIndex Index,
    string OrganizationId,
    string Id,
    IReadOnlyList<TextEntry> Entries
);

/// <summary>Writes entries in the transaction of what they are about.</summary>
internal static class TextWriting
{
    // PostgreSQL: so much text goes in one round trip.
    private const int CharactersTogether = 2_000_000;

    public static async Task Write(VidimusDb db, IReadOnlyList<TextChange> changes)
    {
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        try
        {
            foreach (var one in changes.GroupBy(c => c.Index))
            {
                // Of two for one id the later counts.
                TextChange[] last =
                [
                    .. one.Reverse().DistinctBy(c => (c.OrganizationId, c.Id)).Reverse(),
                ];
                if (db.Database.GetDbConnection() is SqliteConnection sqlite)
                    OnSqlite(sqlite, (SqliteTransaction)transaction, one.Key, last);
                else
                    await OnPostgres(transaction, one.Key, last);
            }
        }
        catch (DbException refused)
        {
            // As the context says it; see ManyRows.
            throw new DbUpdateException("Entries of a text index were refused.", refused);
        }
    }

    /// <summary>
    /// A mark as a word that no text has and that no stemmer changes; a few hundred million marks have one in common by a chance
    /// of one in a hundred.
    /// </summary>
    public static string Word(string mark)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(mark), hash);
        return $"m{Convert.ToHexStringLower(hash[..8])}0";
    }

    /// <summary>Whose an entry is, as a mark.</summary>
    public static string Owner(string organizationId) => $"of:{organizationId}";

    // All that goes, then all that comes, in the order of their numbers: FTS5 writes out what it has gathered whenever a
    // number is smaller than the one before.
    private static void OnSqlite(
        SqliteConnection connection,
        SqliteTransaction transaction,
        TextIndex index,
        TextChange[] changes
    )
    {
        var statements = Statements.Of(connection, transaction, index);
        foreach (var number in changes.SelectMany(statements.Numbers).Order().ToArray())
            statements.Delete(number);
        foreach (var change in changes)
        foreach (var entry in change.Entries)
            statements.Insert(change, entry);
    }

    private static async Task OnPostgres(
        DbTransaction transaction,
        TextIndex index,
        TextChange[] changes
    )
    {
        var some = new List<TextChange>();
        var characters = 0;
        foreach (var change in changes)
        {
            some.Add(change);
            characters += 100 + change.Entries.Sum(e => 100 + e.Texts.Sum(t => t.Length));
            if (characters < CharactersTogether)
                continue;
            await Together(transaction, index, some);
            some.Clear();
            characters = 0;
        }
        if (some.Count > 0)
            await Together(transaction, index, some);
    }

    private static async Task Together(
        DbTransaction transaction,
        TextIndex index,
        List<TextChange> changes
    )
    {
        var connection = transaction.Connection!;
        using var maker = connection.CreateCommand();
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        var delete = batch.CreateBatchCommand();
        delete.CommandText =
            $"DELETE FROM {index.Name} t USING unnest(@organizations, @ids) AS k (o, i) WHERE t.organization_id = k.o AND t.id = k.i";
        Add(delete, maker, "@organizations", changes.Select(c => c.OrganizationId));
        Add(delete, maker, "@ids", changes.Select(c => c.Id));
        batch.BatchCommands.Add(delete);
        (TextChange Change, TextEntry Entry)[] all =
        [
            .. changes.SelectMany(c => c.Entries, (c, e) => (c, e)),
        ];
        if (all.Length > 0)
            batch.BatchCommands.Add(Insertion(batch, maker, index, all));
        await batch.ExecuteNonQueryAsync();
    }

    private static DbBatchCommand Insertion(
        DbBatch batch,
        DbCommand maker,
        TextIndex index,
        (TextChange Change, TextEntry Entry)[] all
    )
    {
        var insert = batch.CreateBatchCommand();
        var columns = index.Columns.Select((c, i) => (Column: c, Name: $"c{i}")).ToArray();
        string Vector(IEnumerable<(TextColumn Column, string Name)> of) =>
            string.Join(
                " || ",
                of.Select(c =>
                    $"setweight(to_tsvector('pg_catalog.english', {c.Name}), '{c.Column.Weight}')"
                )
            );
        var head = index.HasHead ? $"{Vector(columns.Where(c => c.Column.IsHead))}, " : "";
        var given = string.Join(", ", columns.Select(c => $"@{c.Name}"));
        var names = string.Join(", ", columns.Select(c => c.Name));
        insert.CommandText =
            $"INSERT INTO {index.Name} (organization_id, id, part, marks, {(index.HasHead ? "head, " : "")}words) "
            + $"SELECT o, i, p, string_to_array(m, E'\\n'), {head}{Vector(columns)} FROM unnest(@o, @i, @p, @m, {given}) AS e (o, i, p, m, {names})";
        Add(insert, maker, "@o", all.Select(a => a.Change.OrganizationId));
        Add(insert, maker, "@i", all.Select(a => a.Change.Id));
        Add(insert, maker, "@p", all.Select(a => a.Entry.Part));
        Add(
            insert,
            maker,
            "@m",
            all.Select(a => string.Join('\n', [Owner(a.Change.OrganizationId), .. a.Entry.Marks]))
        );
        for (var i = 0; i < columns.Length; i++)
        {
            var at = i;
            Add(insert, maker, $"@c{i}", all.Select(a => a.Entry.Texts[at]));
        }
        return insert;
    }

    private static void Add(
        DbBatchCommand command,
        DbCommand maker,
        string name,
        IEnumerable<string> values
    )
    {
        var parameter = maker.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = values.ToArray();
        command.Parameters.Add(parameter);
    }

    /// <summary>What is prepared on a connection for an index.</summary>
    private sealed class Statements
    {
        private readonly SqliteCommand _find;
        private readonly SqliteCommand _delete;
        private readonly SqliteCommand _deleteKey;
        private readonly SqliteCommand _insertKey;
        private readonly SqliteCommand _insert;

        private Statements(
            SqliteConnection connection,
            SqliteTransaction transaction,
            TextIndex index
        )
        {
            var (name, keys) = (index.Name, index.Keys(sqlite: true));
            var columns = string.Join(", ", index.Columns.Select(c => c.Name));
            var values = string.Join(", ", index.Columns.Select((_, i) => $"@p{i + 2}"));
            SqliteCommand Prepared(string text, int parameters)
            {
                var command = (SqliteCommand)
                    PreparedCommands.Of(connection, text, c => Make(c, text, parameters));
                command.Transaction = transaction;
                return command;
            }
            _find = Prepared(
                $"SELECT number FROM {keys} WHERE organization_id = @p0 AND id = @p1",
                2
            );
            _delete = Prepared($"DELETE FROM {name} WHERE rowid = @p0", 1);
            _deleteKey = Prepared($"DELETE FROM {keys} WHERE number = @p0", 1);
            _insertKey = Prepared(
                $"INSERT INTO {keys} (organization_id, id, part) VALUES (@p0, @p1, @p2) RETURNING number",
                3
            );
            _insert = Prepared(
                $"INSERT INTO {name} (rowid, marks, {columns}) VALUES (@p0, @p1, {values})",
                2 + index.Columns.Count
            );
        }

        public static Statements Of(
            SqliteConnection connection,
            SqliteTransaction transaction,
            TextIndex index
        ) => new(connection, transaction, index);

        public List<long> Numbers(TextChange change)
        {
            Set(_find, change.OrganizationId, change.Id);
            using var rows = _find.ExecuteReader();
            List<long> numbers = [];
            while (rows.Read())
                numbers.Add(rows.GetInt64(0));
            return numbers;
        }

        public void Delete(long number)
        {
            Set(_delete, number);
            _delete.ExecuteNonQuery();
            Set(_deleteKey, number);
            _deleteKey.ExecuteNonQuery();
        }

        public void Insert(TextChange change, TextEntry entry)
        {
            Set(_insertKey, change.OrganizationId, change.Id, entry.Part);
            var number = _insertKey.ExecuteScalar()!;
            var marks = string.Join(
                ' ',
                entry.Marks.Prepend(Owner(change.OrganizationId)).Select(Word)
            );
            Set(_insert, [number, marks, .. entry.Texts]);
            _insert.ExecuteNonQuery();
        }

        private static SqliteCommand Make(DbConnection connection, string text, int parameters)
        {
            var command = (SqliteCommand)connection.CreateCommand();
#pragma warning disable CA2100 // Names of tables and columns are the only things put together here.
            command.CommandText = text;
#pragma warning restore CA2100
            for (var i = 0; i < parameters; i++)
                command.Parameters.Add(new SqliteParameter($"@p{i}", ""));
            return command;
        }

        private static void Set(SqliteCommand command, params object[] values)
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i];
        }
    }
}
