using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>Lists the organization's members, and shows one.</summary>
internal sealed class ReadMembers(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/members",
                async (
                    HttpContext http,
                    ReadMembers read,
                    string? role,
                    string? cursor,
                    string? limit
                ) => (await read.List(role, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.MembersAdmin)
            .Produces<Page<Member>>()
            .WithTags("Members")
            .WithSummary("List members")
            .WithName("listMembers");
        routes
            .MapGet(
                "/v1/members/{id}",
                async (HttpContext http, ReadMembers read, string id) =>
                    (await read.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.MembersAdmin)
            .Produces<Member>()
            .WithTags("Members")
            .WithSummary("Get a member")
            .WithName("getMember");
    }

    public async Task<Result<Page<Member>>> List(
        string? role,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        var fields = new Fields().OneOf("role", role, Roles.All);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"members|{caller.Value.OrganizationId}|{role}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var rows = await (
            from membership in db.Memberships
            join person in db.Members on membership.MemberId equals person.Id
            where
                string.Compare(membership.MemberId, after) > 0
                && (role == null || membership.Role == role)
            orderby membership.MemberId
            select new { Membership = membership, Person = person }
        )
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            r => Member.Of(r.Membership, r.Person),
            r => cursors.Make(scope, r.Person.Id)
        );
    }

    public async Task<Result<Member>> Get(string id, CancellationToken cancellation)
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        var found = await (
            from membership in db.Memberships
            join person in db.Members on membership.MemberId equals person.Id
            where membership.MemberId == id
            select new { Membership = membership, Person = person }
        ).SingleOrDefaultAsync(cancellation);
        return found is null
            ? PlatformProblems.NotFound
            : Member.Of(found.Membership, found.Person);
    }
}
