using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// The database's time, for ends, windows and leases that several nodes share. On SQLite, which one machine shares, it is
/// that machine's time. A clock that tests move stands for the database's too: a moment is then exact on both engines.
/// </summary>
public sealed class DatabaseClock(TimeProvider clock, DatabaseTime? given = null)
{
    private const string Milliseconds = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    private readonly TimeProvider _clock = given?.Clock ?? clock;

    /// <summary>Now, as the database sees it.</summary>
    public async Task<DateTimeOffset> Now(VidimusDb db, CancellationToken cancellation)
    {
        if (!db.Database.IsNpgsql())
            return _clock.GetUtcNow();
        var milliseconds = await db
            .Database.SqlQuery<double>(
                $"SELECT extract(epoch from clock_timestamp()) * 1000 AS \"Value\""
            )
            .SingleAsync(cancellation);
        return Of(db, DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds));
    }

    /// <summary>Now, when the database told its time together with something else.</summary>
    public DateTimeOffset Of(VidimusDb db, DateTimeOffset told) =>
        TellsTime(db) ? told : _clock.GetUtcNow();

    /// <summary>
    /// Now, in milliseconds, as an expression for a statement whose parameter at <paramref name="position"/> is the
    /// number answered: the moment is then the statement's own, however long it had to wait.
    /// </summary>
    internal (string Sql, long Parameter) Moment(VidimusDb db, int position)
    {
        var parameter = string.Create(CultureInfo.InvariantCulture, $"{{{position}}}");
        return TellsTime(db)
            ? ($"({Milliseconds} + {parameter})", 0)
            : (parameter, _clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private bool TellsTime(VidimusDb db) =>
        db.Database.IsNpgsql() && _clock == TimeProvider.System;
}

/// <summary>What stands for the database's time where tests let a node's own clock be wrong.</summary>
/// <param name="Clock">The right clock.</param>
public sealed record DatabaseTime(TimeProvider Clock);
