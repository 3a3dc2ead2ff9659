using System.Security.Cryptography;
using Vidimus.Access.Keys;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>Codes that take the place of an authenticator that was lost: shown once, kept as digests, each good for once.</summary>
internal static class RecoveryCodes
{
    /// <summary>How many are made.</summary>
    public const int Count = 10;

    // No letter that is read as another or as a digit; ten of 31 have almost 50 bits, and guessing is counted.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    public static IReadOnlyList<string> Make() =>
        [
            .. Enumerable
                .Range(0, Count)
                .Select(_ =>
                    $"{RandomNumberGenerator.GetString(Letters, 5)}-{RandomNumberGenerator.GetString(Letters, 5)}"
                ),
        ];

    /// <summary>As they are stored.</summary>
    public static string Store(IEnumerable<string> codes) => string.Join(' ', codes.Select(Digest));

    /// <summary>Takes the code out of those that are left; false when it is not among them.</summary>
    public static bool Take(MemberRow member, string code)
    {
        var left = Left(member);
        var digest = Digest(code);
        var others = left.Where(d => d != digest).ToArray();
        if (others.Length == left.Length)
            return false;
        member.RecoveryCodes = string.Join(' ', others);
        return true;
    }

    public static string[] Left(MemberRow member) =>
        member.RecoveryCodes?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    // As people type them.
    private static string Digest(string code) =>
        KeyFormat.Digest(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant());
}
