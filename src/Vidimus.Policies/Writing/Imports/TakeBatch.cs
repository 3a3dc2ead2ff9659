using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.People;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>
/// Takes a batch of an import: as one transaction, or, where it makes many rows, as a few of which each notes how far it is.
/// Whatever happens between them, sending the batch again goes on where it was; sending one again that is done answers what
/// was answered.
/// </summary>
internal sealed class TakeBatch(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    ImportKinds kinds,
    TimeProvider clock
)
{
    /// <summary>Roughly so many rows go into one transaction, so that other changes do not wait long for it.</summary>
    private const int RowsAtOnce = 10_000;

    /// <summary>Errors of an import that are kept; more are counted.</summary>
    public const int MostErrors = 10_000;

    private const int ShownErrors = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/v1/policy-imports/{id}/batches/{number}",
                async (HttpContext http, TakeBatch take, string id, string number) =>
                    (await take.Run(http, id, number)).Answer()
            )
            .Described("Send a batch of an import", "putPolicyImportBatch")
            .AcceptsFiles(BatchBody.LargestBody)
            .Weighs(3)
            .Heavy()
            .Repeatable("a batch that was taken is answered as it was, and does nothing")
            .Produces<PolicyBatch>();

    public async Task<Result<PolicyBatch>> Run(HttpContext http, string id, string number)
    {
        var cancellation = http.RequestAborted;
        if (caller.Value.Mode != "live")
            return PoliciesProblems.LiveModeRequired;
        if (
            !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var batch)
            || batch < 1
        )
            return new Fields().Wrong("number", "must be a whole number from 1").Problem!;
        if (
            await db
                .PolicyImports.AsNoTracking()
                .SingleOrDefaultAsync(i => i.Id == id, cancellation)
            is not { } import
        )
            return PoliciesProblems.PolicyImportNotFound;
        if (
            http.Request.ContentType is { } type
            && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        )
            return PlatformProblems.UnsupportedMediaType;
        var body = await http.ReadBytes();
        if (body.Problem is { } refused)
            return refused;
        var digest = Convert.ToHexStringLower(SHA256.HashData(body.Value!));
        var begun = await Begun(id, batch, cancellation);
        if (begun is not null && begun.Digest != digest)
            return PoliciesProblems.PolicyImportDiffers;
        if (batch < import.NextBatch && begun is not null)
            return await Shown(begun, cancellation);
        if (!PolicyImportState.Running.Equals(import.State, StringComparison.Ordinal))
            return PoliciesProblems.PolicyImportEnded;
        if (batch != import.NextBatch)
            return PoliciesProblems.PolicyImportAhead.With(
                $"The import's next batch is {import.NextBatch}."
            );
        var records = BatchBody.Records(body.Value!, kinds.Of(import).MostRecords);
        if (records.Problem is { } unread)
            return unread;
        return await Load(
            import,
            begun ?? New(import, batch, digest, records.Value!.Count),
            records.Value!,
            cancellation
        );
    }

    private async Task<Result<PolicyBatch>> Load(
        PolicyImportRow import,
        ImportBatchRow batch,
        List<ReadOnlyMemory<byte>> records,
        CancellationToken cancellation
    )
    {
        var kind = kinds.Of(import);
        var keys = new HashSet<object>();
        // What an earlier try went through counts for telling what comes twice.
        for (var i = 0; i < batch.Done; i++)
        {
            if (kind.Read(records[i], new(batch.Batch, batch.Earlier)) is { } done)
                keys.Add(done.Key);
        }
        while (batch.Done < batch.Records)
        {
            var part = Read(kind, batch, records, keys);
            var (import0, batch0) = (import, batch);
            var saved = await writes.Commit<(PolicyImportRow, ImportBatchRow)>(
                unit => Save(unit, import0, batch0, kind, part),
                cancellation
            );
            if (saved.Problem is { } refused)
                return refused;
            (import, batch) = saved.Value;
        }
        return await Shown(batch, cancellation);
    }

    /// <summary>Records that go into one transaction.</summary>
    private sealed record Part(int Until, List<ReadyRecord> Ready, RecordFaults Faults);

    private static Part Read(
        ImportKind kind,
        ImportBatchRow batch,
        List<ReadOnlyMemory<byte>> records,
        HashSet<object> keys
    )
    {
        var faults = new RecordFaults(batch.Batch, batch.Earlier);
        var ready = new List<ReadyRecord>();
        var (next, weight) = (batch.Done, 0);
        for (; next < records.Count && weight < RowsAtOnce; next++)
        {
            faults.Begin(next);
            var json = records[next];
            if (json.Length > BatchBody.LargestRecord)
                faults.Add(json.Span, PlatformProblems.BodyTooLarge.With("is larger than 8 MB"));
            else if (kind.Read(json, faults) is not { } record)
                continue;
            else if (!keys.Add(record.Key))
                faults.Add(json.Span, PlatformProblems.Conflict.With("is in this batch twice"));
            else
            {
                ready.Add(record);
                weight += record.Weight;
            }
        }
        return new(next, ready, faults);
    }

    private async Task<Result<(PolicyImportRow, ImportBatchRow)>> Save(
        Unit unit,
        PolicyImportRow seen,
        ImportBatchRow from,
        ImportKind kind,
        Part part
    )
    {
        // First what everybody who writes policies takes first, so that nobody waits for the other crosswise.
        await PolicyNumbers.Changes(unit);
        var import = await unit.Lock(seen);
        if (import.State != PolicyImportState.Running)
            return PoliciesProblems.PolicyImportEnded;
        var there = await Batches(unit.Db, from.ImportId, from.Batch).SingleOrDefaultAsync();
        if (
            import.NextBatch != from.Batch
            || (there?.Done ?? 0) != from.Done
            || (there?.Digest ?? from.Digest) != from.Digest
        )
            return PoliciesProblems.PolicyImportBusy;
        if (
            import.Kind == ImportKinds.Policies
            && await GuardedPolicies.Refusal(
                unit,
                caller.Value,
                [.. part.Ready.Select(r => (string)r.Key)]
            )
                is { } notTheirs
        )
            return notTheirs;
        var counts = await kind.Write(unit, import, part.Ready);
        string[] about = [.. part.Faults.Ids.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (about.Length > 0)
            await kind.Refused(unit, import, about);
        var nameless = part.Faults.Ids.Count(id => id is null);
        var batch = Advance(from, part, counts);
        await Batches(unit.Db, from.ImportId, from.Batch).ExecuteDeleteAsync();
        unit.AddNew(batch);
        var kept = Errors(unit, import, part.Faults);
        import = await Advance(unit, import, batch, part, counts, nameless, kept);
        unit.State(
            new SimpleFact(
                "policy-import.loaded",
                import.Id,
                ("batch", Text(batch.Batch)),
                ("digest", batch.Digest),
                ("records", Text(part.Until - from.Done)),
                ("created", Text(counts.Created)),
                ("changed", Text(counts.Changed)),
                ("refused", Text(part.Faults.Records))
            )
        );
        return (import, batch);
    }

    private static ImportBatchRow Advance(ImportBatchRow from, Part part, RecordCounts counts) =>
        new()
        {
            OrganizationId = from.OrganizationId,
            ImportId = from.ImportId,
            Batch = from.Batch,
            Digest = from.Digest,
            Earlier = from.Earlier,
            Records = from.Records,
            Done = part.Until,
            Created = from.Created + counts.Created,
            Changed = from.Changed + counts.Changed,
            Unchanged = from.Unchanged + counts.Unchanged,
            Refused = from.Refused + part.Faults.Records,
        };

    private async Task<PolicyImportRow> Advance(
        Unit unit,
        PolicyImportRow import,
        ImportBatchRow batch,
        Part part,
        RecordCounts counts,
        int nameless,
        int errors
    )
    {
        var (now, id) = (clock.GetUtcNow(), import.Id);
        var next = batch.Done == batch.Records ? batch.Batch + 1 : batch.Batch;
        var records = part.Ready.Count + part.Faults.Records;
        await unit
            .Db.PolicyImports.Where(i => i.Id == id)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(i => i.NextBatch, next)
                    .SetProperty(i => i.Records, i => i.Records + records)
                    .SetProperty(i => i.Created, i => i.Created + counts.Created)
                    .SetProperty(i => i.Changed, i => i.Changed + counts.Changed)
                    .SetProperty(i => i.Unchanged, i => i.Unchanged + counts.Unchanged)
                    .SetProperty(i => i.Refused, i => i.Refused + part.Faults.Records)
                    .SetProperty(i => i.Nameless, i => i.Nameless + nameless)
                    .SetProperty(i => i.Errors, i => i.Errors + errors)
                    .SetProperty(i => i.UpdatedAt, now)
            );
        return await unit.Db.PolicyImports.AsNoTracking().SingleAsync(i => i.Id == id);
    }

    private static int Errors(Unit unit, PolicyImportRow import, RecordFaults faults)
    {
        var kept = faults.All.Take(Math.Max(0, MostErrors - import.Errors)).ToList();
        unit.AddMany(
            kept.Select(
                (e, i) =>
                    new ImportErrorRow
                    {
                        OrganizationId = import.OrganizationId,
                        ImportId = import.Id,
                        Number = import.Errors + i + 1,
                        Batch = e.Batch,
                        Place = e.Row,
                        RecordId = e.Id,
                        Field = e.Field,
                        Message = e.Message,
                    }
            )
        );
        return kept.Count;
    }

    private static ImportBatchRow New(
        PolicyImportRow import,
        int batch,
        string digest,
        int records
    ) =>
        new()
        {
            OrganizationId = import.OrganizationId,
            ImportId = import.Id,
            Batch = batch,
            Digest = digest,
            Earlier = import.Records,
            Records = records,
            Done = 0,
            Created = 0,
            Changed = 0,
            Unchanged = 0,
            Refused = 0,
        };

    private Task<ImportBatchRow?> Begun(string id, int batch, CancellationToken cancellation) =>
        Batches(db, id, batch).AsNoTracking().SingleOrDefaultAsync(cancellation);

    private static IQueryable<ImportBatchRow> Batches(VidimusDb db, string id, int batch) =>
        db.Set<ImportBatchRow>().Where(b => b.ImportId == id && b.Batch == batch);

    private async Task<Result<PolicyBatch>> Shown(
        ImportBatchRow batch,
        CancellationToken cancellation
    )
    {
        var errors = await db
            .PolicyImportErrors.AsNoTracking()
            .Where(e => e.ImportId == batch.ImportId && e.Batch == batch.Batch)
            .OrderBy(e => e.Number)
            .Take(ShownErrors)
            .ToListAsync(cancellation);
        return new PolicyBatch(
            batch.Records - batch.Refused,
            batch.Created + batch.Changed,
            batch.Unchanged,
            [.. errors.Select(PolicyRowError.Of)],
            batch.Batch,
            batch.Records,
            batch.Created,
            batch.Refused
        );
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
