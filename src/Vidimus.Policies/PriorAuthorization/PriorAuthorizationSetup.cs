using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Services and routes of prior authorization, claims and research.</summary>
internal static class PriorAuthorizationSetup
{
    public static void AddPriorAuthorization(this IServiceCollection services)
    {
        services.AddScoped<CoverageLookup>();
        services.AddScoped<CheckPriorAuthorization>();
        services.AddScoped<ValidateClaim>();
    }

    public static void MapPriorAuthorization(this IEndpointRouteBuilder routes)
    {
        CheckPriorAuthorization.Map(routes);
        ValidateClaim.Map(routes);
    }

    /// <summary>The answer in Verity's envelope.</summary>
    public static Result<VerityAnswer<T>> InVerity<T>(
        this Result<T> result,
        HttpContext http,
        TimeProvider clock
    ) =>
        result.Problem is { } problem
            ? problem
            : new VerityAnswer<T>(true, result.Value!, http.Meta(clock));
}
