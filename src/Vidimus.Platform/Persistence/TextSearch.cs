using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Vidimus.Platform.Persistence;

/// <summary>What is sought in a text index.</summary>
/// <param name="Owners">The organizations whose entries are searched; what the first has hides what the others have of the same id.</param>
/// <param name="Words">What the user typed: entries that have all of its words are found; the last may be the beginning of one.</param>
/// <param name="Marks">Lists of marks: of each list an entry has one at least.</param>
/// <param name="Limit">Most entries that are answered, up to <see cref="TextSearch.Depth"/>.</param>
public sealed record TextQuery(
    string[] Owners,
    string Words,
    IReadOnlyList<IReadOnlyList<string>> Marks,
    int Limit
)
{
    /// <summary>The last entry before those that are answered; null for the first page.</summary>
    public TextHit? After { get; init; }
}

/// <summary>An entry that was found.</summary>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Part">Its part.</param>
/// <param name="Rank">How well it fits; more is better, and only within one search.</param>
public sealed record TextHit(string OrganizationId, string Id, string Part, double Rank);

/// <summary>
/// Finds entries of text indexes by words, the best first, those that fit alike by their ids. Work is bounded: of very many
/// entries that have the words <see cref="Weighed"/> are weighed, and <see cref="Depth"/> can be reached.
/// </summary>
public sealed class TextSearch
{
    /// <summary>How many of the best entries a search answers, over all its pages.</summary>
    public const int Depth = 1000;

    /// <summary>How many of the entries that have the words are weighed at all.</summary>
    public const int Weighed = 20_000;

    private const int MostWords = 16;

    // A beginning of less finds half of everything.
    private const int ShortestBeginning = 3;

    private const string Weights = "'{0.05, 0.2, 0.4, 1}'";
    private static readonly int[] SqliteWeights = [10, 5, 2, 1];
    private readonly ReadConnections _connections;

    internal TextSearch(ReadConnections connections) => _connections = connections;

    /// <summary>The entries found; none where the words say nothing.</summary>
    public async Task<IReadOnlyList<TextHit>> Find(
        TextIndex index,
        TextQuery query,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(query);
        var words = TextWords.Of(query.Words, MostWords);
        if (words.Count == 0 || query.Owners.Length == 0)
            return [];
        return _connections.IsPostgres
            ? await OnPostgres(index, query, words, cancellation)
            : OnSqlite(index, query, words);
    }

