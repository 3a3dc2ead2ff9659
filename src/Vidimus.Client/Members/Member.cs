using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>What somebody is in an organization.</summary>
[JsonConverter(typeof(WireEnum<MemberRole>))]
public enum MemberRole
{
    /// <summary>Everything, other owners among it.</summary>
    Owner,

    /// <summary>Everything but making and unmaking owners.</summary>
    Admin,

    /// <summary>Groups, templates, credentials and webhooks.</summary>
    Issuer,

    /// <summary>Reads, and decides orders.</summary>
    Reviewer,

    /// <summary>Reads.</summary>
    Viewer,
}

/// <summary>A person of the caller's organization.</summary>
public sealed record Member : IChecked
{
    /// <summary><c>mem_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The address.</summary>
    public required string Email { get; init; }

    /// <summary>What the person is here.</summary>
    public required MemberRole Role { get; init; }

    /// <summary>When the person joined.</summary>
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Whether signing in asks for a second step.</summary>
    public required bool TwoFactor { get; init; }

    /// <summary>Who invited: a member, a key, <c>operator</c> or, of an organization that was there, <c>operator-restore</c>; null for who came first.</summary>
    public string? InvitedBy { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "mem_", "id");
        check.Filled(Email, "email");
    }
}

/// <summary>Which members to list.</summary>
public sealed record MemberFilter
{
    /// <summary>Of this role only.</summary>
    public MemberRole? Role { get; init; }

    /// <summary>Members in one page, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

internal sealed record MemberChangeBody(MemberRole Role);
