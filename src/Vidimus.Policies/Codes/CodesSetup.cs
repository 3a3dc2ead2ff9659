using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Policies.Codes;

/// <summary>Codes, fees, spending, formularies and jurisdictions.</summary>
internal static class CodesSetup
{
    public static void AddCodes(this IServiceCollection services)
    {
        services.AddScoped<PoliciesByCode>();
        services.AddScoped<Jurisdictions>();
    }
}
