using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Proves an address and a password. Every try is counted in the store before the password is looked at, so that no number
/// of tries at once gets more of them; an unknown address takes as long as a known one.
/// </summary>
internal sealed class Passwords(UserManager<MemberRow> users, Commits commits, TimeProvider clock)
{
    /// <summary>Wrong ones in a row before there is a wait.</summary>
    private const int Free = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    // The hash of nobody's password, made once.
    private static readonly Lock Making = new();
    private static string? s_nobody;

    /// <summary>The member whose password it is; null when it is not, or too many were wrong lately.</summary>
    public async Task<MemberRow?> Prove(
        string email,
        string password,
        CancellationToken cancellation
    )
    {
        var member = await users.FindByEmailAsync(email);
        var may = member is not null && await Count(member.Id, cancellation);
        var right =
            users.PasswordHasher.VerifyHashedPassword(
                member ?? Nobody,
                may && member!.PasswordHash is { } hash ? hash : HashOfNobody(),
                password
            ) != PasswordVerificationResult.Failed
            && may
            && member!.PasswordHash is not null
            && member.DisabledAt is null;
        if (!right)
            return null;
        await Forgive(member!.Id, cancellation);
        return member;
    }

    /// <summary>Counts one more try; false when the member has to wait, which is not told to whoever tries.</summary>
    public async Task<bool> Count(string memberId, CancellationToken cancellation)
    {
        var may = false;
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var now = clock.GetUtcNow();
                var row = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                may = !(row.LockedUntil > now);
                if (!may)
                    return;
                row.Failures++;
                row.Version++;
                if (row.Failures >= Free)
                    row.LockedUntil = now + Wait(row.Failures);
            },
            cancellation
        );
        return may;
    }

    /// <summary>What was proven was right: earlier tries count no more.</summary>
    public Task Forgive(string memberId, CancellationToken cancellation) =>
        commits.Keep(
            "access.identity",
            async unit =>
            {
                var row = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                (row.Failures, row.LockedUntil) = (0, null);
                row.LastSignInAt = clock.GetUtcNow();
                row.Version++;
            },
            cancellation
        );

    private static TimeSpan Wait(int failures)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(failures - Free, 10));
        return wait < LongestWait ? wait : LongestWait;
    }

    private static MemberRow Nobody { get; } =
        new()
        {
            Id = "",
            Email = "",
            NormalizedEmail = "",
            Name = "",
            SecurityStamp = "",
            CreatedAt = default,
            Version = 0,
        };

    private string HashOfNobody()
    {
        lock (Making)
            return s_nobody ??= users.PasswordHasher.HashPassword(Nobody, "nobody's password");
    }
}
