using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Status;

/// <summary>
/// After a restore the status lists do not know which of their positions were given away since the backup. They stay
/// readable and take no new credential, so that no position can ever mean two.
/// </summary>
internal sealed class CloseLists : IRestored
{
    public string What => "open status lists: the next credential opens new ones";

    public async Task Run(Unit unit)
    {
        foreach (
            var list in await unit.Db.Across<StatusListRow>().Where(l => l.Free > 0).ToListAsync()
        )
        {
            list.Free = 0;
            list.Version++;
        }
    }
}
