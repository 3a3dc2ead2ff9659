using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Gate;
using Vidimus.Access.Members;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Organizations;

/// <summary>A change to the caller's own organization; members left out stay as they are, null clears.</summary>
/// <param name="Name">Its new name; credentials issued before keep the old one.</param>
/// <param name="Color">Main colour as <c>#rrggbb</c>.</param>
/// <param name="Accent">Second colour as <c>#rrggbb</c>.</param>
/// <param name="Website">Its website.</param>
public sealed record EditOrganizationRequest(
    Optional<string> Name,
    Optional<string> Color,
    Optional<string> Accent,
    Optional<string> Website
);

/// <summary>The caller's own organization.</summary>
/// <param name="Id">Its id, <c>org_…</c>.</param>
/// <param name="Name">Its name, as issuer of credentials.</param>
/// <param name="State"><c>active</c> or <c>disabled</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="PublicUrl">Public address that its credentials carry; null before the first live issue.</param>
/// <param name="Dids">Its identities as an issuer.</param>
/// <param name="Color">Main colour as <c>#rrggbb</c>, or null.</param>
/// <param name="Accent">Second colour as <c>#rrggbb</c>, or null.</param>
/// <param name="Website">Its website, or null.</param>
/// <param name="LogoUrl">Address of its logo, which anybody may fetch; null without one.</param>
public sealed record OrganizationProfile(
    string Id,
    string Name,
    string State,
    DateTimeOffset CreatedAt,
    string? PublicUrl,
    IssuerDids Dids,
    string? Color,
    string? Accent,
    string? Website,
    string? LogoUrl
) : Organization(Id, Name, State, CreatedAt, PublicUrl);

/// <summary>Shows the caller's own organization and changes how it is called and looks.</summary>
internal sealed class OwnOrganization(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    IIssuerDids dids,
    AccessOptions options
)
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
            .Produces<OrganizationProfile>()
            .WithTags("Access")
            .WithSummary("Get my organization")
            .WithName("getOrganization");
        routes
            .MapPatch(
                "/v1/organization",
                (HttpContext http, OwnOrganization own) =>
                    http.Take<EditOrganizationRequest, OrganizationProfile>(
                        200,
                        r => own.Edit(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .Accepts<EditOrganizationRequest>("application/json")
            .Produces<OrganizationProfile>()
            .WithTags("Access")
            .WithSummary("Change my organization's name, colours and website")
            .WithName("editOrganization");
    }

    public async Task<Result<OrganizationProfile>> Get(CancellationToken cancellation) =>
        Show(
            await db.Organizations.SingleAsync(
                o => o.Id == caller.Value.OrganizationId,
                cancellation
            ),
            await db.BrandingOf(caller.Value.OrganizationId, cancellation)
        );

    public async Task<Result<OrganizationProfile>> Edit(
        EditOrganizationRequest request,
        CancellationToken cancellation
    )
    {
        if (Check(request).Problem is { } wrong)
            return wrong;
        if (TestKey(caller.Value, "change") is { } refused)
            return refused;
        return await Change(
            (unit, organization, branding) =>
            {
                if (request.Name.IsGiven && request.Name.Value != organization.Name)
                {
                    organization.Name = request.Name.Value!;
                    organization.Version++;
                    unit.State(new SimpleFact("organization.renamed", organization.Id));
                }
                if (!request.Color.IsGiven && !request.Accent.IsGiven && !request.Website.IsGiven)
                    return;
                branding.Color = request.Color.Or(branding.Color)?.ToLowerInvariant();
                branding.Accent = request.Accent.Or(branding.Accent)?.ToLowerInvariant();
                branding.Website = request.Website.Or(branding.Website);
                branding.Version++;
                unit.State(new SimpleFact("organization.branding-changed", organization.Id));
            },
            cancellation
        );
    }

    /// <summary>Changes how the organization looks, in one change; where nothing changes, nothing is stated.</summary>
    public async Task<Result<OrganizationProfile>> Change(
        Action<Unit, OrganizationRow, BrandingRow> change,
        CancellationToken cancellation
    ) =>
        await writes.Commit<OrganizationProfile>(
            async unit =>
            {
                var id = caller.Value.OrganizationId;
                var organization = await unit.Db.Organizations.SingleAsync(o => o.Id == id);
                var known = await unit.Db.Branding.SingleOrDefaultAsync();
                var branding = known ?? new BrandingRow { OrganizationId = id, Version = 0 };
                change(unit, organization, branding);
                if (known is null && branding.Version > 0)
                    unit.Db.Add(branding);
                return Show(organization, branding);
            },
            cancellation
        );

    /// <summary>The refusal for a test key; members, who look at both modes, are free of it.</summary>
    public static Problem? TestKey(Caller caller, string what) =>
        caller.MemberId is null && caller.Mode != "live"
            ? AccessProblems.ModeForbidden.With(
                $"A test key cannot {what} the organization.",
                hint: "Use a live key with the scope admin"
            )
            : null;

    private static Fields Check(EditOrganizationRequest request)
    {
        var fields = new Fields();
        if (request.Name.IsGiven)
            fields.Text("name", request.Name.Value, 200, required: true);
        return fields
            .Check(IsColor(request.Color.Value), "color", "must be a colour such as #1d4f91")
            .Check(IsColor(request.Accent.Value), "accent", "must be a colour such as #1d4f91")
            .Url("website", request.Website.Value);
    }

    private static bool IsColor(string? value) =>
        value is null or ['#', _, _, _, _, _, _] && (value?[1..].All(char.IsAsciiHexDigit) ?? true);

    private OrganizationProfile Show(OrganizationRow organization, BrandingRow branding) =>
        Show(
            organization,
            new Branding(
                organization.Name,
                branding.Color,
                branding.Accent,
                branding.Website,
                branding.LogoType is null ? null : $"/o/{organization.Id}/logo?v={branding.Version}"
            )
        );

    private OrganizationProfile Show(OrganizationRow row, Branding branding) =>
        new(
            row.Id,
            row.Name,
            row.State,
            row.CreatedAt,
            row.PublicUrl,
            dids.Of(row.Id, row.PublicUrl),
            branding.Color,
            branding.Accent,
            branding.Website,
            branding.LogoPath is { } path ? options.BaseUrl + path : null
        );
}
