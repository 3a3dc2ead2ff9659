using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members;

/// <summary>Secrets of authenticators move to another master key.</summary>
internal sealed class WrappedTotp : IWrapped
{
    public string What => "members' authenticators";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var members = await unit
            .Db.Members.Where(m => m.TotpSecret != null && string.Compare(m.Id, position) > 0)
            .OrderBy(m => m.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var member in members)
            member.TotpSecret =
                Rewrapping.Rewrap(keys, member.TotpSecret!, SecondFactor.TotpPurpose)
                ?? member.TotpSecret;
        return members.Count < Rewrapping.PageSize ? null : members[^1].Id;
    }
}

/// <summary>A backup may hold sessions and links that were ended or used after it was made.</summary>
internal sealed class EndMemberSessions : IRestored
{
    public string What => "sessions and one-time links of members: they sign in again";

    public async Task Run(Unit unit)
    {
        unit.Db.RemoveRange(await unit.Db.Sessions.ToListAsync());
        unit.Db.RemoveRange(await unit.Db.SignInLinks.ToListAsync());
        unit.Db.RemoveRange(await unit.Db.Ceremonies.ToListAsync());
    }
}
