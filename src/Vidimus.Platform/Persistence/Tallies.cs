namespace Vidimus.Platform.Persistence;

/// <summary>
/// A row of sums: its key says what is counted, and all its other columns are numbers. Saving one adds its numbers to
/// the row that is there.
/// </summary>
public interface ISumRow
{
    /// <summary>The whole key in one text; rows are written in its order, so that two nodes lock them in the same order.</summary>
    string SumKey { get; }

    /// <summary>True when adding it changes nothing.</summary>
    bool AddsNothing { get; }

    /// <summary>A new row with the numbers of both.</summary>
    ISumRow Plus(ISumRow other);
}

/// <summary>A running total of an organization, such as the credentials issued in a group.</summary>
public sealed class TallyRow : IModeRow, ISumRow
{
    /// <inheritdoc/>
    public required string OrganizationId { get; init; }

    /// <inheritdoc/>
    public required string Mode { get; init; }

    /// <summary>What is counted, such as <c>grp_…/issued</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The total.</summary>
    public long Value { get; init; }

    string ISumRow.SumKey => $"{OrganizationId}\n{Mode}\n{Name}";

    bool ISumRow.AddsNothing => Value == 0;

    ISumRow ISumRow.Plus(ISumRow other) =>
        new TallyRow
        {
            OrganizationId = OrganizationId,
            Mode = Mode,
            Name = Name,
            Value = checked(Value + ((TallyRow)other).Value),
        };
}

/// <summary>Adds up the sums that one batch of units moves and writes each of them once, in the same transaction.</summary>
internal sealed class Tallies
{
    private readonly SortedDictionary<(string Kind, string Key), ISumRow> _sums = new(
        Comparer<(string Kind, string Key)>.Create(
            static (a, b) =>
                string.CompareOrdinal(a.Kind, b.Kind) is not 0 and var byKind
                    ? byKind
                    : string.CompareOrdinal(a.Key, b.Key)
        )
    );

    public void Add(Unit unit)
    {
        foreach (var row in unit.Sums)
        {
            var key = (row.GetType().FullName!, row.SumKey);
            _sums[key] = _sums.TryGetValue(key, out var sum) ? sum.Plus(row) : row;
        }
    }

    public async Task Write(VidimusDb db)
    {
        foreach (var kind in _sums.Values.Where(s => !s.AddsNothing).GroupBy(s => s.GetType()))
            await ManyRows.AddUp(db, kind.Key, [.. kind]);
    }
}
