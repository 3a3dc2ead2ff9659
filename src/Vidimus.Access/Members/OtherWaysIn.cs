using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>
/// Passkeys and linked accounts open an account without its password: whoever was in it may have left one behind, and a new
/// password alone keeps nobody out.
/// </summary>
internal static class OtherWaysIn
{
    /// <summary>Name of the tick by which a form asks for it.</summary>
    public const string Field = "others";

    /// <summary>Removes them all, in the change that sets the password, and states it.</summary>
    public static async Task Remove(Unit unit, string memberId)
    {
        var passkeys = await unit.Db.Passkeys.Where(p => p.MemberId == memberId).ToListAsync();
        var accounts = await unit
            .Db.ExternalAccounts.Where(a => a.MemberId == memberId)
            .ToListAsync();
        unit.Db.RemoveRange(passkeys);
        unit.Db.RemoveRange(accounts);
        var facts = new List<Fact>();
        if (passkeys.Count > 0)
            facts.Add(new SimpleFact("member.passkey-removed", memberId));
        if (accounts.Count > 0)
            facts.Add(new SimpleFact("member.external-unlinked", memberId));
        await MemberFacts.State(unit, memberId, facts);
    }
}
