using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>The authorization server: what is registered and mapped for it.</summary>
internal static class OAuthSetup
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(ProblemCatalogue.Of("OAuth", typeof(OAuthProblems)));
        services.AddSingleton<OAuthResources>();
        services.AddSingleton<GrantCheck>();
    }

    public static void Map(IEndpointRouteBuilder routes) { }
}
