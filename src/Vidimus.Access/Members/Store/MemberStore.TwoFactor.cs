using System.Text;
using Microsoft.AspNetCore.Identity;
using Vidimus.Access.Members.SigningIn;

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
        user.RecoveryCodes = RecoveryCodes.Store(recoveryCodes);
        return Task.CompletedTask;
    }

    public Task<bool> RedeemCodeAsync(
        MemberRow user,
        string code,
        CancellationToken cancellationToken
    ) => Task.FromResult(RecoveryCodes.Take(user, code));

    public Task<int> CountCodesAsync(MemberRow user, CancellationToken cancellationToken) =>
        Task.FromResult(RecoveryCodes.Left(user).Length);
}
