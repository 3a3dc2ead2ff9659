namespace Vidimus.Access.Members;

/// <summary>How members sign in; section <c>Members</c>.</summary>
public sealed class MemberOptions
{
    /// <summary>A session ends when nobody looked at a page for so long.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(2);

    /// <summary>A session ends after so long in any case.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Requests that a member may make in any minute, pages and calls of the API together.</summary>
    public int RequestsPerMinute { get; set; } = 1200;
}
