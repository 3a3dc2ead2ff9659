using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Access;
using Vidimus.Platform.Http;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>The Open Badges API 3.0 (section 6 of the standard), on the same records as every other door.</summary>
internal static class OpenBadgesRoutes
{
    public const string Base = "/ims/ob/v3p0";

    public static void AddOpenBadges(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("OpenBadges").Get<OpenBadgesOptions>() ?? new()
        );
        services.AddSingleton<Surface, OpenBadgesSurface>();
        services.AddSingleton<ServiceDescription>();
        services.AddScoped<GetCredentials>();
        services.AddScoped<UpsertCredential>();
        services.AddScoped<Profiles>();
    }

    public static void MapOpenBadges(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(Base + "/discovery", (ServiceDescription description) => description.Answer())
            .Public("the standard wants it open")
            .RequireCors("public")
            .Produces<JsonObject>()
            .OpenBadges("Describe the Open Badges API of this server", "openBadgesDiscovery");
        routes
            .MapGet(
                Base + "/credentials",
                (
                    HttpContext http,
                    GetCredentials get,
                    string? limit,
                    string? offset,
                    string? since
                ) => get.Run(http, limit, offset, since)
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<JsonObject>()
            .OpenBadges("List credentials", "openBadgesGetCredentials");
        routes
            .MapPost(
                Base + "/credentials",
                (HttpContext http, UpsertCredential upsert) => upsert.Run(http)
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<JsonObject>("application/json", [.. UpsertCredential.FurtherTypes])
            .Produces<JsonObject>()
            .Produces<JsonObject>(201)
            .OpenBadges("Hand over a credential", "openBadgesUpsertCredential");
        routes
            .MapGet(Base + "/profile", (HttpContext http, Profiles profiles) => profiles.Get(http))
            .Needs(Scopes.CredentialsRead)
            .Produces<JsonObject>()
            .OpenBadges("Get the organization's profile", "openBadgesGetProfile");
        routes
            .MapPut(Base + "/profile", (HttpContext http, Profiles profiles) => profiles.Put(http))
            .Needs(Scopes.Admin)
            .Repeatable("what is put twice is as if it were put once")
            .Accepts<JsonObject>("application/json")
            .Produces<JsonObject>()
            .OpenBadges("Change the organization's profile", "openBadgesPutProfile");
    }

    private static RouteHandlerBuilder OpenBadges(
        this RouteHandlerBuilder route,
        string summary,
        string name
    ) => route.WithTags("Open Badges").WithSummary(summary).WithName(name);
}

/// <summary>What the description of the Open Badges API names. Section <c>OpenBadges</c>.</summary>
internal sealed class OpenBadgesOptions
{
    /// <summary>Address of the terms of service; empty for none.</summary>
    public string TermsOfServiceUrl { get; set; } = "";

    /// <summary>Address of the privacy policy; empty for none.</summary>
    public string PrivacyPolicyUrl { get; set; } = "";
}
