using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Mcp.Record;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Tools;
using Vidimus.Tools.Protocol;

namespace Vidimus.Mcp;

/// <summary>The door for assistants: what the server adds to the tools and the protocol of <c>Vidimus.Tools</c>.</summary>
public static class McpModule
{
    private const string Root = "/mcp";

    /// <summary>Registers the door.</summary>
    public static void AddMcp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var catalogue = ToolCatalogue.Standard();
        services.AddSingleton(catalogue);
        services.AddSingleton(
            new KnownTools(catalogue.Tools.Select(t => t.Name).ToHashSet(StringComparer.Ordinal))
        );
        services.AddSingleton(ProblemCatalogue.Of("Mcp", typeof(McpProblems)));
        services.AddSingleton<ToolRecords>();
        services.AddHostedService(provider => provider.GetRequiredService<ToolRecords>());
        services.AddSingleton<Recording>();
        services.AddSingleton<OwnApi>();
        services.AddSingleton<CarryOut>();
        services.AddSingleton<IToolHost, ServerToolHost>();
        services.AddMcpProtocol(Options);
    }

    /// <summary>Maps its routes: the credential tools at <c>/mcp</c>, every toolset at an address of its own, each also for reading alone.</summary>
    public static void MapMcp(this IEndpointRouteBuilder routes)
    {
        Map(routes, Root, ToolCatalogue.Credentials);
        var catalogue = routes.ServiceProvider.GetRequiredService<ToolCatalogue>();
        foreach (var toolset in catalogue.Toolsets)
            Map(routes, $"{Root}/x/{toolset.Name}", toolset.Name);
        Map(routes, "/api/mcp", ToolCatalogue.Orders, readOnly: false);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string toolset)
    {
        Map(routes, path, toolset, readOnly: false);
        Map(routes, $"{path}/readonly", toolset, readOnly: true);
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string path,
        string toolset,
        bool readOnly
    ) =>
        McpEndpoint
            .Map(routes, path, toolset, readOnly)
            .Protects(new(path))
            .Repeatable("a tool that changes something takes an idempotency key as an argument");

    private static McpOptions Options(IServiceProvider services)
    {
        var access = services.GetRequiredService<AccessOptions>();
        var http = services.GetRequiredService<HttpOptions>();
        return new()
        {
            PublicUrl = access.PublicUrl,
            AllowedHosts = http.AllowedHosts,
            SealKey = services.GetRequiredService<MasterKeys>().Derive("mcp state"),
            AllowedOrigins =
                services
                    .GetRequiredService<IConfiguration>()
                    .GetSection("Mcp:AllowedOrigins")
                    .Get<string[]>()
                ?? [],
            LargestMessage = (int)http.LargestBody,
        };
    }
}
