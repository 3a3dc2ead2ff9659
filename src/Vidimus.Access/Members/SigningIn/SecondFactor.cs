using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>Takes a code of the authenticator, or a recovery code in its place; each works once, whatever comes at once.</summary>
internal sealed class SecondFactor(Commits commits, MasterKeys keys, TimeProvider clock)
{
    /// <summary>How it was proven, <c>totp</c> or <c>recovery</c>; null when the code is not right.</summary>
    public async Task<string?> Take(string memberId, string code, CancellationToken cancellation)
    {
        string? how = null;
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var member = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                how =
                    TakeTotp(member, code) ? "totp"
                    : RecoveryCodes.Take(member, code) ? "recovery"
                    : null;
                if (how is not null)
                    member.Version++;
            },
            cancellation
        );
        return how;
    }

    /// <summary>Takes a code of the authenticator; the row remembers it.</summary>
    public bool TakeTotp(MemberRow member, string code)
    {
        if (member.TotpSecret is not { } secret)
            return false;
        var plain = Encoding.ASCII.GetString(keys.Decrypt(secret, MemberStore.TotpPurpose));
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        if (
            digits.Length != code.Count(c => !char.IsWhiteSpace(c))
            || Totp.Step(plain, digits, member.TotpStep, clock.GetUtcNow()) is not { } step
        )
            return false;
        member.TotpStep = step;
        return true;
    }

    /// <summary>Gives the member another secret, which counts once a code of it was taken.</summary>
    public string Begin(MemberRow member)
    {
        var secret = Totp.NewSecret();
        member.TotpSecret = keys.Encrypt(Encoding.ASCII.GetBytes(secret), MemberStore.TotpPurpose);
        member.TotpStep = 0;
        return secret;
    }
}
