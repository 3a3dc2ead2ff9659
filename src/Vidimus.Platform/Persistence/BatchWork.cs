using Vidimus.Platform.Facts;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Something that the units of one batch share, such as a locked row that many of them change: it is read once, changed
/// in memory, and written once at the end. A change counts only when its unit succeeded.
/// </summary>
public abstract class BatchPart
{
    /// <summary>The row to be updated at the end; null when nothing is to be written.</summary>
    protected internal abstract object? Changed { get; }

    /// <summary>The unit that changed it succeeded.</summary>
    protected internal abstract void Keep();

    /// <summary>The unit that changed it did not succeed: back to where it stood after the last that did.</summary>
    protected internal abstract void Undo();
}

/// <summary>What is done once for a whole batch of units, in its transaction: totals, rows added at the end, shared parts.</summary>
internal sealed class BatchWork(FactLog facts)
{
    private readonly Tallies _tallies = new();
    private readonly List<(Type Kind, List<object> Rows)> _rows = [];
    private readonly Dictionary<(Type, string, string), BatchPart> _parts = [];
    private readonly HashSet<BatchPart> _used = [];
    private readonly List<(Type, string, string)> _loaded = [];

    public async Task<T> Share<T>(Unit unit, string name, Func<Task<T>> load)
        where T : BatchPart
    {
        var key = (typeof(T), unit.Author.OrganizationId, name);
        if (!_parts.TryGetValue(key, out var part))
        {
            part = await load();
            _parts.Add(key, part);
            _loaded.Add(key);
        }
        _used.Add(part);
        return (T)part;
    }

    public void Keep(Unit unit, bool withRows)
    {
        _tallies.Add(unit);
        foreach (var (kind, rows) in withRows ? unit.RowsAtEnd : [])
        {
            if (_rows.Find(r => r.Kind == kind).Rows is not { } same)
                _rows.Add((kind, same = []));
            same.AddRange(rows);
        }
        foreach (var part in _used)
            part.Keep();
        Next();
    }

    public void Undo()
    {
        foreach (var part in _used)
            part.Undo();
        Next();
    }

    /// <summary>
    /// After a failure that takes a savepoint back: what the unit read is read again by the next, since PostgreSQL lets
    /// go of the locks that were taken after the savepoint.
    /// </summary>
    public void Forget()
    {
        foreach (var key in _loaded)
            _parts.Remove(key);
        Undo();
    }

    // Totals last: their rows are the ones that most writers meet on.
    public async Task Write(VidimusDb db)
    {
        (Type, IReadOnlyList<object>)[] rows =
        [
            .. _rows.Select(r => (r.Kind, (IReadOnlyList<object>)r.Rows)),
        ];
        await Insert(db, rows);
        object[] changed = [.. _parts.Values.Select(p => p.Changed).OfType<object>()];
        if (changed.Length > 0)
        {
            db.UpdateRange(changed);
            await Transactions.Save(db);
            db.Leave();
        }
        await _tallies.Write(db);
    }

    /// <summary>Inserts rows, and with facts among them what follows from those.</summary>
    public async Task Insert(VidimusDb db, IReadOnlyList<(Type, IReadOnlyList<object>)> rows)
    {
        var following = await facts.Follow(db, rows);
        foreach (
            var (_, more) in (IEnumerable<(Type, IReadOnlyList<object>)>)[.. rows, .. following]
        )
            Inserted.AddRange(more);
        await ManyRows.Insert(db, [.. rows, .. following]);
    }

    /// <summary>Facts and what follows from them; those of a unit that was taken back may be among them.</summary>
    public List<object> Inserted { get; } = [];

    private void Next()
    {
        _used.Clear();
        _loaded.Clear();
    }
}
