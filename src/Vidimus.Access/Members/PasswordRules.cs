using Microsoft.AspNetCore.Identity;

namespace Vidimus.Access.Members;

/// <summary>
/// What a password must be (OWASP ASVS 5.0, section 6.2): long enough, not one that everybody tries first, and not the
/// member's own name or address; nothing about which characters it is made of.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<MemberRow>
{
    public const int Shortest = 12;
    public const int Longest = 256;

    public Task<IdentityResult> ValidateAsync(
        UserManager<MemberRow> manager,
        MemberRow user,
        string? password
    ) =>
        Task.FromResult(
            Wrong(password, user.Email, user.Name) is { } wrong
                ? IdentityResult.Failed(
                    new IdentityError { Code = "PASSWORD", Description = wrong }
                )
                : IdentityResult.Success
        );

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Wrong(string? password, string? email, string? name)
    {
        if (password is null || password.Length < Shortest)
            return $"The password must have at least {Shortest} characters; a few words do well.";
        if (password.Length > Longest)
            return $"The password must have at most {Longest} characters.";
        if (CommonPasswords.Contain(password))
            return "This password is among those that are tried first. Choose another one.";
        string[] own = [email ?? "", (email ?? "").Split('@')[0], name ?? ""];
        return own.Any(o => o.Length >= 4 && Rest(password, o) < 6)
            ? "The password must not be your own name or address."
            : null;
    }

    private static int Rest(string password, string part) =>
        password.Contains(part, StringComparison.OrdinalIgnoreCase)
            ? password.Length - part.Length
            : int.MaxValue;
}
