using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>
/// Our rows for the framework's Identity: its manager finds members here, and its passkey handler their passkeys. What changes a
/// member is done in units of ours, with the facts, the ends of sessions and the mails that belong to it (decision 26), so the
/// manager sets nothing.
/// </summary>
internal sealed partial class MemberStore(VidimusDb db, Commits commits, TimeProvider clock)
    : IUserEmailStore<MemberRow>
{
    public Task<MemberRow?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == userId, cancellationToken);

    public Task<MemberRow?> FindByEmailAsync(
        string normalizedEmail,
        CancellationToken cancellationToken
    ) =>
        db
            .Members.AsNoTracking()
            .SingleOrDefaultAsync(m => m.NormalizedEmail == normalizedEmail, cancellationToken);

    // Members sign in by their address: it is what the framework calls their name.
    public Task<MemberRow?> FindByNameAsync(
        string normalizedUserName,
        CancellationToken cancellationToken
    ) => FindByEmailAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task<string?> GetEmailAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedEmailAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task<bool> GetEmailConfirmedAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(user.EmailConfirmedAt is not null);

    // The manager ends each of its methods with this. There is nothing left to save: a passkey is saved by then.
    public Task<IdentityResult> UpdateAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(IdentityResult.Success);

    // Both follow from the address, and stand in the row already.
    public Task SetNormalizedUserNameAsync(
        MemberRow user,
        string? normalizedName,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public Task SetNormalizedEmailAsync(
        MemberRow user,
        string? normalizedEmail,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public Task<IdentityResult> CreateAsync(MemberRow user, CancellationToken cancellationToken) =>
        throw InUnits;

    public Task<IdentityResult> DeleteAsync(MemberRow user, CancellationToken cancellationToken) =>
        throw InUnits;

    public Task SetUserNameAsync(
        MemberRow user,
        string? userName,
        CancellationToken cancellationToken
    ) => throw InUnits;

    public Task SetEmailAsync(MemberRow user, string? email, CancellationToken cancellationToken) =>
        throw InUnits;

    public Task SetEmailConfirmedAsync(
        MemberRow user,
        bool confirmed,
        CancellationToken cancellationToken
    ) => throw InUnits;

    public void Dispose() { }

    private static NotSupportedException InUnits =>
        new("Members are made and changed in units of the commit path, not by the manager.");
}
