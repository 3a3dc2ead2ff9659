using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Tokens;

internal sealed class WrappedTokenKeys : IWrapped
{
    public string What => "keys of access tokens";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        foreach (var row in await unit.Db.TokenKeys.ToListAsync())
            row.PrivateKey =
                Rewrapping.Rewrap(keys, row.PrivateKey, TokenKeys.Purpose) ?? row.PrivateKey;
        return null;
    }
}
