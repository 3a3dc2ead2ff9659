using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>A running total of an organization, such as the credentials issued in a group.</summary>
public sealed class TallyRow : IModeRow
{
    /// <inheritdoc/>
    public required string OrganizationId { get; init; }

    /// <inheritdoc/>
    public required string Mode { get; init; }

    /// <summary>What is counted, such as <c>grp_…/issued</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The total.</summary>
    public long Value { get; init; }
}

/// <summary>Adds up the totals that one batch of units moves and writes each of them once, in the same transaction.</summary>
internal sealed class Tallies
{
    private readonly SortedDictionary<
        (string Organization, string Mode, string Name),
        long
    > _changes = [];

    public void Add(Unit unit)
    {
        foreach (var (name, change) in unit.TallyChanges)
        {
            var key = (unit.Author.OrganizationId, unit.Author.Mode, name);
            _changes[key] = _changes.GetValueOrDefault(key) + change;
        }
    }

    public async Task Write(VidimusDb db)
    {
        // Sorted, so that two nodes lock the same rows in the same order.
        foreach (var ((organization, mode, name), change) in _changes)
        {
            if (change == 0)
                continue;
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO platform_tallies (organization_id, mode, name, value)
                VALUES ({organization}, {mode}, {name}, {change})
                ON CONFLICT (organization_id, mode, name) DO UPDATE SET value = platform_tallies.value + excluded.value
                """
            );
        }
    }
}
