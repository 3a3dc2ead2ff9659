using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Reads of one row by an index, for what every request needs. A query of the context costs twenty times what the
/// database does for it; these are prepared once for each connection, and their columns come from the same model.
/// </summary>
public sealed class PointReads
{
    private readonly IDbContextFactory<VidimusDb> _databases;

    internal PointReads(
        IDbContextFactory<VidimusDb> databases,
        ReadConnections connections,
        DatabaseClock clock
    )
    {
        (_databases, Connections, Clock) = (databases, connections, clock);
    }

    internal ReadConnections Connections { get; }

    internal DatabaseClock Clock { get; }

    /// <summary>The database's time at the reading, for use in what a read takes; it comes in the same round trip.</summary>
    [SuppressMessage(
        "Performance",
        "CA1822",
        Justification = "Stands in expressions that are translated, and is never called."
    )]
    public static DateTimeOffset Now =>
        throw new InvalidOperationException("Stands only in what a read takes.");

    /// <summary>Reads whole rows, to be looked at and not to be changed.</summary>
    /// <param name="by">The column, or columns as an anonymous object, that name the row.</param>
    public PointRead<TRow> Of<TRow>(Expression<Func<TRow, object?>> by)
        where TRow : class => Of<TRow, TRow>(by, row => row);

    /// <summary>Reads from one table.</summary>
    /// <param name="by">The column, or columns as an anonymous object, that name the row.</param>
    /// <param name="take">What is made of the row.</param>
    public PointRead<T> Of<TRow, T>(
        Expression<Func<TRow, object?>> by,
        Expression<Func<TRow, T>> take
    )
        where T : class => new(this, by, null, take);

    /// <summary>Reads from two tables.</summary>
    /// <param name="by">The column, or columns as an anonymous object, that name the row of the first.</param>
    /// <param name="on">Which row of the second belongs to it: columns equal to columns.</param>
    /// <param name="take">What is made of both rows, or of their columns.</param>
    /// <param name="otherMayMiss">True when a row is taken also where the second has none; its columns are null then.</param>
    public PointRead<T> Of<TRow, TOther, T>(
        Expression<Func<TRow, object?>> by,
        Expression<Func<TRow, TOther, bool>> on,
        Expression<Func<TRow, TOther, T>> take,
        bool otherMayMiss = false
    )
        where T : class => new(this, by, on, take, otherMayMiss);

    /// <summary>Rows with something to be done at a time of their own.</summary>
    public DueRows<TRow> Due<TRow>()
        where TRow : class, IDueRow => new(this);

    internal (string[] Columns, Func<DbDataReader, T> Take) Whole<T>()
    {
        using var db = _databases.CreateDbContext();
        var row = Expression.Parameter(typeof(T));
        var columns = new TakenColumns(db, Clock, [row], otherMayMiss: false);
        var body = columns.Visit(row);
        return (
            [.. columns.Names],
            Expression.Lambda<Func<DbDataReader, T>>(body, columns.Row).Compile()
        );
    }

    internal IEntityType EntityOf<T>()
    {
        using var db = _databases.CreateDbContext();
        return db.Model.FindEntityType(typeof(T))!;
    }

    internal PointPlan<T> Plan<T>(
        LambdaExpression by,
        LambdaExpression? on,
        LambdaExpression take,
        bool otherMayMiss
    )
    {
        using var db = _databases.CreateDbContext();
        return PointPlan<T>.Make(db, Clock, by, on, take, otherMayMiss);
    }
}