    private List<TextHit> OnSqlite(TextIndex index, TextQuery query, IReadOnlyList<string> words)
    {
        var connection = _connections.TakeSqlite();
        try
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of tables and weights are put together; what users type is in parameters.
            command.CommandText = SqliteText(index, query);
#pragma warning restore CA2100
            command.Parameters.AddWithValue("@match", Match(index, query, words));
            command.Parameters.AddWithValue("@owners", JsonSerializer.Serialize(query.Owners));
            command.Parameters.AddWithValue("@own", query.Owners[0]);
            command.Parameters.AddWithValue("@limit", Math.Clamp(query.Limit, 0, Depth));
            if (query.After is { } after)
            {
                command.Parameters.AddWithValue("@rank", after.Rank);
                command.Parameters.AddWithValue("@id", after.Id);
                command.Parameters.AddWithValue("@part", after.Part);
            }
            using var rows = command.ExecuteReader();
            List<TextHit> hits = [];
            while (rows.Read())
                hits.Add(Hit(rows));
            return hits;
        }
        finally
        {
            _connections.GiveBack(connection);
        }
    }

    private static string SqliteText(TextIndex index, TextQuery query)
    {
        var weights = string.Join(", ", index.Columns.Select(c => SqliteWeights[(int)c.Weight]));
        return $"""
            SELECT organization_id, id, part, rank FROM (
              SELECT k.organization_id, k.id, k.part, -b.rank AS rank FROM (
                SELECT number, rank FROM (
                  SELECT rowid AS number, bm25({index.Name}, {weights}, 0) AS rank
                  FROM {index.Name} WHERE {index.Name} MATCH @match LIMIT {Weighed})
                ORDER BY rank, number LIMIT {Depth}) b
              JOIN {index.Keys(sqlite: true)} k ON k.number = b.number
              WHERE k.organization_id IN (SELECT value FROM json_each(@owners)){Shown(
                index,
                query,
                "k",
                sqlite: true
            )})
            {After(query)} ORDER BY rank DESC, id, part LIMIT @limit
            """;
    }

    // Words are letters and digits only, each in quotes: nothing of FTS5's language is left in them.
    private static string Match(TextIndex index, TextQuery query, IReadOnlyList<string> words)
    {
        var columns = string.Join(' ', index.Columns.Select(c => c.Name));
        var sought = words.Select(
            (w, i) => i == words.Count - 1 && IsBeginning(w) ? $"\"{w}\"*" : $"\"{w}\""
        );
        var marks = query
            .Marks.Prepend([.. query.Owners.Select(TextWriting.Owner)])
            .Select(any =>
                $"marks : ({string.Join(" OR ", any.Select(m => $"\"{TextWriting.Word(m)}\""))})"
            );
        return $"{{{columns}}} : ({string.Join(" AND ", sought)}) AND {string.Join(" AND ", marks)}";
    }

    private async Task<List<TextHit>> OnPostgres(
        TextIndex index,
        TextQuery query,
        IReadOnlyList<string> words,
        CancellationToken cancellation
    )
    {
        await using var connection = await _connections.OpenPostgres();
        await using var batch = connection.CreateBatch();
        // Reading every vector costs far more than the planner thinks, which does not count what is stored out of line: for
        // this one statement, and the transaction that both are in, there is the index of words and nothing else.
        batch.BatchCommands.Add(
            new(
                "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)"
            )
        );
        var command = new NpgsqlBatchCommand(PostgresText(index, query));
        var sought = words.Select((w, i) => i == words.Count - 1 && IsBeginning(w) ? $"{w}:*" : w);
        Add(command, "query", string.Join(" & ", sought));
        Add(command, "owners", query.Owners);
        Add(command, "whose", query.Owners.Select(TextWriting.Owner).ToArray());
        Add(command, "own", query.Owners[0]);
        Add(command, "limit", Math.Clamp(query.Limit, 0, Depth));
        for (var i = 0; i < query.Marks.Count; i++)
            Add(
                command,
                string.Create(CultureInfo.InvariantCulture, $"m{i}"),
                query.Marks[i].ToArray()
            );
        if (query.After is { } after)
        {
            Add(command, "rank", after.Rank);
            Add(command, "id", after.Id);
            Add(command, "part", after.Part);
        }
        batch.BatchCommands.Add(command);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.NextResultAsync(cancellation);
        List<TextHit> hits = [];
        while (await rows.ReadAsync(cancellation))
            hits.Add(Hit(rows));
        return hits;
    }

    // The organization is compared in a way that no index serves: whose an entry is, the index of words knows by its marks.
    private static string PostgresText(TextIndex index, TextQuery query)
    {
        const string Sought = "to_tsquery('pg_catalog.english', @query)";
        var marks = string.Concat(query.Marks.Select((_, i) => $" AND t.marks && @m{i}"));
        var head = index.HasHead ? "t.head, " : "";
        var first = index.HasHead ? $"ts_rank_cd({Weights}, w.head, {Sought}) DESC, " : "";
        return $"""
            SELECT organization_id, id, part, rank FROM (
              SELECT organization_id, id, part, ts_rank_cd({Weights}, words, {Sought})::float8 AS rank FROM (
                SELECT w.organization_id, w.id, w.part, w.words FROM (
                  SELECT t.organization_id, t.id, t.part, {head}t.words FROM {index.Name} t
                  WHERE t.words @@ {Sought} AND t.marks && @whose{marks}
                    AND t.organization_id || '' = ANY(@owners){Shown(
                index,
                query,
                "t",
                sqlite: false
            )}
                  LIMIT {Weighed}) w
                ORDER BY {first}w.id, w.part LIMIT {(index.HasHead ? Depth : Weighed)}) b
              ) r
            {After(query)} ORDER BY rank DESC, id, part LIMIT @limit
            """;
    }

    private static string Shown(TextIndex index, TextQuery query, string entry, bool sqlite) =>
        query.Owners.Length == 1
            ? ""
            : $" AND ({entry}.organization_id = @own OR NOT EXISTS (SELECT 1 FROM {index.HidingKeys(sqlite)} o WHERE o.organization_id = @own AND o.id = {entry}.id))";

    private static string After(TextQuery query) =>
        query.After is null
            ? ""
            : "WHERE rank < @rank OR (rank = @rank AND (id, part) > (@id, @part))";

    private static bool IsBeginning(string word) => word.Length >= ShortestBeginning;

    private static TextHit Hit(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDouble(3));

    private static void Add<T>(NpgsqlBatchCommand command, string name, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T>(name, value));
}
