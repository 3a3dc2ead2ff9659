using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Tokens;

/// <summary>
/// After a restore no access token from before is taken: what it was made from may have been revoked since the backup.
/// The next start makes a new key.
/// </summary>
internal sealed class EndTokens : IRestored
{
    public string What => "access tokens: clients exchange their client token again";

    public async Task Run(Unit unit) => unit.Db.RemoveRange(await unit.Db.TokenKeys.ToListAsync());
}
