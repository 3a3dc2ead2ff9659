using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Writing;

/// <summary>A document that was checked and made canonical, ready to be written.</summary>
/// <param name="Document">The canonical document; it has an id.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Json">Its canonical JSON.</param>
internal sealed record ReadyPolicy(PolicyDocument Document, string Digest, byte[] Json)
{
    /// <summary>What an edition keeps; made only for what differs, since most of what a load brings does not.</summary>
    public byte[] Content => PolicyText.Pack(Json);
}

/// <summary>What became of a document.</summary>
internal enum WriteOutcome
{
    Created,
    Changed,
    Unchanged,
}

/// <summary>A policy that was written.</summary>
/// <param name="Row">Its head as it is now.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Change">The change; null where nothing changed, and in a first load.</param>
internal sealed record WrittenPolicy(PolicyRow Row, WriteOutcome Outcome, ChangeRow? Change);

/// <summary>How policies are written.</summary>
/// <param name="Load">Number of the import that brings them; null for single writes.</param>
/// <param name="Baseline">True for a first load: editions are kept, changes are not made and nobody is told.</param>
internal sealed record WriteAs(long? Load = null, bool Baseline = false)
{
    public static readonly WriteAs Single = new();
}

/// <summary>
/// Writes policies in a unit: the edition, the rows by which it is listed and found, the change with its number, and the
/// facts that tell of it. What says the same as before writes nothing.
/// </summary>
internal sealed class PolicyWriter(PolicyNews news, TimeProvider clock)
{
    /// <summary>The day that counts as today.</summary>
    public string Today => clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Checks a document and makes it canonical; before the unit, since it is the dear part. One without an id gets one.</summary>
    public Result<ReadyPolicy> Ready(PolicyDocument document)
    {
        if (DocumentRules.Check(new Fields(), document).Problem is { } wrong)
            return wrong;
        return Canonical(document);
    }

    /// <summary>Writes one policy of the unit's author's organization; with <paramref name="edition"/> only if that is the one there, 0 for none.</summary>
    public async Task<Result<WrittenPolicy>> Put(Unit unit, ReadyPolicy policy, int? edition = null)
    {
        var numbers = await PolicyNumbers.Changes(unit);
        var heads = await Heads(unit, [policy.Document.Id!]);
        if (Refused(heads.Values.FirstOrDefault(), edition) is { } refused)
            return refused;
        return (await Write(unit, numbers, heads, [policy], WriteAs.Single))[0];
    }

    /// <summary>Writes many, each id once.</summary>
    public async Task<IReadOnlyList<WrittenPolicy>> PutAll(
        Unit unit,
        IReadOnlyList<ReadyPolicy> policies,
        WriteAs how
    )
    {
        // Whoever writes policies waits here for whoever does just now: the numbers of changes grow as they are committed.
        var numbers = await PolicyNumbers.Changes(unit);
        var heads = await Heads(unit, [.. policies.Select(p => p.Document.Id!)]);
        return await Write(unit, numbers, heads, policies, how);
    }

    /// <summary>Retires a policy from <paramref name="date"/> on: today unless said; one that is to come is only noted.</summary>
    public async Task<Result<WrittenPolicy>> Retire(
        Unit unit,
        string id,
        string? date = null,
        int? edition = null
    )
    {
        var numbers = await PolicyNumbers.Changes(unit);
        var heads = await Heads(unit, [id]);
        if (heads.Values.FirstOrDefault() is not { } head)
            return PoliciesProblems.PolicyNotFound;
        if (Refused(head, edition) is { } refused)
            return refused;
        var policy = (await Retired(unit, [head], date))[0];
        return (await Write(unit, numbers, heads, [policy], WriteAs.Single))[0];
    }

    /// <summary>Retires those of these policies that are active, today or on the earlier day that they name themselves.</summary>
    public async Task<IReadOnlyList<WrittenPolicy>> RetireAll(
        Unit unit,
        IReadOnlyCollection<string> ids,
        WriteAs how
    )
    {
        var numbers = await PolicyNumbers.Changes(unit);
        var heads = await Heads(unit, ids);
        var active = heads.Values.Where(h => h.Status == PolicyStatuses.Active).ToList();
        return await Write(unit, numbers, heads, await Retired(unit, active, null), how);
    }

