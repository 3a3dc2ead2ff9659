using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Vidimus.Platform.Persistence;

/// <summary>The few places that begin transactions and save; banned everywhere else.</summary>
internal static class Transactions
{
    public static async Task<IDbContextTransaction> BeginWrite(VidimusDb db)
    {
        // Savepoints are ours: one for each unit, not one for each save.
        db.Database.AutoSavepointsEnabled = false;
        // Serializable is BEGIN IMMEDIATE on SQLite: the write lock is taken at once, never half-way.
        return await db.Database.BeginTransactionAsync(
            db.Database.IsSqlite() ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted
        );
    }

    // Repeatable read is a snapshot on PostgreSQL; SQLite begins it deferred, and its snapshot is the first query's.
    public static Task<IDbContextTransaction> BeginRead(
        VidimusDb db,
        CancellationToken cancellation
    ) => db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);

    /// <summary>
    /// Holds the connection for as long as the context lives: on SQLite, taking one anew for every query costs more
    /// than most queries. PostgreSQL's connections are few and go back after each query.
    /// </summary>
    public static void KeepOpen(VidimusDb db)
    {
        if (db.Database.IsSqlite())
            db.Database.OpenConnection();
    }

    /// <summary>From here on this transaction waits for a locked row half a second and no longer; SQLite knows no such wait.</summary>
    public static async Task WaitLess(VidimusDb db)
    {
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlAsync($"SET LOCAL lock_timeout = '500ms'");
    }

    public static Task Save(VidimusDb db)
    {
#pragma warning disable RS0030 // The one place that saves.
        return db.SaveChangesAsync();
#pragma warning restore RS0030
    }
}

/// <summary>Tells failures that another try may cure from those it cannot.</summary>
internal static class Transient
{
    public static bool IsWorthAnotherTry(Exception e) =>
        Root(e) switch
        {
            SqliteException { SqliteErrorCode: 5 or 6 } => true, // SQLITE_BUSY, SQLITE_LOCKED
            PostgresException p => p.SqlState
                is "40001" // serialization failure
                    or "40P01" // deadlock
                    or "55P03" // lock not available
                    or "53300" // too many connections
                || EndsSession(p),
            NpgsqlException n => n.IsTransient,
            _ => false,
        };

    /// <summary>True when the whole transaction is gone, so that going back to a savepoint cannot help.</summary>
    public static bool LosesTransaction(Exception e) =>
        Root(e) switch
        {
            SqliteException s => s.SqliteErrorCode is 5 or 6 or 10 or 11 or 13, // busy, locked, I/O error, corrupt, full
            PostgresException p => p.SqlState is "40001" or "40P01" || EndsSession(p),
            NpgsqlException => true,
            _ => false,
        };

    /// <summary>True when the connection went away, so that nobody can say what became of the transaction.</summary>
    public static bool IsConnectionLost(Exception e) =>
        Root(e) is NpgsqlException n && (n is not PostgresException p || EndsSession(p));

    /// <summary>True when another transaction held a row for longer than a statement waits.</summary>
    public static bool IsLockTimeout(Exception e) =>
        Root(e) is PostgresException { SqlState: "55P03" };

    // Shut down by the operator, crashed, not yet up (class 57P), a time-out of the session (25P03, 25P04), connection
    // exceptions (class 08): postgresql.org/docs/current/errcodes-appendix.html. 57014, a cancelled statement, is not.
    private static bool EndsSession(PostgresException p) =>
        p.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || p.SqlState.StartsWith("08", StringComparison.Ordinal)
        || p.SqlState is "25P03" or "25P04";

    /// <summary>The database's own exception, under whatever wrappers; the exception itself when there is none.</summary>
    public static Exception Root(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException)
                return inner;
        }
        return e;
    }
}
