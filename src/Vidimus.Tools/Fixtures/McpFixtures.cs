using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Vidimus.Tools.Protocol;

namespace Vidimus.Tools.Fixtures;

/// <summary>
/// A toolset for judges of the protocol: what the official conformance suite calls by name, so that it tries this server and
/// not a server made for it. It exists only where a setting asks for it, and never in production.
/// </summary>
public static class McpFixtures
{
    /// <summary>Its name.</summary>
    public const string Toolset = "fixtures";

    /// <summary>Its path.</summary>
    public const string Path = "/mcp/x/fixtures";

    /// <summary>Whether it exists here: <c>Mcp:Fixtures</c> is true, and this is no production.</summary>
    public static bool Wanted(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue<bool>("Mcp:Fixtures") && !environment.IsProduction();

    /// <summary>Registers its tools, resources and prompts, which the host offers beside those of its catalogue.</summary>
    public static void AddMcpFixtures(this IServiceCollection services)
    {
        // The hooks tell of changes, and the protocol tells its listeners.
        var changes = new Changes();
        services.Replace(ServiceDescriptor.Singleton(changes));
        foreach (var tool in FixtureTools.All(changes))
            services.AddSingleton(tool);
        services.AddSingleton<IMcpResources, FixtureResources>();
        services.AddSingleton<IMcpPrompts, FixturePrompts>();
        services.AddSingleton(new LiveToolset(Toolset));
    }

    /// <summary>Maps it. Who may come in is for the caller to add.</summary>
    public static IEndpointConventionBuilder MapMcpFixtures(this IEndpointRouteBuilder routes) =>
        McpEndpoint.Map(routes, Path, Toolset, readOnly: false);
}
