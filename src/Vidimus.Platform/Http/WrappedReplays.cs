using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Platform.Http;

internal sealed class WrappedReplays : IWrapped
{
    public string What => "answers kept for repetition";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<ReplayRow>()
            .Where(r => string.Compare(r.KeyDigest, position) > 0)
            .OrderBy(r => r.KeyDigest)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        if (rows.Count == Rewrapping.PageSize)
        {
            // Several routes may have seen the same idempotency key: a page ends with all of its last one.
            var last = rows[^1].KeyDigest;
            rows =
            [
                .. rows.Union(
                    await unit.Db.Across<ReplayRow>().Where(r => r.KeyDigest == last).ToListAsync()
                ),
            ];
        }
        foreach (var row in rows)
            row.Body =
                Rewrapping.Rewrap(keys, row.Body, Repeat.Purpose(row.OrganizationId, row.Route))
                ?? row.Body;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].KeyDigest;
    }
}
