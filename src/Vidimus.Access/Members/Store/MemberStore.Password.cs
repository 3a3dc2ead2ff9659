using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

internal sealed partial class MemberStore
    : IUserPasswordStore<MemberRow>,
        IUserEmailStore<MemberRow>,
        IUserSecurityStampStore<MemberRow>,
        IUserLockoutStore<MemberRow>
{
    public Task SetPasswordHashAsync(
        MemberRow user,
        string? passwordHash,
        CancellationToken cancellationToken
    )
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash is not null);

    public Task<MemberRow?> FindByEmailAsync(
        string normalizedEmail,
        CancellationToken cancellationToken
    ) => Read(db.Members.Where(m => m.NormalizedEmail == normalizedEmail), cancellationToken);

    public Task SetEmailAsync(MemberRow user, string? email, CancellationToken cancellationToken)
    {
        user.Email = email ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetEmailAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Email);

    public Task<bool> GetEmailConfirmedAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(user.EmailConfirmedAt is not null);

    public Task SetEmailConfirmedAsync(
        MemberRow user,
        bool confirmed,
        CancellationToken cancellationToken
    )
    {
        user.EmailConfirmedAt = confirmed ? user.EmailConfirmedAt ?? clock.GetUtcNow() : null;
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedEmailAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedEmailAsync(
        MemberRow user,
        string? normalizedEmail,
        CancellationToken cancellationToken
    )
    {
        user.NormalizedEmail = normalizedEmail ?? "";
        return Task.CompletedTask;
    }

    public Task SetSecurityStampAsync(
        MemberRow user,
        string stamp,
        CancellationToken cancellationToken
    )
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult<string?>(user.SecurityStamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult(user.LockedUntil);

    public Task SetLockoutEndDateAsync(
        MemberRow user,
        DateTimeOffset? lockoutEnd,
        CancellationToken cancellationToken
    )
    {
        user.LockedUntil = lockoutEnd;
        return Task.CompletedTask;
    }

    public Task<int> IncrementAccessFailedCountAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult(++user.Failures);

    public Task ResetAccessFailedCountAsync(MemberRow user, CancellationToken cancellationToken)
    {
        user.Failures = 0;
        return Task.CompletedTask;
    }

    public Task<int> GetAccessFailedCountAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult(user.Failures);

    public Task<bool> GetLockoutEnabledAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    public Task SetLockoutEnabledAsync(
        MemberRow user,
        bool enabled,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;
}
