using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Signing;

internal sealed class WrappedIssuerKeys : IWrapped
{
    public string What => "issuers' keys";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<IssuerKeyRow>()
            .Where(k => string.Compare(k.Fragment, position) > 0)
            .OrderBy(k => k.Fragment)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.PrivateKey =
                Rewrapping.Rewrap(keys, row.PrivateKey, Identities.Purpose) ?? row.PrivateKey;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Fragment;
    }
}

internal sealed class WrappedReceiptKeys : IWrapped
{
    public string What => "keys of receipts";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        foreach (var row in await unit.Db.ReceiptKeys.ToListAsync())
            row.PrivateKey =
                Rewrapping.Rewrap(keys, row.PrivateKey, ReceiptKeys.Purpose) ?? row.PrivateKey;
        return null;
    }
}

internal sealed class WrappedRecipientKeys : IWrapped
{
    public string What => "recipients' keys";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<RecipientRow>()
            .Where(r => string.Compare(r.Id, position) > 0)
            .OrderBy(r => r.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.DataKey =
                Rewrapping.Rewrap(keys, row.DataKey, RecipientVault.Purpose) ?? row.DataKey;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}
