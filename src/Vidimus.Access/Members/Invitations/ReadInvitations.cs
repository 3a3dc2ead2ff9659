using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members.Invitations;

/// <summary>Lists the organization's invitations, newest first, and shows one; never its link.</summary>
internal sealed class ReadInvitations(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/invitations",
                async (
                    HttpContext http,
                    ReadInvitations read,
                    string? state,
                    string? cursor,
                    string? limit
                ) => (await read.List(state, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.MembersAdmin)
            .Produces<Page<Invitation>>()
            .WithTags("Members")
            .WithSummary("List invitations")
            .WithName("listInvitations");
        routes
            .MapGet(
                "/v1/invitations/{id}",
                async (HttpContext http, ReadInvitations read, string id) =>
                    (await read.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.MembersAdmin)
            .Produces<Invitation>()
            .WithTags("Members")
            .WithSummary("Get an invitation")
            .WithName("getInvitation");
    }

    public async Task<Result<Page<Invitation>>> List(
        string? state,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        var fields = new Fields().OneOf("state", state, InvitationState.All);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"invitations|{caller.Value.OrganizationId}|{state}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var now = clock.GetUtcNow();
        var all = InvitationState.In(db.Invitations, state, now);
        if (after.Length > 0)
            all = all.Where(i => string.Compare(i.Id, after) < 0);
        var rows = await all.OrderByDescending(i => i.Id).Take(size + 1).ToListAsync(cancellation);
        return rows.ToPage(size, i => Invitation.Of(i, now), i => cursors.Make(scope, i.Id));
    }

    public async Task<Result<Invitation>> Get(string id, CancellationToken cancellation)
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        return await db.Invitations.SingleOrDefaultAsync(i => i.Id == id, cancellation) is { } found
            ? Invitation.Of(found, clock.GetUtcNow())
            : PlatformProblems.NotFound;
    }
}
