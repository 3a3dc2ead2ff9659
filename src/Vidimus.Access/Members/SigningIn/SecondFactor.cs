using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>What became of a code.</summary>
/// <param name="How"><c>totp</c> or <c>recovery</c>; null when it was not taken.</param>
/// <param name="Over">Whether no more codes are looked at for now.</param>
internal sealed record CodeTaken(string? How, bool Over);

/// <summary>
/// Takes a code of the authenticator, or a recovery code in its place; each works once, whatever comes at once. Only who has
/// proven the first step can try, so wrong codes are counted by how that was done: who knows a password and guesses codes keeps
/// nobody out who comes by a link. What is wrong is written down with the look at it, so that many at once get no more tries.
/// </summary>
internal sealed class SecondFactor(Commits commits, MasterKeys keys, TimeProvider clock)
{
    /// <summary>What the secret of an authenticator is encrypted for.</summary>
    public const string TotpPurpose = "access.totp";

    /// <summary>Wrong codes in a quarter of an hour.</summary>
    private const int MostAtOnce = 5;

    /// <summary>Wrong codes in a day: one of a million is right at a time, or three.</summary>
    private const int MostInDay = 30;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(15);

    /// <summary>Looks at a code, if there are tries left.</summary>
    /// <param name="memberId">Whose code it is to be.</param>
    /// <param name="counted">What tries are counted under: how the first step was proven, and where.</param>
    /// <param name="code">The code.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<CodeTaken> Take(
        string memberId,
        string counted,
        string code,
        CancellationToken cancellation
    )
    {
        var taken = new CodeTaken(null, true);
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var member = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                // Whoever comes at the same time meets at the member's row.
                member.Version++;
                taken = await Take(unit, member, counted, code);
            },
            cancellation
        );
        return taken;
    }

    private async Task<CodeTaken> Take(Unit unit, MemberRow member, string counted, string code)
    {
        var now = clock.GetUtcNow();
        string[] places =
        [
            .. Enumerable
                .Range(0, MostInDay)
                .Select(i => KeyFormat.Digest($"second step {member.Id} {counted} {i}")),
        ];
        var rows = await unit.Db.Ceremonies.Where(c => places.Contains(c.Digest)).ToListAsync();
        var wrong = rows.Count(r => r.ExpiresAt > now);
        var lately = rows.Count(r => r.ExpiresAt > now + Day - Wait);
        if (wrong >= MostInDay || lately >= MostAtOnce)
            return new(null, true);
        var how =
            TakeTotp(member, code) ? "totp"
            : RecoveryCodes.Take(member, code) ? "recovery"
            : null;
        if (how is not null)
        {
            unit.Db.RemoveRange(rows);
            return new(how, false);
        }
        var place = places.First(p => !rows.Exists(r => r.Digest == p && r.ExpiresAt > now));
        if (rows.Find(r => r.Digest == place) is { } over)
            over.ExpiresAt = now + Day;
        else
            unit.Db.Add(
                new CeremonyRow
                {
                    Digest = place,
                    Kind = "second-step",
                    MemberId = member.Id,
                    State = [],
                    ExpiresAt = now + Day,
                }
            );
        return new(null, wrong + 1 >= MostInDay || lately + 1 >= MostAtOnce);
    }

    /// <summary>Takes a code of the authenticator; the row remembers it.</summary>
    public bool TakeTotp(MemberRow member, string code)
    {
        if (member.TotpSecret is not { } secret)
            return false;
        var plain = Encoding.ASCII.GetString(keys.Decrypt(secret, TotpPurpose));
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
    public void Begin(MemberRow member, string secret)
    {
        member.TotpSecret = keys.Encrypt(Encoding.ASCII.GetBytes(secret), TotpPurpose);
        member.TotpStep = 0;
    }
}
