using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Http;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Clients of the authorization server: what is registered and mapped for them.</summary>
internal static class ClientsSetup
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("OAuth").Get<OAuthClientOptions>() ?? new());
        services.AddSingleton(ProblemCatalogue.Of("OAuth clients", typeof(OAuthClientProblems)));
        services.AddGuardedHttp(FetchDocument.Connections);
        services.AddSingleton<FetchDocument>();
        services.AddSingleton<ClientDocuments>();
        services.AddSingleton<RegistrationLimits>();
        services.AddSingleton<Surface, RegistrationSurface>();
        services.AddHostedService<ClientJanitor>();
        services.AddScoped<RegisterClient>();
        services.AddScoped<EnterClient>();
        services.AddScoped<ReadEnteredClients>();
        services.AddScoped<RotateClientSecret>();
        services.AddScoped<DeleteEnteredClient>();
        services.AddScoped<OAuthClients>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        RegisterClient.Map(routes);
        EnterClient.Map(routes);
        ReadEnteredClients.Map(routes);
        RotateClientSecret.Map(routes);
        DeleteEnteredClient.Map(routes);
    }
}
