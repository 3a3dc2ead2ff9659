using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;

namespace Vidimus.Access.Members;

internal sealed partial class MemberStore : IUserPasskeyStore<MemberRow>
{
    public async Task AddOrUpdatePasskeyAsync(
        MemberRow user,
        UserPasskeyInfo passkey,
        CancellationToken cancellationToken
    )
    {
        var id = Base64Url.EncodeToString(passkey.CredentialId);
        var known = await db
            .Passkeys.AsNoTracking()
            .AnyAsync(p => p.Id == id && p.MemberId == user.Id, cancellationToken);
        if (known)
            await commits.Keep(
                "access.identity",
                async unit =>
                {
                    var row = await unit.Db.Passkeys.SingleAsync(p =>
                        p.Id == id && p.MemberId == user.Id
                    );
                    row.Info = JsonSerializer.Serialize(passkey);
                    row.LastUsedAt = clock.GetUtcNow();
                    row.Version++;
                },
                cancellationToken
            );
        else
            throw InUnits;
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await db
                    .Passkeys.AsNoTracking()
                    .Where(p => p.MemberId == user.Id)
                    .OrderBy(p => p.CreatedAt)
                    .ToListAsync(cancellationToken)
            ).Select(Info),
        ];

    public async Task<MemberRow?> FindByPasskeyIdAsync(
        byte[] credentialId,
        CancellationToken cancellationToken
    )
    {
        var id = Base64Url.EncodeToString(credentialId);
        var member = await db
            .Passkeys.AsNoTracking()
            .Where(p => p.Id == id)
            .Select(p => p.MemberId)
            .SingleOrDefaultAsync(cancellationToken);
        return member is null ? null : await FindByIdAsync(member, cancellationToken);
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(
        MemberRow user,
        byte[] credentialId,
        CancellationToken cancellationToken
    )
    {
        var id = Base64Url.EncodeToString(credentialId);
        var row = await db
            .Passkeys.AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == id && p.MemberId == user.Id, cancellationToken);
        return row is null ? null : Info(row);
    }

    public Task RemovePasskeyAsync(
        MemberRow user,
        byte[] credentialId,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("A passkey is removed with the mail that tells of it.");

    private static UserPasskeyInfo Info(PasskeyRow row)
    {
        var info = JsonSerializer.Deserialize<UserPasskeyInfo>(row.Info)!;
        info.Name = row.Name;
        return info;
    }
}
