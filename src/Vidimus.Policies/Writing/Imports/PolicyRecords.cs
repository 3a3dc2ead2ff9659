using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>Policies as an import brings them.</summary>
internal sealed class PolicyRecords(PolicyWriter writer) : ImportKind
{
    // A policy makes a head, an edition, a change, facts and the words it is found by.
    private const int OwnWeight = 40;
    private const int RetiredAtOnce = 200;

    public override int MostRecords => 500;

    public override ReadyRecord? Read(ReadOnlyMemory<byte> json, RecordFaults faults)
    {
        var read = Bodies.Parse<PolicyDocument>(json.Span, PolicyText.Wire);
        if (read.Problem is not null)
            return Wrong(read.Problem);
        if (read.Value!.Id is null)
            return Wrong(new Fields().Wrong("id", "is required in an import").Problem!);
        var ready = writer.Ready(read.Value);
        return ready.Problem is { } wrong
            ? Wrong(wrong)
            : new(
                ready.Value!.Document.Id!,
                ready.Value,
                OwnWeight
                    + (ready.Value.Document.Codes?.Count ?? 0)
                    + (ready.Value.Document.Criteria?.Count ?? 0)
            );

        ReadyRecord? Wrong(Problem problem)
        {
            faults.Add(json.Span, problem);
            return null;
        }
    }

    public override async Task<RecordCounts> Write(
        Unit unit,
        PolicyImportRow import,
        IReadOnlyList<ReadyRecord> records
    )
    {
        if (records.Count == 0)
            return default;
        var written = await writer.PutAll(
            unit,
            [.. records.Select(r => (ReadyPolicy)r.Value)],
            new(import.Number, import.Baseline)
        );
        return new(
            written.Count(w => w.Outcome == WriteOutcome.Created),
            written.Count(w => w.Outcome == WriteOutcome.Changed),
            written.Count(w => w.Outcome == WriteOutcome.Unchanged)
        );
    }

    // Those of this source alone: what is wrong with a record makes nobody else's policy its own.
    public override Task Refused(Unit unit, PolicyImportRow import, string[] ids)
    {
        var loads = Loads(unit.Db, import);
        var number = import.Number;
        return unit
            .Db.Set<PolicyRow>()
            .Where(p => ids.Contains(p.Id) && p.Load != null && loads.Contains(p.Load.Value))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Load, number));
    }

    public override async Task<int> RemoveMissing(Unit unit, PolicyImportRow import)
    {
        var missing = await Missing(unit.Db, import)
            .OrderBy(p => p.Id)
            .Select(p => p.Id)
            .Take(RetiredAtOnce)
            .ToListAsync();
        if (missing.Count > 0)
            await writer.RetireAll(unit, missing, new(import.Number));
        return missing.Count;
    }

    /// <summary>Active policies that this source brought before, and this import did not.</summary>
    public static IQueryable<PolicyRow> Missing(VidimusDb db, PolicyImportRow import)
    {
        var loads = Loads(db, import);
        var number = import.Number;
        return db.Set<PolicyRow>()
            .Where(p =>
                p.Status == PolicyStatuses.Active
                && p.Load != null
                && p.Load != number
                && loads.Contains(p.Load.Value)
            );
    }

    /// <summary>Numbers of the imports of the same source and kind.</summary>
    public static IQueryable<long> Loads(VidimusDb db, PolicyImportRow import)
    {
        var (source, kind) = (import.Source, import.Kind);
        return db
            .PolicyImports.Where(i => i.Source == source && i.Kind == kind)
            .Select(i => i.Number);
    }
}
