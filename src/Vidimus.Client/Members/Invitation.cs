using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where an invitation stands.</summary>
[JsonConverter(typeof(WireEnum<InvitationState>))]
public enum InvitationState
{
    /// <summary>Its link works.</summary>
    Open,

    /// <summary>Somebody joined by it.</summary>
    Accepted,

    /// <summary>It was withdrawn.</summary>
    Withdrawn,

    /// <summary>Its link has ended; sending it again makes a new one.</summary>
    Expired,
}

/// <summary>An invitation to an address; its link is in the mail alone.</summary>
public sealed record Invitation : IChecked
{
    /// <summary><c>inv_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The address it belongs to.</summary>
    public required string Email { get; init; }

    /// <summary>What the person is to be.</summary>
    public required MemberRole Role { get; init; }

    /// <summary>Where it stands.</summary>
    public required InvitationState State { get; init; }

    /// <summary>Who invited: a member, a key, <c>operator</c> or, of an organization that was there, <c>operator-restore</c>.</summary>
    public required string InvitedBy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>End of its link.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>When it was withdrawn.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "inv_", "id");
        check.Filled(Email, "email");
    }
}

/// <summary>Which invitations to list.</summary>
public sealed record InvitationFilter
{
    /// <summary>Those that stand so only.</summary>
    public InvitationState? State { get; init; }

    /// <summary>Invitations in one page, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

internal sealed record InvitationBody(string Email, MemberRole Role);