    /// <summary>In the place of an edition: any that is there.</summary>
    public const int AnyEdition = -1;

    /// <summary>In the place of an edition: one that never is.</summary>
    public const int NoEdition = -2;

    private static Problem? Refused(PolicyRow? head, int? edition) =>
        edition is null || edition == (head?.Edition ?? 0) ? null
        : edition == AnyEdition && head is not null ? null
        : edition == 0 ? PoliciesProblems.PolicyExists.With(field: "id")
        : PoliciesProblems.EditionDiffers.With(
            head is null
                ? "There is no such policy."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The policy's edition is {head.Edition} by now."
                )
        );

    private async Task<IReadOnlyList<WrittenPolicy>> Write(
        Unit unit,
        PolicyNumbers numbers,
        Dictionary<string, PolicyRow> heads,
        IReadOnlyList<ReadyPolicy> policies,
        WriteAs how
    )
    {
        var now = clock.GetUtcNow();
        var owner = unit.Author.OrganizationId;
        var differing = policies
            .Where(p => heads.GetValueOrDefault(p.Document.Id!)?.Digest != p.Digest)
            .ToList();
        var before = differing
            .Select(p => heads.GetValueOrDefault(p.Document.Id!))
            .OfType<PolicyRow>()
            .ToList();
        var old = await Documents(unit, before);
        var written = new Dictionary<string, WrittenPolicy>(StringComparer.Ordinal);
        foreach (var policy in differing)
        {
            var was = heads.GetValueOrDefault(policy.Document.Id!);
            var head = policy.Head(owner, was, now, how.Load);
            var change = how.Baseline
                ? null
                : Diff(policy, was, old).Change(head, was, numbers.Next(), how.Load);
            written[head.Id] = new(
                head,
                was is null ? WriteOutcome.Created : WriteOutcome.Changed,
                change
            );
        }
        if (differing.Count > 0)
        {
            await Remove(unit, [.. before.Select(h => h.Id)]);
            Add(unit, differing, written);
            AddFormer(unit, differing, heads, old);
        }
        if (how.Load is { } load)
            await Bring(
                unit,
                [.. policies.Select(p => p.Document.Id!).Where(id => !written.ContainsKey(id))],
                load
            );
        await numbers.Keep(unit);
        await news.Tell(unit, [.. written.Values.Select(w => w.Change).OfType<ChangeRow>()]);
        return
        [
            .. policies.Select(p =>
                written.GetValueOrDefault(p.Document.Id!)
                ?? new(heads[p.Document.Id!], WriteOutcome.Unchanged, null)
            ),
        ];
    }

    private static PolicyDiff Diff(
        ReadyPolicy policy,
        PolicyRow? was,
        Dictionary<string, PolicyDocument> old
    ) =>
        was is null
            ? PolicyDiff.New(policy.Document)
            : PolicyDiff.Between(old[was.Id], policy.Document);

    private static void Add(
        Unit unit,
        List<ReadyPolicy> policies,
        Dictionary<string, WrittenPolicy> written
    )
    {
        var all = policies.Select(p => (Policy: p, written[p.Document.Id!].Row)).ToList();
        unit.AddMany(all.Select(a => a.Row));
        unit.AddMany(all.Select(a => a.Policy.Edition(a.Row, unit.Author)));
        unit.AddMany(all.SelectMany(a => a.Policy.Reach(a.Row)));
        unit.AddMany(all.SelectMany(a => a.Policy.Codes(a.Row)));
        unit.AddMany(all.SelectMany(a => a.Policy.Criteria(a.Row)));
        unit.AddMany(written.Values.Select(w => w.Change).OfType<ChangeRow>());
        foreach (var (policy, row) in all)
            PolicyIndex.Put(unit, row, policy.Document);
    }

    // Of what is new there is nothing former: a first load writes none of these.
    private static void AddFormer(
        Unit unit,
        List<ReadyPolicy> policies,
        Dictionary<string, PolicyRow> heads,
        Dictionary<string, PolicyDocument> old
    )
    {
        var replaced = policies
            .Where(p => heads.ContainsKey(p.Document.Id!))
            .Select(p => (Was: heads[p.Document.Id!], Now: p.Document))
            .ToList();
        unit.AddMany(replaced.Select(r => FormerRows.Edition(r.Was, old[r.Was.Id])));
        unit.AddMany(
            replaced.SelectMany(r =>
                FormerRows.Codes(r.Was.OrganizationId, r.Was.Edition, old[r.Was.Id], r.Now)
            )
        );
    }

    // Their editions, changes and what former editions said stay.
    private static async Task Remove(Unit unit, string[] ids)
    {
        if (ids.Length == 0)
            return;
        var owner = unit.Author.OrganizationId;
        await unit
            .Db.Across<PolicyRow>()
            .Where(p => p.OrganizationId == owner && ids.Contains(p.Id))
            .ExecuteDeleteAsync();
        await unit
            .Db.Across<ReachRow>()
            .Where(p => p.OrganizationId == owner && ids.Contains(p.PolicyId))
            .ExecuteDeleteAsync();
        await unit
            .Db.Across<PolicyCodeRow>()
            .Where(p => p.OrganizationId == owner && ids.Contains(p.PolicyId))
            .ExecuteDeleteAsync();
        await unit
            .Db.Across<CriterionRow>()
            .Where(p => p.OrganizationId == owner && ids.Contains(p.PolicyId))
            .ExecuteDeleteAsync();
    }

    // An import brought these, though it says nothing new of them.
    private static async Task Bring(Unit unit, string[] ids, long load)
    {
        if (ids.Length == 0)
            return;
        var owner = unit.Author.OrganizationId;
        await unit
            .Db.Across<PolicyRow>()
            .Where(p => p.OrganizationId == owner && ids.Contains(p.Id) && p.Load != load)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Load, load));
    }

    private static async Task<Dictionary<string, PolicyRow>> Heads(
        Unit unit,
        IReadOnlyCollection<string> ids
    )
    {
        var owner = unit.Author.OrganizationId;
        return await unit
            .Db.Across<PolicyRow>()
            .AsNoTracking()
            .Where(p => p.OrganizationId == owner && ids.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, PolicyDocument>> Documents(
        Unit unit,
        IReadOnlyCollection<PolicyRow> heads
    )
    {
        if (heads.Count == 0)
            return [];
        var owner = unit.Author.OrganizationId;
        var ids = heads.Select(h => h.Id).ToList();
        var current = await unit
            .Db.Across<EditionRow>()
            .Where(e => e.OrganizationId == owner && ids.Contains(e.PolicyId))
            .Join(
                unit.Db.Across<PolicyRow>(),
                e => new
                {
                    e.OrganizationId,
                    Id = e.PolicyId,
                    e.Edition,
                },
                p => new
                {
                    p.OrganizationId,
                    p.Id,
                    p.Edition,
                },
                (e, p) => new { e.PolicyId, e.Content }
            )
            .ToListAsync();
        return current.ToDictionary(
            e => e.PolicyId,
            e => PolicyText.Unpack(e.Content),
            StringComparer.Ordinal
        );
    }

    private async Task<IReadOnlyList<ReadyPolicy>> Retired(
        Unit unit,
        IReadOnlyCollection<PolicyRow> heads,
        string? date
    )
    {
        var today = Today;
        var documents = await Documents(unit, heads);
        return
        [
            .. documents.Values.Select(d =>
                d.Status == PolicyStatuses.Retired && date is null
                    ? Canonical(d)
                    : Canonical(d with { RetireDate = date ?? Earlier(d.RetireDate, today) })
            ),
        ];
    }

    private static string Earlier(string? date, string today) =>
        date is not null && string.CompareOrdinal(date, today) < 0 ? date : today;

    private ReadyPolicy Canonical(PolicyDocument document)
    {
        var canonical = CanonicalDocument.Of(
            document,
            document.Id ?? NewId.Create("pol", clock),
            Today
        );
        var json = PolicyText.Json(canonical);
        return new(canonical, PolicyText.Digest(json), json);
    }
}
