using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Platform.Mail;

internal sealed class WrappedMails : IWrapped
{
    public string What => "mail that waits";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Set<MailRow>()
            .Where(m => string.Compare(m.Id, position) > 0 && m.Content != null)
            .OrderBy(m => m.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.Content = Rewrapping.Rewrap(keys, row.Content!, MailOutbox.Purpose) ?? row.Content;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}
