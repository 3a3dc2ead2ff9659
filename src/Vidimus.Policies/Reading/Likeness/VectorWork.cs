using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Reading.Likeness;

/// <summary>
/// Makes the vectors of policies whose current edition has none, some at a time, on one node at a time; what is made is
/// kept, so that a node that stops leaves the rest to the next.
/// </summary>
internal sealed partial class VectorWork(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    EmbeddingService service,
    EmbeddingOptions options,
    Leases leases,
    TimeProvider clock,
    ILogger<VectorWork> log
)
    : LeasedWork(
        "policies.vectors",
        TimeSpan.FromMinutes(5),
        TimeSpan.FromSeconds(10),
        leases,
        clock,
        log
    )
{
    private const int LongestText = 6_000;
    private readonly Leases _leases = leases;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.IsOn ? base.ExecuteAsync(stoppingToken) : Task.CompletedTask;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        var batch = Math.Clamp(options.Batch, 1, 256);
        List<Wanting> wanting;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            wanting = await Find(db, batch, cancellation);
        if (wanting.Count == 0)
            return false;
        var vectors = await Make(wanting, cancellation);
        if (vectors is null)
            return false;
        await commits.Keep(
            "policies.upkeep",
            async unit =>
            {
                await _leases.Demand(unit, lease);
                for (var i = 0; i < wanting.Count; i++)
                    await Put(unit, wanting[i], vectors[i]);
            },
            cancellation
        );
        return wanting.Count == batch;
    }

    private async Task<List<Wanting>> Find(VidimusDb db, int batch, CancellationToken cancellation)
    {
        var model = options.Space;
        var rows = await (
            from policy in db.Across<PolicyRow>().AsNoTracking()
            where
                !db.Across<VectorRow>()
                    .Any(v =>
                        v.OrganizationId == policy.OrganizationId
                        && v.PolicyId == policy.Id
                        && v.Model == model
                        && v.Edition == policy.Edition
                    )
            join edition in db.Across<EditionRow>()
                on new
                {
                    policy.OrganizationId,
                    policy.Id,
                    policy.Edition,
                } equals new
                {
                    edition.OrganizationId,
                    Id = edition.PolicyId,
                    edition.Edition,
                }
            orderby policy.OrganizationId, policy.Id
            select new
            {
                policy.OrganizationId,
                policy.Id,
                policy.Edition,
                edition.Content,
            }
        )
            .Take(batch)
            .ToListAsync(cancellation);
        return
        [
            .. rows.Select(r => new Wanting(
                r.OrganizationId,
                r.Id,
                r.Edition,
                Text(PolicyText.Unpack(r.Content))
            )),
        ];
    }

    /// <summary>
    /// One vector for each; an empty one for a text that the service does not take, so that it is not asked again and again.
    /// Null where the service cannot be used.
    /// </summary>
    private async Task<float[][]?> Make(List<Wanting> wanting, CancellationToken cancellation)
    {
        var all = await service.Embed([.. wanting.Select(w => w.Text)], cancellation);
        if (all.Vectors is { } vectors)
            return vectors;
        if (!all.Refused)
        {
            LogUnavailable(log, all.Missing!);
            return null;
        }
        var made = new float[wanting.Count][];
        for (var i = 0; i < wanting.Count; i++)
        {
            var one = await service.Embed([wanting[i].Text], cancellation);
            if (one.Vectors is null && !one.Refused)
                return null;
            made[i] = one.Vectors is [var vector] ? vector : [];
        }
        return made;
    }

    private async Task Put(Unit unit, Wanting wanting, float[] vector)
    {
        var row = await unit
            .Db.Across<VectorRow>()
            .SingleOrDefaultAsync(v =>
                v.OrganizationId == wanting.OrganizationId
                && v.PolicyId == wanting.PolicyId
                && v.Model == options.Space
            );
        var bytes = MemoryMarshal.AsBytes<float>(vector).ToArray();
        // One node at a time writes them, so that each batch has a greater one than those before.
        var stamp =
            1
            + (
                await unit
                    .Db.Across<VectorRow>()
                    .Where(v =>
                        v.OrganizationId == wanting.OrganizationId && v.Model == options.Space
                    )
                    .MaxAsync(v => (long?)v.Stamp)
                ?? 0
            );
        if (row is not null)
            (row.Edition, row.Vector, row.Stamp) = (wanting.Edition, bytes, stamp);
        else
            unit.Db.Add(
                new VectorRow
                {
                    OrganizationId = wanting.OrganizationId,
                    PolicyId = wanting.PolicyId,
                    Model = options.Space,
                    Edition = wanting.Edition,
                    Vector = bytes,
                    Stamp = stamp,
                }
            );
    }

    // What says best what a policy is about, as far as models read at all.
    private static string Text(PolicyDocument document)
    {
        var text = string.Join(
            '\n',
            (
                (string?[])
                    [
                        document.Title,
                        document.Summary,
                        string.Join(", ", document.Keywords ?? []),
                        document.Sections?.Indications,
                        document.Sections?.Limitations,
                        document.Description,
                    ]
            ).Where(t => !string.IsNullOrWhiteSpace(t))
        );
        if (text.Length <= LongestText)
            return text;
        return text[
            ..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)
        ];
    }

    [LoggerMessage(
        7201,
        LogLevel.Warning,
        "No vectors of policies were made; about the embedding service: {Reason}."
    )]
    private static partial void LogUnavailable(ILogger logger, string reason);

    private sealed record Wanting(string OrganizationId, string PolicyId, int Edition, string Text);
}
