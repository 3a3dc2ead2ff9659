using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Policies.Reading;

/// <summary>Services and routes of reading.</summary>
internal static class ReadingSetup
{
    public static void AddReading(this IServiceCollection services)
    {
        services.AddScoped<PolicyReader>();
        services.AddScoped<CodeIndex>();
    }

    public static void MapReading(this IEndpointRouteBuilder routes) =>
        ArgumentNullException.ThrowIfNull(routes);
}
