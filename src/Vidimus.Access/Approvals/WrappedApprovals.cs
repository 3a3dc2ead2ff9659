using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Approvals;

internal sealed class WrappedApprovals : IWrapped
{
    public string What => "arguments of calls that wait for an approval";

    public static string Purpose(string organizationId, string id) =>
        $"approval\n{organizationId}\n{id}";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<ApprovalRow>()
            .Where(a => string.Compare(a.Id, position) > 0 && a.Arguments != null)
            .OrderBy(a => a.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
        {
            var wrapped = Rewrapping.Rewrap(
                keys,
                row.Arguments!,
                Purpose(row.OrganizationId, row.Id)
            );
            if (wrapped is null)
                continue;
            row.Arguments = wrapped;
            row.Version++;
        }
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}
