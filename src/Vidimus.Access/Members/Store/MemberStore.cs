using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members;

/// <summary>
/// The framework's Identity over our rows: what it changes goes through the commit path, and what changes who may do what is
/// stated as a fact on the record of every organization that the member belongs to.
/// </summary>
internal sealed partial class MemberStore(
    VidimusDb db,
    Commits commits,
    CurrentAuthor author,
    MasterKeys keys,
    TimeProvider clock
) : IUserStore<MemberRow>
{
    private const string Kind = "access.identity";

    // As they were read: what differs when they are saved is what was changed.
    private readonly Dictionary<string, MemberRow> _asRead = new(StringComparer.Ordinal);

    public async Task<IdentityResult> CreateAsync(
        MemberRow user,
        CancellationToken cancellationToken
    )
    {
        var made = await commits.Commit<bool>(
            Author(user, ""),
            async unit =>
            {
                if (await unit.Db.Members.AnyAsync(m => m.NormalizedEmail == user.NormalizedEmail))
                    return AccessProblems.MemberExists;
                unit.Db.Add(user);
                unit.State(MemberFacts.Created(user));
                return true;
            },
            cancellationToken
        );
        return made.Problem is { } refused
            ? IdentityResult.Failed(
                new IdentityError { Code = refused.Type.Code, Description = refused.Message }
            )
            : IdentityResult.Success;
    }

    public async Task<IdentityResult> UpdateAsync(
        MemberRow user,
        CancellationToken cancellationToken
    )
    {
        var facts = _asRead.TryGetValue(user.Id, out var before)
            ? MemberFacts.Of(before, user)
            : [];
        var saved = false;
        async Task Save(Unit unit)
        {
            var row = await unit.Db.Members.SingleOrDefaultAsync(m => m.Id == user.Id);
            saved = row?.Version == user.Version;
            if (!saved)
                return;
            unit.Db.Entry(row!).CurrentValues.SetValues(user);
            row!.Version++;
        }
        if (facts.Count == 0)
            await commits.Keep(Kind, Save, cancellationToken);
        else
            await commits.Commit<bool>(
                Author(user, await FirstOrganization(user.Id, cancellationToken)),
                async unit =>
                {
                    await Save(unit);
                    await MemberFacts.State(unit, user.Id, facts);
                    return saved ? true : AccessProblems.MemberExists;
                },
                cancellationToken
            );
        if (!saved)
            return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
        user.Version++;
        _asRead[user.Id] = Copy(user);
        return IdentityResult.Success;
    }

    public Task<IdentityResult> DeleteAsync(MemberRow user, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Members are disabled, not deleted.");

    public Task<MemberRow?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Read(db.Members.Where(m => m.Id == userId), cancellationToken);

    // Members sign in by their address: it is what the framework calls their name.
    public Task<MemberRow?> FindByNameAsync(
        string normalizedUserName,
        CancellationToken cancellationToken
    ) => FindByEmailAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Email);

    public Task SetUserNameAsync(
        MemberRow user,
        string? userName,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public Task<string?> GetNormalizedUserNameAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedUserNameAsync(
        MemberRow user,
        string? normalizedName,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public void Dispose() { }

    private async Task<MemberRow?> Read(IQueryable<MemberRow> which, CancellationToken cancellation)
    {
        if (await which.AsNoTracking().SingleOrDefaultAsync(cancellation) is not { } row)
            return null;
        _asRead[row.Id] = Copy(row);
        return row;
    }

    private MemberRow Copy(MemberRow row) =>
        (MemberRow)db.Entry(row).CurrentValues.Clone().ToObject();

    private Task<string> FirstOrganization(string memberId, CancellationToken cancellation) =>
        MemberFacts.FirstOrganization(db, memberId, cancellation);

    private Author Author(MemberRow user, string organizationId) =>
        new(organizationId, "live", "member", user.Id, author.Value?.RequestId ?? "");
}
