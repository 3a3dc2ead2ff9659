using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Policies.PriorAuthorization.Research;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Services and routes of prior authorization, claims and research.</summary>
internal static class PriorAuthorizationSetup
{
    public static void AddPriorAuthorization(
        this IServiceCollection services,
        ResearchOptions research
    )
    {
        if (research.Url.Length > 0 && OperatorHttp.Address(research.Url) is null)
            throw new InvalidOperationException(
                "Policies:Research:Url must be an absolute address such as https://search.example/v1, without user, query and fragment; leave it empty for no search service."
            );
        services.AddScoped<FormerPolicies>();
        services.AddScoped<CoverageDocuments>();
        services.AddScoped<CoverageLookup>();
        services.AddScoped<CheckPriorAuthorization>();
        services.AddScoped<ValidateClaim>();
        services.AddSingleton(EventCatalogue.Of("Research", typeof(ResearchEvents)));
        services.AddSingleton<IEventResource, ResearchResource>();
        services.AddSingleton<ResearchVault>();
        services.AddSingleton<IWrapped, WrappedResearchKeys>();
        services.AddSingleton<ResearchDesk>();
        services.AddSingleton<OutsideSearch>();
        services.AddScoped<NearbyPolicies>();
        services.AddScoped<DoResearch>();
        services.AddScoped<StartResearch>();
        services.AddScoped<ReadResearch>();
        services.AddScoped<CancelResearch>();
        services.AddHostedService<ResearchWork>();
        services.AddHostedService<ResearchJanitor>();
    }

    public static void MapPriorAuthorization(this IEndpointRouteBuilder routes)
    {
        CheckPriorAuthorization.Map(routes);
        ValidateClaim.Map(routes);
        StartResearch.Map(routes);
        ReadResearch.Map(routes);
        CancelResearch.Map(routes);
    }
}
