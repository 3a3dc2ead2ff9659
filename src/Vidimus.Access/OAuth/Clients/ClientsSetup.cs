using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Clients of the authorization server: what is registered and mapped for them.</summary>
internal static class ClientsSetup
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("OAuth").Get<OAuthClientOptions>() ?? new());
        services.AddSingleton(ProblemCatalogue.Of("OAuth clients", typeof(OAuthClientProblems)));
        services.AddSingleton<ClientDocuments>();
        services.AddScoped<OAuthClients>();
    }

    public static void Map(IEndpointRouteBuilder routes) { }
}
