using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Organizations;

/// <summary>Takes an organization's logo, shows it to everybody, and removes it. What is shown was written by us, not by a stranger.</summary>
internal sealed class OrganizationLogo(VidimusDb db, OwnOrganization own, CurrentCaller caller)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPut(
                "/v1/organization/logo",
                (HttpContext http, OrganizationLogo logo) =>
                    http.Once(200, () => logo.Put(http, http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .AcceptsFiles(LogoImage.LargestFile)
            .Produces<OrganizationProfile>()
            .WithTags("Access")
            .WithSummary("Set my organization's logo")
            .WithName("setLogo");
        routes
            .MapDelete(
                "/v1/organization/logo",
                (HttpContext http, OrganizationLogo logo) =>
                    http.Once(204, () => logo.Remove(http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Produces(204)
            .WithTags("Access")
            .WithSummary("Remove my organization's logo")
            .WithName("removeLogo");
        routes
            .MapGet(
                "/o/{organizationId}/logo",
                (HttpContext http, OrganizationLogo logo, string organizationId) =>
                    logo.Show(http, organizationId)
            )
            .Public("a logo is there to be seen")
            .WithTags("Public")
            .WithSummary("An organization's logo")
            .WithName("getLogo");
    }

    public async Task<Result<OrganizationProfile>> Put(
        HttpContext http,
        CancellationToken cancellation
    )
    {
        if (OwnOrganization.TestKey(caller.Value, "change") is { } refused)
            return refused;
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return tooLarge;
        var image = LogoImage.Read(body.Value!, http.Request.ContentType);
        if (image.Problem is { } wrong)
            return wrong;
        return await own.Change(
            (unit, organization, branding) =>
            {
                branding.Logo = image.Value!.Bytes;
                branding.LogoType = image.Value.Type;
                branding.Version++;
                unit.State(new SimpleFact("organization.branding-changed", organization.Id));
            },
            cancellation
        );
    }

    public async Task<Result<OrganizationProfile>> Remove(CancellationToken cancellation)
    {
        if (OwnOrganization.TestKey(caller.Value, "change") is { } refused)
            return refused;
        return await own.Change(
            (unit, organization, branding) =>
            {
                if (branding.LogoType is null)
                    return;
                (branding.Logo, branding.LogoType) = (null, null);
                branding.Version++;
                unit.State(new SimpleFact("organization.branding-changed", organization.Id));
            },
            cancellation
        );
    }

    private async Task<IResult> Show(HttpContext http, string organizationId)
    {
        if (await db.LogoOf(organizationId, http.RequestAborted) is not { } logo)
            return new Refusal(new(PlatformProblems.NotFound));
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.CacheControl = "public, max-age=3600";
        return Results.Bytes(
            logo.Bytes,
            logo.Type,
            entityTag: new EntityTagHeaderValue($"\"{logo.Digest}\"")
        );
    }
}
