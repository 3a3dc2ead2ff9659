using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Tools.Protocol;

/// <summary>The protocol over HTTP: one path for clients of every revision.</summary>
public static class McpEndpoint
{
    /// <summary>
    /// Registers the protocol. <see cref="IToolHost"/>, <see cref="IMcpResources"/>, <see cref="IMcpPrompts"/> and
    /// <see cref="TimeProvider"/> are taken from the services.
    /// </summary>
    public static void AddMcpProtocol(
        this IServiceCollection services,
        Func<IServiceProvider, McpOptions> options
    ) => services.AddSingleton(options);

    /// <summary>Maps a toolset at a path. Who may come in is for the caller to add.</summary>
    public static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder routes,
        string path,
        string toolset,
        bool readOnly
    ) => throw new NotImplementedException();
}
