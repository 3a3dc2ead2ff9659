using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Reading.Likeness;

/// <summary>
/// Vectors in the memory of this node. Each use asks the database for what came since the last; the spaces that were used
/// longest ago go when there are too many vectors.
/// </summary>
internal sealed class Spaces(EmbeddingOptions options) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, Space> _spaces = new(StringComparer.Ordinal);
    private long _uses;

    /// <summary>Reads something in an organization's space as it is now.</summary>
    public async Task<T> Read<T>(
        VidimusDb db,
        string organizationId,
        Func<Space, T> read,
        CancellationToken cancellation
    )
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (!_spaces.TryGetValue(organizationId, out var space))
                _spaces[organizationId] = space = new();
            space.UsedAt = ++_uses;
            await Refresh(db, organizationId, space, cancellation);
            Bound(organizationId);
            return read(space);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    // Those of the last stamp once more: another may have got the same since.
    private async Task Refresh(
        VidimusDb db,
        string organizationId,
        Space space,
        CancellationToken cancellation
    )
    {
        var since = space.Stamp;
        var rows = db.Across<VectorRow>()
            .AsNoTracking()
            .Where(v =>
                v.OrganizationId == organizationId && v.Model == options.Space && v.Stamp >= since
            )
            .OrderByDescending(v => v.Stamp)
            .Take(Math.Max(options.MostInMemory, 1))
            .Select(v => new
            {
                v.PolicyId,
                v.Vector,
                v.Stamp,
            })
            .AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellation))
            space.Put(row.PolicyId, row.Vector, row.Stamp);
    }

    private void Bound(string used)
    {
        while (_spaces.Count > 1 && _spaces.Values.Sum(s => s.Count) > options.MostInMemory)
            _spaces.Remove(_spaces.Where(s => s.Key != used).MinBy(s => s.Value.UsedAt).Key);
    }
}
