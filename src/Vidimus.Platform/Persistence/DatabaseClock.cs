using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// The database's time, for ends, windows and leases that several nodes share. On SQLite, which one machine shares, it is
/// that machine's time. A clock that tests move stands for the database's too: a moment is then exact on both engines.
/// </summary>
public sealed class DatabaseClock(TimeProvider clock, DatabaseTime? given = null)
{
    internal const string Milliseconds = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    private const string Question = $"SELECT {Milliseconds}";
    private readonly TimeProvider _clock = given?.Clock ?? clock;

    /// <summary>Now, as the database sees it.</summary>
    public async Task<DateTimeOffset> Now(VidimusDb db, CancellationToken cancellation)
    {
        if (Sql(db) is null)
            return OfThisMachine();
        // Not a query of the context, which costs many times what the answer does.
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = Question;
            command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            return OfDatabase((long)(await command.ExecuteScalarAsync(cancellation))!);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>The database's time in milliseconds as SQL; null where this machine's clock is the database's.</summary>
    internal string? Sql(VidimusDb db) =>
        db.Database.IsNpgsql() && IsDatabases ? Milliseconds : null;

    /// <summary>True where PostgreSQL, if that is the database, is asked.</summary>
    internal bool IsDatabases => _clock == TimeProvider.System;

    internal DateTimeOffset OfThisMachine() => _clock.GetUtcNow();

    internal static DateTimeOffset OfDatabase(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>
    /// Now, in milliseconds, as an expression for a statement whose parameter at <paramref name="position"/> is the
    /// number answered: the moment is then the statement's own, however long it had to wait.
    /// </summary>
    internal (string Sql, long Parameter) Moment(VidimusDb db, int position)
    {
        var parameter = string.Create(CultureInfo.InvariantCulture, $"{{{position}}}");
        return Sql(db) is { } sql
            ? ($"({sql} + {parameter})", 0)
            : (parameter, OfThisMachine().ToUnixTimeMilliseconds());
    }
}

/// <summary>What stands for the database's time where tests let a node's own clock be wrong.</summary>
/// <param name="Clock">The right clock.</param>
public sealed record DatabaseTime(TimeProvider Clock);
