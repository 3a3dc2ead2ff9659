using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>
/// Rows of a table as an import brings them: those that are there are read in one query, those that differ are replaced, and
/// where the import states everything of its source, those that say the same are marked as brought.
/// </summary>
internal abstract class TableRecords<TRecord, TRow, TKey> : ImportKind
    where TRecord : class
    where TRow : class
    where TKey : notnull
{
    /// <summary>Notes what is wrong with a record; what it is about, where nothing is.</summary>
    protected abstract TKey? Check(Fields fields, TRecord record);

    /// <summary>The row that a record makes, in the place of the one that is there.</summary>
    protected abstract TRow Row(TKey key, TRecord record, TRow? before, PolicyImportRow import);

    protected abstract TKey KeyOf(TRow row);

    /// <summary>Whether two rows say the same, whoever brought them.</summary>
    protected abstract bool Same(TRow first, TRow second);

    /// <summary>The rows of these keys, and perhaps some that share a part of a key.</summary>
    protected abstract IQueryable<TRow> Of(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<TKey> keys
    );

    /// <summary>The rows of exactly these keys, in as many queries as that takes.</summary>
    protected virtual IEnumerable<IQueryable<TRow>> Exactly(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<TKey> keys
    ) => [Of(db, owner, keys)];

    /// <summary>Notes that the import brought these rows.</summary>
    protected abstract Task Bring(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<TKey> keys,
        long load
    );

    /// <summary>What else follows from rows that were written.</summary>
    protected virtual void Written(Unit unit, IReadOnlyList<TRow> rows) { }

    public override ReadyRecord? Read(ReadOnlyMemory<byte> json, RecordFaults faults)
    {
        var read = Bodies.Parse<TRecord>(json.Span, VidimusJson.Native);
        if (read.Problem is { } unread)
        {
            faults.Add(json.Span, unread);
            return null;
        }
        var fields = new Fields();
        var key = Check(fields, read.Value!);
        if (fields.Problem is { } wrong)
        {
            faults.Add(json.Span, wrong);
            return null;
        }
        return new(key!, read.Value!, 1);
    }

    public override async Task<RecordCounts> Write(
        Unit unit,
        PolicyImportRow import,
        IReadOnlyList<ReadyRecord> records
    )
    {
        if (records.Count == 0)
            return default;
        var owner = import.OrganizationId;
        TKey[] keys = [.. records.Select(r => (TKey)r.Key)];
        var there = await Of(unit.Db, owner, keys).AsNoTracking().ToDictionaryAsync(KeyOf);
        var (written, replaced, same) = (new List<TRow>(), new List<TKey>(), new List<TKey>());
        foreach (var record in records)
        {
            var key = (TKey)record.Key;
            var before = there.GetValueOrDefault(key);
            var row = Row(key, (TRecord)record.Value, before, import);
            if (before is not null && Same(before, row))
            {
                same.Add(key);
                continue;
            }
            if (before is not null)
                replaced.Add(key);
            written.Add(row);
        }
        if (replaced.Count > 0)
            await Remove(unit.Db, owner, replaced);
        if (same.Count > 0 && import.Replaces)
            await Bring(unit.Db, owner, same, import.Number);
        unit.AddMany(written);
        Written(unit, written);
        return new(written.Count - replaced.Count, replaced.Count, same.Count);
    }

    protected async Task Remove(VidimusDb db, string owner, IReadOnlyCollection<TKey> keys)
    {
        foreach (var rows in Exactly(db, owner, keys))
            await rows.ExecuteDeleteAsync();
    }

    /// <summary>Compact JSON that a row keeps.</summary>
    protected static string Json<T>(T value) => JsonSerializer.Serialize(value, RowJson.Options);
}

/// <summary>Records whose row is one source's alone: what the source states no longer goes.</summary>
internal abstract class SourcedRecords<TRecord, TRow, TKey> : TableRecords<TRecord, TRow, TKey>
    where TRecord : class
    where TRow : class, ILoadedRow
    where TKey : notnull
{
    /// <summary>The rows that records of these ids are about, as far as a record that was refused says.</summary>
    protected abstract IQueryable<TRow> About(VidimusDb db, string owner, string[] ids);

    protected override async Task Bring(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<TKey> keys,
        long load
    )
    {
        foreach (var rows in Exactly(db, owner, keys))
            await rows.ExecuteUpdateAsync(set => set.SetProperty(r => r.Load, load));
    }

    public override Task Refused(Unit unit, PolicyImportRow import, string[] ids)
    {
        var loads = PolicyRecords.Loads(unit.Db, import);
        var number = import.Number;
        return About(unit.Db, import.OrganizationId, ids)
            .Where(r => r.Load != null && loads.Contains(r.Load.Value))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Load, number));
    }

    public override Task<int> RemoveMissing(Unit unit, PolicyImportRow import)
    {
        var loads = PolicyRecords.Loads(unit.Db, import);
        var number = import.Number;
        return unit
            .Db.Set<TRow>()
            .Where(r => r.Load != null && r.Load != number && loads.Contains(r.Load.Value))
            .ExecuteDeleteAsync();
    }
}

internal static class RowJson
{
    /// <summary>In camelCase, without what is not there.</summary>
    public static readonly JsonSerializerOptions Options = new(VidimusJson.Native)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
