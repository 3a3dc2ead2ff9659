using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// A row with something to be done at a time of its own. Its key has three columns: organization, lane, and its own id; an
/// index over organization, lane and <see cref="NextAt"/> holds those that have a time.
/// </summary>
public interface IDueRow : ITenantRow
{
    /// <summary>When something is to be done, by the database's time; while somebody does it, the end of the lease; null for nothing.</summary>
    DateTimeOffset? NextAt { get; set; }

    /// <summary>How often it was taken.</summary>
    int Attempts { get; set; }

    /// <summary>The number of whoever took it; 0 while nobody has it.</summary>
    long Lease { get; set; }
}

/// <summary>The rows of one lane that have a time.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Lane">The second column of the key.</param>
/// <param name="Overdue">For how long its first row has been due; less than nothing where it is not.</param>
public sealed record DueLane(string OrganizationId, string Lane, TimeSpan Overdue);

/// <summary>How many rows of a lane are wanted.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Lane">The second column of the key.</param>
/// <param name="Most">How many at most.</param>
public sealed record LaneShare(string OrganizationId, string Lane, int Most);

/// <summary>
/// Takes rows that are due, lane by lane, so that none waits for the many of another. Two nodes never have one row at once:
/// who takes it moves its time to the end of a lease and leaves a number of its own, and writes later only where that stands.
/// </summary>
public sealed class DueRows<T>
    where T : class, IDueRow
{
    private readonly PointReads _reads;
    private readonly Lazy<DueStatements<T>> _statements;

    internal DueRows(PointReads reads)
    {
        _reads = reads;
        _statements = new(() => new(reads));
    }

    /// <summary>
    /// The next lanes behind this one, in the order of their key, each with its first time: one step in the index for each,
    /// however many rows it has.
    /// </summary>
    public async Task<IReadOnlyList<DueLane>> Lanes(
        string organizationId,
        string lane,
        int most,
        CancellationToken cancellation
    )
    {
        if (!_reads.Connections.IsPostgres)
            return StepByStep(organizationId, lane, most);
        await using var connection = await _reads.Connections.OpenPostgres();
        await using var command = connection.CreateCommand();
        var now = _reads.Clock.IsDatabases ? DatabaseClock.Milliseconds : "@now";
        command.CommandText = _statements.Value.Walk.Replace(
            "{now}",
            now,
            StringComparison.Ordinal
        );
        Add(command, "@organization", organizationId);
        Add(command, "@lane", lane);
        Add(command, "@most", most);
        if (!_reads.Clock.IsDatabases)
            Add(command, "@now", _reads.Clock.OfThisMachine().ToUnixTimeMilliseconds());
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        List<DueLane> lanes = [];
        while (await rows.ReadAsync(cancellation))
            lanes.Add(
                new(
                    rows.GetString(0),
                    rows.GetString(1),
                    TimeSpan.FromMilliseconds(rows.GetInt64(2))
                )
            );
        return lanes;
    }

    /// <summary>
    /// Takes rows of these lanes that are due, in each the longest due first, as part of the unit. They are leased from now on
    /// for <paramref name="length"/>, under this number.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="shares">How many of which lane.</param>
    /// <param name="length">How long they are leased.</param>
    /// <param name="lease">The number of whoever takes them.</param>
    /// <param name="early">True for those as well that are due later, unless somebody has them.</param>
    public async Task<IReadOnlyList<T>> Take(
        Unit unit,
        IReadOnlyList<LaneShare> shares,
        TimeSpan length,
        long lease,
        bool early = false
    )
    {
        if (shares.Count == 0)
            return [];
        var transaction = unit.Db.Database.CurrentTransaction!.GetDbTransaction();
        var statements = _statements.Value;
        if (unit.Db.Database.GetDbConnection() is SqliteConnection sqlite)
            return TakeOneByOne(sqlite, transaction, shares, length, lease, early);
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = (early ? statements.TakeManyEarly : statements.TakeMany).Replace(
            "{now}",
            _reads.Clock.IsDatabases ? DatabaseClock.Milliseconds : "@now",
            StringComparison.Ordinal
        );
        Add(command, "@organizations", shares.Select(s => s.OrganizationId).ToArray());
        Add(command, "@lanes", shares.Select(s => s.Lane).ToArray());
        Add(command, "@mosts", shares.Select(s => s.Most).ToArray());
        Add(command, "@length", (long)length.TotalMilliseconds);
        Add(command, "@lease", lease);
        if (!_reads.Clock.IsDatabases)
            Add(command, "@now", _reads.Clock.OfThisMachine().ToUnixTimeMilliseconds());
        await using var rows = await command.ExecuteReaderAsync();
        List<T> taken = [];
        while (await rows.ReadAsync())
            taken.Add(statements.Read(rows));
        return taken;
    }

    /// <summary>
    /// Writes what became of rows that were taken, as part of the unit, and ends their lease. Answers those that were written:
    /// the others are somebody else's by now.
    /// </summary>
    public async Task<IReadOnlyList<T>> Put(Unit unit, IReadOnlyList<T> rows)
    {
        if (rows.Count == 0)
            return [];
        var transaction = unit.Db.Database.CurrentTransaction!.GetDbTransaction();
        var statements = _statements.Value;
        List<T> written = [];
        if (unit.Db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            var command = PreparedCommands.Of(sqlite, statements.Put, statements.PutCommand);
            command.Transaction = transaction;
            foreach (var row in rows)
            {
                statements.SetPut(command, row);
                if (command.ExecuteNonQuery() == 1)
                    written.Add(row);
            }
            return written;
        }
        using var maker = transaction.Connection!.CreateCommand();
        await using var batch = transaction.Connection!.CreateBatch();
        batch.Transaction = transaction;
        // In one order, so that two nodes that both believe in their leases wait for each other at most.
        T[] ordered = [.. rows.OrderBy(statements.KeyOf, StringComparer.Ordinal)];
        foreach (var row in ordered)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = statements.Put;
            statements.AddPut(command.Parameters, maker, row);
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync();
        for (var i = 0; i < ordered.Length; i++)
        {
            if (batch.BatchCommands[i].RecordsAffected == 1)
                written.Add(ordered[i]);
        }
        return written;
    }

    private List<DueLane> StepByStep(string organizationId, string lane, int most)
    {
        var connection = _reads.Connections.TakeSqlite();
        try
        {
            var statements = _statements.Value;
            var now = _reads.Clock.OfThisMachine().ToUnixTimeMilliseconds();
            List<DueLane> lanes = [];
            while (lanes.Count < most)
            {
                // Two steps, since SQLite compares a pair row by row and would walk through all of the lane.
                var next =
                    Step(connection, statements.NextLane, organizationId, lane, now)
                    ?? Step(connection, statements.NextOrganization, organizationId, "", now);
                if (next is null)
                    break;
                lanes.Add(next);
                (organizationId, lane) = (next.OrganizationId, next.Lane);
            }
            return lanes;
        }
        finally
        {
            _reads.Connections.GiveBack(connection);
        }
    }

    private static DueLane? Step(
        SqliteConnection connection,
        string text,
        string organizationId,
        string lane,
        long now
    )
    {
        var command = PreparedCommands.Of(
            connection,
            text,
            c =>
            {
                var made = c.CreateCommand();
                made.CommandText = text;
                Add(made, "@organization", "");
                Add(made, "@lane", "");
                return made;
            }
        );
        command.Parameters[0].Value = organizationId;
        command.Parameters[1].Value = lane;
        using var row = command.ExecuteReader();
        return row.Read()
            ? new(
                row.GetString(0),
                row.GetString(1),
                TimeSpan.FromMilliseconds(now - row.GetInt64(2))
            )
            : null;
    }

    private List<T> TakeOneByOne(
        SqliteConnection connection,
        DbTransaction transaction,
        IReadOnlyList<LaneShare> shares,
        TimeSpan length,
        long lease,
        bool early
    )
    {
        var statements = _statements.Value;
        var text = early ? statements.TakeEarly : statements.TakeDue;
        var command = PreparedCommands.Of(
            connection,
            text,
            c =>
            {
                var made = c.CreateCommand();
                made.CommandText = text;
                foreach (var name in DueStatements<T>.TakeParameters)
                    Add(made, name, 0L);
                return made;
            }
        );
        command.Transaction = transaction;
        var now = _reads.Clock.OfThisMachine().ToUnixTimeMilliseconds();
        List<T> taken = [];
        foreach (var share in shares)
        {
            object[] values =
            [
                share.OrganizationId,
                share.Lane,
                (long)share.Most,
                now + (long)length.TotalMilliseconds,
                lease,
                now,
            ];
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i];
            using var rows = command.ExecuteReader();
            while (rows.Read())
                taken.Add(statements.Read(rows));
        }
        return taken;
    }

    internal static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
