using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>Locks one row until the end of the transaction. On SQLite the transaction has the only write lock already.</summary>
internal static class RowLocks
{
    public static async Task<T> Take<T>(VidimusDb db, T fresh)
        where T : class
    {
        if (await Find(db, fresh) is { } found)
            return found;
        // Somebody else may add it at this moment: then this waits for their end, and the row is theirs.
        await ManyRows.Insert(db, typeof(T), [fresh], unlessThere: true);
        return await Find(db, fresh)
            ?? throw new InvalidOperationException($"A row of {typeof(T).Name} cannot be locked.");
    }

    private static async Task<T?> Find<T>(VidimusDb db, T row)
        where T : class
    {
        var entity = db.Model.FindEntityType(typeof(T))!;
        var key = entity.FindPrimaryKey()!.Properties;
        var where = string.Join(" AND ", key.Select((p, i) => $"{p.GetColumnName()} = {{{i}}}"));
        var text = $"SELECT * FROM {entity.GetTableName()} WHERE {where}";
        object[] values = [.. key.Select(p => Stored(p, row))];
        // Taken as it is written: anything put around it would not be a lock.
        var found = await db.Set<T>()
            .FromSqlRaw(db.Database.IsNpgsql() ? text + " FOR UPDATE" : text, values)
            .IgnoreQueryFilters([VidimusDb.TenantFilter])
            .AsNoTracking()
            .ToListAsync();
        return found.SingleOrDefault();
    }

    private static object Stored(IProperty property, object row)
    {
        var value = property.PropertyInfo!.GetValue(row)!;
        return property.GetRelationalTypeMapping().Converter?.ConvertToProvider(value) ?? value;
    }
}
