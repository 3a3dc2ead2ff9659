using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>
/// What is between two lists of criteria. Blocks with ids of their own are told apart by these. Those whose id is only their
/// place are the same where they say the same, wherever they stand now; of the others, one that stands behind the same block
/// as before is that one, changed.
/// </summary>
internal static class CriteriaDiff
{
    private const string Added = "added";
    private const string Modified = "modified";
    private const string Removed = "removed";

    public static List<ChangedCriterion> Between(
        IReadOnlyList<PolicyCriterion> old,
        IReadOnlyList<PolicyCriterion> now
    )
    {
        var before = Pairs(old, now);
        var stays = Standing(before);
        var changes = new List<ChangedCriterion>();
        for (var i = 0; i < now.Count; i++)
        {
            if (before[i] is not { } was)
                changes.Add(Changed(now[i], Added));
            // One that only moved is modified too, since their order is what people read.
            else if (!Same(old[was], now[i]) || !stays.Contains(i))
                changes.Add(Changed(now[i], Modified));
        }
        var kept = before.OfType<int>().ToHashSet();
        changes.AddRange(old.Where((_, i) => !kept.Contains(i)).Select(c => Changed(c, Removed)));
        return changes;
    }

    /// <summary>Of each block the place in the old list of the one that it was; null for a new one.</summary>
    private static int?[] Pairs(
        IReadOnlyList<PolicyCriterion> old,
        IReadOnlyList<PolicyCriterion> now
    )
    {
        var pairs = new int?[now.Count];
        var (places, oldPlaces) = (Places(now), Places(old));
        var free = Enumerable.Range(0, old.Count).ToHashSet();
        var named = free.Where(i => oldPlaces[i] is null)
            .ToDictionary(i => old[i].Id!, StringComparer.Ordinal);
        var texts = free.Where(i => oldPlaces[i] is not null)
            .GroupBy(i => (old[i].Section, old[i].Text))
            .ToDictionary(g => g.Key, g => new Queue<int>(g.Order()));
        var at = free.Where(i => oldPlaces[i] is not null)
            .ToDictionary(i => (old[i].Section, oldPlaces[i]!.Value));
        for (var i = 0; i < now.Count; i++)
        {
            if (places[i] is null)
                Pair(i, named.TryGetValue(now[i].Id!, out var same) ? same : null);
            else if (texts.GetValueOrDefault((now[i].Section, now[i].Text)) is { Count: > 0 } queue)
                Pair(i, queue.Dequeue());
        }
        // What stands behind the same block as before, and what is left at the same place.
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < now.Count; i++)
        {
            var section = now[i].Section;
            if (pairs[i] is null && places[i] is not null)
                Pair(i, Next(section, last.GetValueOrDefault(section)));
            if (pairs[i] is { } was)
                last[section] = oldPlaces[was] ?? last.GetValueOrDefault(section);
        }
        for (var i = 0; i < now.Count; i++)
            if (pairs[i] is null && places[i] is { } place)
                Pair(i, Next(now[i].Section, place - 1));
        return pairs;

        int? Next(string section, int place) =>
            at.TryGetValue((section, place + 1), out var next) ? next : null;

        void Pair(int i, int? was)
        {
            if (was is { } found && free.Remove(found))
                pairs[i] = found;
        }
    }

    /// <summary>Of each block without an id of its own its place in its section, from 1; null for the others.</summary>
    private static int?[] Places(IReadOnlyList<PolicyCriterion> blocks)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. blocks.Select(b =>
            {
                var place = counts[b.Section] = counts.GetValueOrDefault(b.Section) + 1;
                return b.Id == CanonicalDocument.Place(b.Section, place) ? place : (int?)null;
            }),
        ];
    }

    /// <summary>The places of as many blocks as possible that stand in the order in which they stood: the others moved.</summary>
    private static HashSet<int> Standing(int?[] before)
    {
        // The longest rising run: ends[n] is the block with the smallest old place that ends one of n + 1 blocks.
        var ends = new List<int>();
        var previous = new int?[before.Length];
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i] is not { } was)
                continue;
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (before[ends[middle]] < was)
                    low = middle + 1;
                else
                    high = middle;
            }
            previous[i] = low == 0 ? null : ends[low - 1];
            if (low == ends.Count)
                ends.Add(i);
            else
                ends[low] = i;
        }
        var standing = new HashSet<int>();
        for (int? i = ends.Count == 0 ? null : ends[^1]; i is { } block; i = previous[block])
            standing.Add(block);
        return standing;
    }

    private static ChangedCriterion Changed(PolicyCriterion block, string how) =>
        new(block.Id!, block.Section, how);

    private static bool Same(PolicyCriterion first, PolicyCriterion second) =>
        first.Section == second.Section
        && first.Text == second.Text
        && (first.Tags ?? []).SequenceEqual(second.Tags ?? [])
        && first.Logic?.GetRawText() == second.Logic?.GetRawText()
        && first.RequiresManualReview == second.RequiresManualReview
        && first.Confidence.Equals(second.Confidence);
}
