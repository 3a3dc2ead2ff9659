using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Vidimus.Mcp;

/// <summary>The door for assistants: what the server adds to the tools and the protocol of <c>Vidimus.Tools</c>.</summary>
public static class McpModule
{
    /// <summary>Registers the door.</summary>
    public static void AddMcp(this WebApplicationBuilder builder) { }

    /// <summary>Maps its routes.</summary>
    public static void MapMcp(this IEndpointRouteBuilder routes) { }
}
