using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vidimus.Tools.Protocol;

/// <summary>A toolset whose lists change while the server runs.</summary>
internal sealed record LiveToolset(string Name);

/// <summary>The protocol over HTTP: one path for clients of every revision.</summary>
public static class McpEndpoint
{
    private static readonly string[] Methods = ["POST", "GET", "DELETE"];

    /// <summary>
    /// Registers the protocol. <see cref="IToolHost"/>, <see cref="IMcpResources"/>, <see cref="IMcpPrompts"/> and
    /// <see cref="TimeProvider"/> are taken from the services.
    /// </summary>
    public static void AddMcpProtocol(
        this IServiceCollection services,
        Func<IServiceProvider, McpOptions> options
    )
    {
        services.AddSingleton(provider =>
        {
            var made = options(provider);
            made.LiveToolsets.UnionWith(provider.GetServices<LiveToolset>().Select(t => t.Name));
            return made;
        });
        services.AddSingleton<Changes>();
        services.AddSingleton(provider => new McpRuntime(
            new(
                provider.GetRequiredService<IToolHost>(),
                [.. provider.GetServices<IMcpResources>()],
                [.. provider.GetServices<IMcpPrompts>()],
                provider.GetRequiredService<McpOptions>(),
                provider.GetRequiredService<TimeProvider>()
            ),
            provider.GetRequiredService<Changes>(),
            provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default
        ));
    }

    /// <summary>
    /// Maps a toolset at a path. Who may come in is for the caller to add. Where <see cref="McpOptions.AllowedOrigins"/> names
    /// pages of others, the program's pipeline needs <c>UseCors</c>.
    /// </summary>
    public static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder routes,
        string path,
        string toolset,
        bool readOnly
    )
    {
        var runtime = routes.ServiceProvider.GetRequiredService<McpRuntime>();
        var door = new HttpDoor(runtime, toolset, readOnly);
        var builder = routes.MapMethods(path, Methods, (RequestDelegate)door.Serve);
        if (runtime.Options.AllowedOrigins.Length > 0)
            builder.RequireCors(cors =>
                cors.WithOrigins(runtime.Options.AllowedOrigins)
                    .AllowAnyHeader()
                    .WithMethods(Methods)
                    .WithExposedHeaders("Mcp-Session-Id", "WWW-Authenticate")
            );
        return builder;
    }
}
