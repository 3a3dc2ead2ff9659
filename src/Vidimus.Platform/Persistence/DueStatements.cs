using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>The statements of <see cref="DueRows{T}"/> for one kind of row; table and columns come from the model.</summary>
internal sealed class DueStatements<T>
    where T : class, IDueRow
{
    public static readonly string[] TakeParameters =
    [
        "@organization",
        "@lane",
        "@most",
        "@until",
        "@lease",
        "@now",
    ];

    private readonly Column[] _written;
    private readonly Column[] _key;
    private readonly Column _lease;

    public DueStatements(PointReads reads)
    {
        var entity = reads.EntityOf<T>();
        var table = entity.GetTableName()!;
        var key = entity.FindPrimaryKey()!.Properties;
        if (key.Count != 3 || key[0].Name != nameof(ITenantRow.OrganizationId))
            throw new InvalidOperationException(
                $"The key of {typeof(T).Name} must be organization, lane and id."
            );
        var (o, l) = (key[0].GetColumnName(), key[1].GetColumnName());
        var (columns, read) = reads.Whole<T>();
        Read = read;
        Walk = $$"""
            WITH RECURSIVE walk AS (
              (SELECT {{o}}, {{l}}, next_at FROM {{table}} WHERE next_at IS NOT NULL AND ({{o}}, {{l}}) > (@organization, @lane)
               ORDER BY {{o}}, {{l}}, next_at LIMIT 1)
              UNION ALL
              SELECT n.{{o}}, n.{{l}}, n.next_at FROM walk w CROSS JOIN LATERAL (
                SELECT t.{{o}}, t.{{l}}, t.next_at FROM {{table}} t WHERE t.next_at IS NOT NULL AND (t.{{o}}, t.{{l}}) > (w.{{o}}, w.{{l}})
                ORDER BY t.{{o}}, t.{{l}}, t.next_at LIMIT 1) n)
            SELECT {{o}}, {{l}}, {now} - next_at FROM walk LIMIT @most
            """;
        NextLane =
            $"SELECT {o}, {l}, next_at FROM {table} WHERE next_at IS NOT NULL AND {o} = @organization AND {l} > @lane ORDER BY {l}, next_at LIMIT 1";
        // The lane is named only so that both statements have the same parameters.
        NextOrganization =
            $"SELECT {o}, {l}, next_at FROM {table} WHERE next_at IS NOT NULL AND {o} > @organization AND @lane IS NOT NULL ORDER BY {o}, {l}, next_at LIMIT 1";
        var names = string.Join(", ", columns.Select(c => c["t0.".Length..]));
        TakeDue = Take(table, o, l, names, "next_at <= @now");
        TakeEarly = Take(
            table,
            o,
            l,
            names,
            "next_at IS NOT NULL AND (lease = 0 OR next_at <= @now)"
        );
        TakeMany = TakeAll(table, o, l, columns, "t.next_at <= (SELECT at FROM moment)");
        TakeManyEarly = TakeAll(
            table,
            o,
            l,
            columns,
            "t.next_at IS NOT NULL AND (t.lease = 0 OR t.next_at <= (SELECT at FROM moment))"
        );
        var number = 0;
        _key = [.. key.Select(p => new Column(p, $"@k{number++}"))];
        _lease = new(entity.FindProperty(nameof(IDueRow.Lease))!, "@lease");
        _written =
        [
            .. entity
                .GetProperties()
                .Where(p => p.Name != nameof(IDueRow.Lease) && MayChange(p.PropertyInfo!))
                .Select(p => new Column(p, $"@p{number++}")),
        ];
        Put =
            $"UPDATE {table} SET {string.Join(", ", _written.Select(c => $"{c.Name} = {c.Parameter}"))}, lease = 0 "
            + $"WHERE {string.Join(" AND ", _key.Select(c => $"{c.Name} = {c.Parameter}"))} AND lease = @lease";
    }

    /// <summary>PostgreSQL: a loose scan of the index, one descent for each lane.</summary>
    public string Walk { get; }

    /// <summary>SQLite: the next lane of the organization.</summary>
    public string NextLane { get; }

    /// <summary>SQLite: the first lane of the next organization.</summary>
    public string NextOrganization { get; }

    public string TakeDue { get; }

    public string TakeEarly { get; }

    public string TakeMany { get; }

    public string TakeManyEarly { get; }

    public string Put { get; }

    public Func<DbDataReader, T> Read { get; }

    public string KeyOf(T row) => string.Join('\n', _key.Select(c => (string)c.ValueOf(row)));

    public DbCommand PutCommand(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = Put;
        foreach (var column in (Column[])[.. _written, .. _key, _lease])
            DueRows<T>.Add(command, column.Parameter, DBNull.Value);
        return command;
    }

    public void SetPut(DbCommand command, T row)
    {
        var i = 0;
        foreach (var column in (Column[])[.. _written, .. _key, _lease])
            command.Parameters[i++].Value = column.ValueOf(row);
    }

    public void AddPut(DbParameterCollection parameters, DbCommand maker, T row)
    {
        foreach (var column in (Column[])[.. _written, .. _key, _lease])
            parameters.Add(column.ParameterOf(maker, row));
    }

    private static string Take(string table, string o, string l, string names, string due) =>
        $"""
            UPDATE {table} SET next_at = @until, lease = @lease, attempts = attempts + 1
            WHERE rowid IN (SELECT rowid FROM {table} WHERE {o} = @organization AND {l} = @lane AND {due} ORDER BY next_at LIMIT @most)
            RETURNING {names}
            """;

    // By where they lie: a join would let the planner read the whole table for what it takes for many rows. Who else has
    // one of them locked is about to take it.
    private static string TakeAll(string table, string o, string l, string[] columns, string due) =>
        $$"""
            WITH moment AS MATERIALIZED (SELECT {now} AS at)
            UPDATE {{table}} AS t0 SET next_at = (SELECT at FROM moment) + @length, lease = @lease, attempts = t0.attempts + 1
            WHERE t0.ctid = ANY(ARRAY(
              SELECT d.place FROM unnest(@organizations, @lanes, @mosts) AS w (organization, lane, most) CROSS JOIN LATERAL (
                SELECT t.ctid AS place FROM {{table}} t WHERE t.{{o}} = w.organization AND t.{{l}} = w.lane AND {{due}}
                ORDER BY t.next_at LIMIT w.most FOR UPDATE SKIP LOCKED) d))
            RETURNING {{string.Join(", ", columns)}}
            """;

    private static bool MayChange(PropertyInfo property) =>
        property.SetMethod is { } set
        && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
