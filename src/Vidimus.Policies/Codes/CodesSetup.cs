using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Policies.Codes;

/// <summary>Codes, fees, spending, formularies and jurisdictions.</summary>
internal static class CodesSetup
{
    public static void AddCodes(this IServiceCollection services)
    {
        services.AddScoped<PoliciesByCode>();
        services.AddScoped<Jurisdictions>();
        services.AddScoped<CodeSuggestions>();
        services.AddScoped<LookUpCodes>();
        services.AddScoped<ReadCodes>();
        services.AddScoped<VerityCodes>();
        services.AddScoped<ReadJurisdictions>();
        services.AddScoped<ReadSpending>();
        services.AddScoped<ReadFormulary>();
    }

    public static void MapCodes(this IEndpointRouteBuilder routes)
    {
        ReadCodes.Map(routes);
        VerityCodes.Map(routes);
        ReadJurisdictions.Map(routes);
        ReadSpending.Map(routes);
        ReadFormulary.Map(routes);
    }
}
