using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Vidimus.Platform.Persistence;

/// <summary>A point read for one engine: its SQL, and how a row becomes what is taken, as the context itself would read it.</summary>
internal sealed record PointPlan<T>(string Sql, int KeyLength, Func<DbDataReader, T> Take)
{
    public DbCommand Command(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = Sql;
        for (var i = 0; i < KeyLength; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>PostgreSQL: the rows of many keys of one column.</summary>
    public DbCommand CommandOfMany(DbConnection connection, string[] keys, string[] rest)
    {
        var command = connection.CreateCommand();
        command.CommandText = Sql.Replace("= @p0", "= ANY(@p0)", StringComparison.Ordinal);
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@p0";
        parameter.Value = keys;
        command.Parameters.Add(parameter);
        for (var i = 0; i < rest.Length; i++)
        {
            var further = command.CreateParameter();
            further.ParameterName = $"@p{i + 1}";
            further.Value = rest[i];
            command.Parameters.Add(further);
        }
        return command;
    }

    public static PointPlan<T> Make(
        VidimusDb db,
        DatabaseClock clock,
        LambdaExpression by,
        LambdaExpression? on,
        LambdaExpression take,
        bool otherMayMiss
    )
    {
        var columns = new TakenColumns(db, clock, take.Parameters, otherMayMiss);
        var body = columns.Visit(take.Body);
        var from = $"{TableOf(take.Parameters[0].Type)} AS t0";
        if (on is not null)
            from +=
                $" {(otherMayMiss ? "LEFT JOIN" : "JOIN")} {TableOf(take.Parameters[1].Type)} AS t1 ON {Equal(on, on.Body)}";
        var key = by.Body is NewExpression many ? [.. many.Arguments] : new[] { by.Body };
        var where = string.Join(" AND ", key.Select((k, i) => $"{Name(by, k)} = @p{i}"));
        return new(
            $"SELECT {string.Join(", ", columns.Names)} FROM {from} WHERE {where}",
            key.Length,
            Expression.Lambda<Func<DbDataReader, T>>(body, columns.Row).Compile()
        );

        string TableOf(Type row) => db.Model.FindEntityType(row)!.GetTableName()!;

        string Equal(LambdaExpression of, Expression condition) =>
            condition switch
            {
                BinaryExpression { NodeType: ExpressionType.AndAlso } both =>
                    $"{Equal(of, both.Left)} AND {Equal(of, both.Right)}",
                BinaryExpression { NodeType: ExpressionType.Equal } one =>
                    $"{Name(of, one.Left)} = {Name(of, one.Right)}",
                _ => throw new InvalidOperationException($"{condition} is no equality of columns."),
            };

        string Name(LambdaExpression of, Expression member) =>
            TakenColumns.Find(db, of.Parameters, member) is { } found
                ? found.Name
                : throw new InvalidOperationException($"{member} is not a column.");
    }
}

/// <summary>Turns the columns that an expression names into reads of them, and writes down their names in that order.</summary>
internal sealed class TakenColumns(
    VidimusDb db,
    DatabaseClock clock,
    IReadOnlyList<ParameterExpression> rows,
    bool otherMayMiss
) : ExpressionVisitor
{
    private static readonly PropertyInfo Now = typeof(PointReads).GetProperty(
        nameof(PointReads.Now)
    )!;

    public ParameterExpression Row { get; } = Expression.Parameter(typeof(DbDataReader));

    public List<string> Names { get; } = [];

    /// <summary>The column that a member of one of the rows stands for.</summary>
    public static (string Name, IProperty Property)? Find(
        VidimusDb db,
        IReadOnlyList<ParameterExpression> rows,
        Expression? expression
    )
    {
        if (expression is not MemberExpression { Expression: ParameterExpression row } member)
            return null;
        var property = db.Model.FindEntityType(row.Type)?.FindProperty(member.Member.Name);
        return property is null
            ? null
            : ($"t{rows.ToList().IndexOf(row)}.{property.GetColumnName()}", property);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Member == Now)
            return ReadNow();
        if (Find(db, rows, node) is not { } column)
            return base.VisitMember(node);
        Names.Add(column.Name);
        var mayMiss = otherMayMiss && node.Expression == rows[^1];
        return ReadColumn(column.Property, Names.Count - 1, mayMiss);
    }

    /// <summary>A row as such stands for all its columns.</summary>
    protected override Expression VisitParameter(ParameterExpression node)
    {
        if (db.Model.FindEntityType(node.Type) is not { } entity)
            return base.VisitParameter(node);
        return Expression.MemberInit(
            Expression.New(node.Type),
            entity
                .GetProperties()
                .Select(p =>
                    Expression.Bind(
                        p.PropertyInfo!,
                        Visit(Expression.Property(node, p.PropertyInfo!))
                    )
                )
                .ToList()
        );
    }

    private Expression ReadNow()
    {
        if (clock.Sql(db) is not { } sql)
            return Expression.Call(
                Expression.Constant(clock),
                nameof(DatabaseClock.OfThisMachine),
                null
            );
        Names.Add(sql);
        return Expression.Call(
            typeof(DatabaseClock),
            nameof(DatabaseClock.OfDatabase),
            null,
            Expression.Call(
                Row,
                nameof(DbDataReader.GetInt64),
                null,
                Expression.Constant(Names.Count - 1)
            )
        );
    }

    private Expression ReadColumn(IProperty property, int ordinal, bool mayMiss)
    {
        var at = Expression.Constant(ordinal);
        var mapping = property.GetRelationalTypeMapping();
        var method = mapping.GetDataReaderMethod();
        Expression reader =
            method.DeclaringType == typeof(DbDataReader)
                ? Row
                : Expression.Convert(Row, method.DeclaringType!);
        var value = mapping.CustomizeDataReaderExpression(Expression.Call(reader, method, at));
        if (mapping.Converter is { } converter)
            value = Expression.Invoke(converter.ConvertFromProviderExpression, value);
        if (value.Type != property.ClrType)
            value = Expression.Convert(value, property.ClrType);
        return property.IsNullable || mayMiss
            ? Expression.Condition(
                Expression.Call(Row, nameof(DbDataReader.IsDBNull), null, at),
                Expression.Default(property.ClrType),
                value
            )
            : value;
    }
}
