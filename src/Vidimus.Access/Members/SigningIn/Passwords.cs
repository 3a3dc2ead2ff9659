using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Proves passwords, and counts tries. Each is counted in the store before it is looked at, so that no number of tries at once
/// gets more of them; an unknown address takes as long as a known one. After five wrong ones the member's waits grow, but not
/// for browsers in which the member signed in before, and never for links by mail: nobody is locked out by others for good.
/// </summary>
internal sealed class Passwords(
    UserManager<MemberRow> users,
    KnownBrowsers known,
    Commits commits,
    TimeProvider clock
)
{
    /// <summary>Wrong ones in a row before there is a wait.</summary>
    private const int Free = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    // The hash of nobody's password, made once.
    private static readonly Lock Making = new();
    private static string? s_nobody;

    /// <summary>The member whose password it is; null when it is not, or too many were wrong lately.</summary>
    public async Task<MemberRow?> Prove(HttpContext http, string email, string password)
    {
        if (password.Length > PasswordRules.Longest)
            return null;
        var member = await users.FindByEmailAsync(email);
        var may = member is not null && await Count(http, member.Id);
        var hash = may ? member!.PasswordHash : null;
        var verified = users.PasswordHasher.VerifyHashedPassword(
            member ?? Nobody,
            hash ?? HashOfNobody(),
            password
        );
        if (
            hash is null
            || verified == PasswordVerificationResult.Failed
            || member!.DisabledAt is not null
        )
            return null;
        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
            await Rehash(member, password, hash, http.RequestAborted);
        return member;
    }

    /// <summary>A hash of a new password.</summary>
    public string Hash(MemberRow member, string password) =>
        users.PasswordHasher.HashPassword(member, password);

    /// <summary>Counts one more try; false when the member has to wait, which is not told to whoever tries.</summary>
    public async Task<bool> Count(HttpContext http, string memberId)
    {
        if (known.May(http, memberId))
            return true;
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
            http.RequestAborted
        );
        return may;
    }

    /// <summary>
    /// A try that was right, before the second step: it counts no more itself, but those before it do, and since it was allowed
    /// no wait is left of them.
    /// </summary>
    public Task Release(HttpContext http, string memberId) =>
        commits.Keep(
            "access.identity",
            async unit =>
            {
                var row = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                (row.Failures, row.LockedUntil) = (Math.Max(0, row.Failures - 1), null);
                row.Version++;
            },
            http.RequestAborted
        );

    /// <summary>The member is in: earlier tries count no more, and this browser is known from now on.</summary>
    public async Task Forgive(HttpContext http, string memberId)
    {
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var row = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                (row.Failures, row.LockedUntil) = (0, null);
                row.LastSignInAt = clock.GetUtcNow();
                row.Version++;
            },
            http.RequestAborted
        );
        known.Remember(http, memberId);
    }

    private Task Rehash(
        MemberRow member,
        string password,
        string before,
        CancellationToken cancellation
    )
    {
        var hash = Hash(member, password);
        return commits.Keep(
            "access.identity",
            async unit =>
            {
                var row = await unit.Db.Members.SingleAsync(m => m.Id == member.Id);
                if (row.PasswordHash != before)
                    return;
                row.PasswordHash = hash;
                row.Version++;
            },
            cancellation
        );
    }

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
