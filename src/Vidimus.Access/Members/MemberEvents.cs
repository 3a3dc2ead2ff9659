using Vidimus.Platform.Facts;

namespace Vidimus.Access.Members;

/// <summary>Events about the people of an organization. Ids only: names and addresses are read by who may read members.</summary>
internal static class MemberEvents
{
    private const string AMember = "mem_01kb0c5q7me1vtgy7m3a8r2xwg";
    private const string AnInvitation = "inv_01kb0c5q7me1vtgy7m3a8r2xwh";

    public static readonly EventType MemberInvited = new(
        "member.invited",
        "An address was invited to the organization.",
        "invitation",
        AnInvitation,
        ("role", "issuer")
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType InvitationResent = new(
        "member.invitation-resent",
        "An invitation was sent again, with a new link; the old one ended.",
        "invitation",
        AnInvitation
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType InvitationWithdrawn = new(
        "member.invitation-withdrawn",
        "An invitation was withdrawn, by somebody or because who invited may not give its role any more.",
        "invitation",
        AnInvitation
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType MemberJoined = new(
        "member.joined",
        "A person joined the organization.",
        "member",
        AMember,
        ("role", "issuer"),
        ("invitation", AnInvitation)
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType MemberRoleChanged = new(
        "member.role-changed",
        "A member has another role; it counts from the next request on.",
        "member",
        AMember,
        ("role", "viewer"),
        ("roleBefore", "issuer")
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType MemberRemoved = new(
        "member.removed",
        "A person was removed from the organization; access ended at once.",
        "member",
        AMember,
        ("role", "viewer")
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType OwnerRestored = new(
        "member.owner-restored",
        "The installation's operator sent somebody the link by which an owner is made again.",
        "invitation",
        AnInvitation
    )
    {
        Needs = Scopes.MembersAdmin,
    };
}

/// <summary>Members as events name them: an id and where it is read.</summary>
internal sealed class MemberResource : IEventResource
{
    public string Type => "member";

    public string? Path(string id) => $"/v1/members/{id}";
}

/// <summary>Invitations as events name them.</summary>
internal sealed class InvitationResource : IEventResource
{
    public string Type => "invitation";

    public string? Path(string id) => $"/v1/invitations/{id}";
}
