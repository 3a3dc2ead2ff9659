using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Policies.Agents;

/// <summary>The tools of assistants over REST.</summary>
internal static class AgentsSetup
{
    public static void AddAgents(this IServiceCollection services, AgentOptions options)
    {
        if (options.KeepDays is < 1 or > 3650)
            throw new InvalidOperationException(
                "Policies:Agents:KeepDays must be a number of days from 1 to 3650."
            );
        services.AddSingleton(options);
        services.AddScoped<AgentManifest>();
        services.AddScoped<CallAgentTool>();
        services.AddScoped<AgentRunner>();
        services.AddScoped<AgentSearches>();
        services.AddScoped<AgentApprovals>();
        services.AddScoped<AgentLedger>();
        services.AddScoped<ListAgentCalls>();
        services.AddHostedService<AgentCallJanitor>();
    }

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        AgentManifest.Map(routes);
        CallAgentTool.Map(routes);
        ListAgentCalls.Map(routes);
    }
}
