using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Organizations;

/// <summary>An organization to be created.</summary>
/// <param name="Name">Its name; 1 to 200 characters.</param>
public sealed record CreateOrganizationRequest(string? Name = null);

/// <summary>Creates an organization with its first two keys; for the operator of the installation.</summary>
internal sealed class CreateOrganization(
    Writes writes,
    CurrentAuthor author,
    AccessOptions options,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/organizations",
                (HttpContext http, CreateOrganization create) =>
                    http.Take<CreateOrganizationRequest, CreatedOrganization>(
                        201,
                        r => create.Run(r, http.RequestAborted)
                    )
            )
            .WithMetadata(new NeedsOperator())
            .Accepts<CreateOrganizationRequest>("application/json")
            .Produces<CreatedOrganization>(201)
            .WithTags("Operator")
            .WithSummary("Create an organization")
            .WithName("createOrganization");

    public async Task<Result<CreatedOrganization>> Run(
        CreateOrganizationRequest request,
        CancellationToken cancellation
    )
    {
        if (new Fields().Text("name", request.Name, 200, required: true).Problem is { } wrong)
            return wrong;
        var row = new OrganizationRow
        {
            Id = NewId.Create("org", clock),
            Name = request.Name!,
            State = OrganizationState.Active,
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };
        var (live, liveKey) = MintKey.Make(
            row.Id,
            new("First key", "live"),
            "vdm",
            [Scopes.Admin],
            options.RateLimitPerMinute,
            clock
        );
        var (test, testKey) = MintKey.Make(
            row.Id,
            new("First test key", "test"),
            "vdm",
            [Scopes.Admin],
            options.RateLimitPerMinute,
            clock
        );
        return await writes.Commit<CreatedOrganization>(
            author.Value! with
            {
                OrganizationId = row.Id,
            },
            unit =>
            {
                unit.Db.Add(row);
                unit.Db.AddRange(live, test);
                unit.State(new SimpleFact("organization.created", row.Id));
                unit.State(KeyTerms.Minted(live));
                unit.State(KeyTerms.Minted(test));
                return Task.FromResult<Result<CreatedOrganization>>(
                    new CreatedOrganization(Organization.Of(row), liveKey, testKey)
                );
            },
            cancellation
        );
    }
}
