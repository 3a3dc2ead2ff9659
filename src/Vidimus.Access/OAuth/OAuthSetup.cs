using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>The authorization server: what is registered and mapped for it.</summary>
internal static class OAuthSetup
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(ProblemCatalogue.Of("OAuth", typeof(OAuthProblems)));
        services.AddSingleton(EventCatalogue.Of("OAuth", typeof(GrantEvents)));
        services.AddSingleton<IEventResource, GrantResource>();
        services.AddSingleton<Surface, OAuthSurface>();
        services.AddSingleton<Surface, AuthorizeSurface>();
        services.AddSingleton<OAuthResources>();
        services.AddSingleton<GrantCheck>();
        services.AddSingleton<TokenDoor>();
        services.AddScoped<AuthorizeRequests>();
        services.AddScoped<Authorize>();
        services.AddScoped<GiveGrant>();
        services.AddScoped<ClientProof>();
        services.AddScoped<Codes>();
        services.AddScoped<RefreshTokens>();
        services.AddScoped<IssueTokens>();
        services.AddScoped<GrantTokens>();
        services.AddScoped<RevokeToken>();
        services.AddScoped<AskingKeys>();
        services.AddScoped<IntrospectToken>();
        services.AddScoped<ReadGrants>();
        services.AddScoped<RevokeGrant>();
        services.AddSingleton<IRestored, EndGrants>();
        services.AddHostedService<GrantJanitor>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        OAuthMetadata.Map(routes);
        Authorize.Map(routes);
        IssueTokens.Map(routes);
        RevokeToken.Map(routes);
        IntrospectToken.Map(routes);
        ReadGrants.Map(routes);
        RevokeGrant.Map(routes);
    }
}
