namespace Vidimus.Access.Members;

/// <summary>How members sign in; section <c>Members</c>.</summary>
public sealed class MemberOptions
{
    /// <summary>A session ends when nobody looked at a page for so long.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(2);

    /// <summary>A session ends after so long in any case.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA-512 for a password, as the OWASP Password Storage Cheat Sheet advises; the framework's own
    /// number is lower. A hash with fewer is made anew at the next sign-in. Fewer are for tests alone.
    /// </summary>
    public int PasswordRounds { get; set; } = 210_000;

    /// <summary>Requests that a member may make in any minute, pages and calls of the API together.</summary>
    public int RequestsPerMinute { get; set; } = 1200;
}
