using System.Text;
using Microsoft.AspNetCore.Identity;
using Vidimus.Access.Keys;

namespace Vidimus.Access.Members;

internal sealed partial class MemberStore
    : IUserTwoFactorStore<MemberRow>,
        IUserAuthenticatorKeyStore<MemberRow>,
        IUserTwoFactorRecoveryCodeStore<MemberRow>
{
    internal const string TotpPurpose = "access.totp";

    public Task SetTwoFactorEnabledAsync(
        MemberRow user,
        bool enabled,
        CancellationToken cancellationToken
    )
    {
        user.TwoFactor = enabled;
        return Task.CompletedTask;
    }

    public Task<bool> GetTwoFactorEnabledAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) => Task.FromResult(user.TwoFactor);

    public Task SetAuthenticatorKeyAsync(
        MemberRow user,
        string key,
        CancellationToken cancellationToken
    )
    {
        user.TotpSecret = keys.Encrypt(Encoding.ASCII.GetBytes(key), TotpPurpose);
        user.TotpStep = 0;
        return Task.CompletedTask;
    }

    public Task<string?> GetAuthenticatorKeyAsync(
        MemberRow user,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            user.TotpSecret is { } secret
                ? Encoding.ASCII.GetString(keys.Decrypt(secret, TotpPurpose))
                : null
        );

    public Task ReplaceCodesAsync(
        MemberRow user,
        IEnumerable<string> recoveryCodes,
        CancellationToken cancellationToken
    )
    {
        user.RecoveryCodes = string.Join(' ', recoveryCodes.Select(KeyFormat.Digest));
        return Task.CompletedTask;
    }

    public Task<bool> RedeemCodeAsync(
        MemberRow user,
        string code,
        CancellationToken cancellationToken
    )
    {
        var left = user.RecoveryCodes?.Split(' ') ?? [];
        var others = left.Where(d => d != KeyFormat.Digest(code)).ToArray();
        if (others.Length == left.Length)
            return Task.FromResult(false);
        user.RecoveryCodes = string.Join(' ', others);
        return Task.FromResult(true);
    }

    public Task<int> CountCodesAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(
            user.RecoveryCodes?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length ?? 0
        );
}
