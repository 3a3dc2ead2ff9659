using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Organizations;

/// <summary>A change to the caller's own organization.</summary>
/// <param name="Name">Its new name; credentials issued before keep the old one.</param>
public sealed record EditOrganizationRequest(string? Name = null);

/// <summary>Shows and renames the caller's own organization.</summary>
internal sealed class OwnOrganization(VidimusDb db, Writes writes, CurrentCaller caller)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/organization",
                async (HttpContext http, OwnOrganization own) =>
                    (await own.Get(http.RequestAborted)).Answer()
            )
            .Needs(Tokens.GetMe.AnyScope)
            .Produces<Organization>()
            .WithTags("Access")
            .WithSummary("Get my organization")
            .WithName("getOrganization");
        routes
            .MapPatch(
                "/v1/organization",
                (HttpContext http, OwnOrganization own) =>
                    http.Take<EditOrganizationRequest, Organization>(
                        200,
                        r => own.Rename(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .Accepts<EditOrganizationRequest>("application/json")
            .Produces<Organization>()
            .WithTags("Access")
            .WithSummary("Rename my organization")
            .WithName("editOrganization");
    }

    public async Task<Result<Organization>> Get(CancellationToken cancellation) =>
        Organization.Of(
            await db.Organizations.SingleAsync(
                o => o.Id == caller.Value.OrganizationId,
                cancellation
            )
        );

    public async Task<Result<Organization>> Rename(
        EditOrganizationRequest request,
        CancellationToken cancellation
    )
    {
        if (new Fields().Text("name", request.Name, 200, required: true).Problem is { } wrong)
            return wrong;
        if (caller.Value.Mode != "live")
            return AccessProblems.ModeForbidden.With(
                "A test key cannot rename the organization.",
                hint: "Use a live key with the scope admin"
            );
        return await writes.Commit<Organization>(
            async unit =>
            {
                var organization = await unit.Db.Organizations.SingleAsync(o =>
                    o.Id == caller.Value.OrganizationId
                );
                organization.Name = request.Name!;
                organization.Version++;
                unit.State(new SimpleFact("organization.renamed", organization.Id));
                return Organization.Of(organization);
            },
            cancellation
        );
    }
}
