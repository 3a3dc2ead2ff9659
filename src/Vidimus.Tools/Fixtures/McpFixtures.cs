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

    /// <summary>Whether it exists here: <c>Mcp:Fixtures</c> is true, and this is no production.</summary>
    public static bool Wanted(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue<bool>("Mcp:Fixtures") && !environment.IsProduction();

    /// <summary>Adds its tools to the catalogue, behind the same host as all others, and its resources and prompts.</summary>
    public static void AddMcpFixtures(this IServiceCollection services)
    {
        var changes = new Changes();
        services.Replace(ServiceDescriptor.Singleton(changes));
        ((ToolCatalogue)Registered(services, typeof(ToolCatalogue)).ImplementationInstance!)
            .AddToolset(Toolset, "Fixtures", "What judges of the protocol call.")
            .Add(FixtureTools.All(changes));
        services.AddSingleton<IMcpResources, FixtureResources>();
        services.AddSingleton<IMcpPrompts, FixturePrompts>();
        services.AddSingleton(new LiveToolset(Toolset));
        var host = Registered(services, typeof(IToolHost)).ImplementationType!;
        services.Replace(
            ServiceDescriptor.Singleton<IToolHost>(provider => new FixtureHost(
                (IToolHost)ActivatorUtilities.CreateInstance(provider, host)
            ))
        );
    }

    private static ServiceDescriptor Registered(IServiceCollection services, Type type) =>
        services.Last(s => s.ServiceType == type);
}
