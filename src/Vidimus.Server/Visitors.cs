using Vidimus.Access.Members;
using Vidimus.Client;
using Vidimus.Portal;

namespace Vidimus.Server;

/// <summary>Tells the portal who looks at it: the member whose session the browser has.</summary>
internal sealed class Visitors(MemberSessions sessions) : IVisitors
{
    public async ValueTask<Visitor?> Of(HttpContext http) =>
        await sessions.Of(http) is { Organization: { } organization } who
            ? new Visitor(
                who.MemberId,
                who.Name,
                who.Email,
                organization.Id,
                organization.Name,
                organization.Role,
                who.Mode,
                who.IsOperator,
                [.. who.Organizations.Select(o => new VisitorOrganization(o.Id, o.Name, o.Role))],
                Secret.Of(who.Token.Reveal()),
                who.Moved,
                who.NeedsProof
            )
            : null;
}
