using System.Text.Json;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

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

    /// <summary>Rows of exactly these keys are removed.</summary>
    protected abstract Task Remove(VidimusDb db, string owner, IReadOnlyCollection<TKey> keys);

    /// <summary>Notes that the import brought these rows.</summary>
    protected abstract Task Bring(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<TKey> keys,
        long load
    );

    protected abstract Task<List<TRow>> Read(IQueryable<TRow> rows);

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
        var there = (await Read(Of(unit.Db, owner, keys))).ToDictionary(KeyOf);
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

    /// <summary>Compact JSON that a row keeps.</summary>
    protected static string Json<T>(T value) => JsonSerializer.Serialize(value, RowJson.Options);
}

internal static class RowJson
{
    /// <summary>In camelCase, without what is not there.</summary>
    public static readonly JsonSerializerOptions Options = new(VidimusJson.Native)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
