using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Policies.Agents;

/// <summary>The tools of assistants over REST.</summary>
internal static class AgentsSetup
{
    public static void AddAgents(this IServiceCollection services)
    {
        services.AddScoped<AgentManifest>();
        services.AddScoped<CallAgentTool>();
        services.AddScoped<AgentRunner>();
        services.AddScoped<AgentSearches>();
        services.AddScoped<AgentApprovals>();
        services.AddScoped<AgentLedger>();
        services.AddScoped<ListAgentCalls>();
    }

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        AgentManifest.Map(routes);
        CallAgentTool.Map(routes);
        ListAgentCalls.Map(routes);
    }
}
