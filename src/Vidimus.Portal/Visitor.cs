using Microsoft.AspNetCore.Http;

namespace Vidimus.Portal;

/// <summary>Who looks at a page of the portal, and the organization and mode looked at.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Name">The member's name.</param>
/// <param name="Email">The member's address.</param>
/// <param name="OrganizationId">The organization looked at.</param>
/// <param name="OrganizationName">Its name.</param>
/// <param name="Role">What the member is in it.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="IsOperator">Whether the member runs the installation.</param>
/// <param name="Organizations">All that the member belongs to.</param>
/// <param name="Token">A short access token of the member, for this organization and mode.</param>
/// <param name="Moved">True when the organization chosen last is not the member's any more, so that this is another.</param>
/// <param name="NeedsProof">Whether the member has not shown for some minutes who it is.</param>
public sealed record Visitor(
    string MemberId,
    string Name,
    string Email,
    string OrganizationId,
    string OrganizationName,
    string Role,
    string Mode,
    bool IsOperator,
    IReadOnlyList<VisitorOrganization> Organizations,
    Client.Secret Token,
    bool Moved,
    bool NeedsProof
)
{
    /// <summary>The organization and mode as one word, to which forms are bound.</summary>
    internal string Place => $"{OrganizationId}-{Mode}";
}

/// <summary>One of the visitor's organizations.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What the visitor is in it.</param>
public sealed record VisitorOrganization(string Id, string Name, string Role);

/// <summary>Knows who looks at a page; the server that the portal is part of answers.</summary>
public interface IVisitors
{
    /// <summary>The visitor, or null for somebody who must sign in first.</summary>
    ValueTask<Visitor?> Of(HttpContext http);
}
