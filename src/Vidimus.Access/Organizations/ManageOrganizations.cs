using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Gate;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Organizations;

/// <summary>Changes to an organization by the operator; members left out stay as they are.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>active</c> or <c>disabled</c>; disabling ends all its keys' access at once, reversibly.</param>
public sealed record ManageOrganizationRequest(Optional<string> Name, Optional<string> State);

/// <summary>Lists organizations and enables or disables them; the operator sees no tenant's data.</summary>
internal sealed class ManageOrganizations(
    VidimusDb db,
    Writes writes,
    CurrentAuthor author,
    Cursors cursors
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/organizations",
                async (
                    HttpContext http,
                    ManageOrganizations manage,
                    string? cursor,
                    string? limit
                ) => (await manage.List(cursor, limit, http.RequestAborted)).Answer()
            )
            .WithMetadata(new NeedsOperator())
            .Produces<Page<Organization>>()
            .WithTags("Operator")
            .WithSummary("List organizations")
            .WithName("listOrganizations");
        routes
            .MapPatch(
                "/v1/organizations/{id}",
                (HttpContext http, ManageOrganizations manage, string id) =>
                    http.Take<ManageOrganizationRequest, Organization>(
                        200,
                        r => manage.Change(id, r, http.RequestAborted)
                    )
            )
            .WithMetadata(new NeedsOperator())
            .Accepts<ManageOrganizationRequest>("application/json")
            .Produces<Organization>()
            .WithTags("Operator")
            .WithSummary("Rename, disable or enable an organization")
            .WithName("manageOrganization");
    }

    public async Task<Result<Page<Organization>>> List(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var after = "";
        if (cursor is not null && !cursors.TryRead("organizations", cursor, out after))
            return PlatformProblems.InvalidCursor;
        var rows = await db
            .Organizations.Where(o => string.Compare(o.Id, after) > 0)
            .OrderBy(o => o.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, Organization.Of, o => cursors.Make("organizations", o.Id));
    }

    public async Task<Result<Organization>> Change(
        string id,
        ManageOrganizationRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        if (request.Name.IsGiven)
            fields.Text("name", request.Name.Value, 200, required: true);
        if (request.State.IsGiven)
            fields.OneOf("state", request.State.Value, OrganizationState.All, required: true);
        if (fields.Problem is { } wrong)
            return wrong;
        return await writes.Commit<Organization>(
            author.Value! with
            {
                OrganizationId = id,
            },
            async unit =>
            {
                if (
                    await unit.Db.Organizations.SingleOrDefaultAsync(o => o.Id == id)
                    is not { } organization
                )
                    return PlatformProblems.NotFound;
                organization.Name = request.Name.Or(organization.Name)!;
                organization.State = request.State.Or(organization.State)!;
                organization.Version++;
                unit.State(
                    new SimpleFact("organization.changed", id, ("state", organization.State))
                );
                return Organization.Of(organization);
            },
            cancellation
        );
    }
}
