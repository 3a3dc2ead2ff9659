using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Proves passwords, and counts tries. Each is counted in the store before it is looked at, so that no number of tries at once
/// gets more of them; an unknown address takes as long as a known one. After five wrong ones the member's waits grow, but not
/// for browsers in which the member signed in before, and never for links by mail or the step after them
/// (<see cref="SecondFactor"/> counts its own tries): nobody is locked out by others for good.
/// </summary>
internal sealed class Passwords(
    UserManager<MemberRow> users,
    KnownBrowsers known,
    Commits commits,
    SignIns signIns,
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
        var may = member is not null && await Count(http, member);
        var hash = may ? member!.PasswordHash : null;
        var right = await IsRight(
            member ?? Nobody,
            hash ?? HashOfNobody(),
            password,
            http.RequestAborted
        );
        if (hash is not null && right && member!.DisabledAt is null)
            return member;
        signIns.Wrong("password", member?.Id, waits: member is not null && !may);
        return null;
    }

    /// <summary>
    /// Whether it is the password of a member who is signed in. Who that is is known, so nothing is hashed to hide it while the
    /// member has to wait.
    /// </summary>
    public async Task<bool> ProveAgain(HttpContext http, string memberId, string password)
    {
        if (
            password.Length > PasswordRules.Longest
            || await users.FindByIdAsync(memberId)
                is not { PasswordHash: { } hash, DisabledAt: null } member
        )
            return false;
        var may = await Count(http, member);
        if (may && await IsRight(member, hash, password, http.RequestAborted))
            return true;
        signIns.Wrong("password-again", memberId, waits: !may);
        return false;
    }

    /// <summary>What the validators have against a new password of the member; null for nothing.</summary>
    public async Task<string?> Wrong(MemberRow member, string password)
    {
        foreach (var validator in users.PasswordValidators)
        {
            var found = await validator.ValidateAsync(users, member, password);
            if (!found.Succeeded)
                return found.Errors.First().Description;
        }
        return null;
    }

    /// <summary>A hash of a new password.</summary>
    public string Hash(MemberRow member, string password) =>
        users.PasswordHasher.HashPassword(member, password);

    /// <summary>Counts one more try; false when the member has to wait, which is not told to whoever tries.</summary>
    private async Task<bool> Count(HttpContext http, MemberRow member)
    {
        if (known.May(http, member.Id, member.SecurityStamp))
            return true;
        var may = false;
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var now = clock.GetUtcNow();
                var row = await unit.Db.Members.SingleAsync(m => m.Id == member.Id);
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
        var stamp = "";
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var row = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                (row.Failures, row.LockedUntil) = (0, null);
                row.LastSignInAt = clock.GetUtcNow();
                row.Version++;
                stamp = row.SecurityStamp;
            },
            http.RequestAborted
        );
        known.Remember(http, memberId, stamp);
    }

    // By the framework's hasher. Its manager would do it too, but with a new stamp for a hash of more rounds, which ends all sessions.
    private async Task<bool> IsRight(
        MemberRow member,
        string hash,
        string password,
        CancellationToken cancellation
    )
    {
        var verified = users.PasswordHasher.VerifyHashedPassword(member, hash, password);
        if (
            verified == PasswordVerificationResult.SuccessRehashNeeded
            && member.PasswordHash == hash
        )
            await Rehash(member, password, hash, cancellation);
        return verified != PasswordVerificationResult.Failed;
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
