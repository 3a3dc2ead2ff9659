using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Vidimus.Benchmarks;

/// <summary>
/// The least that the official C# SDK needs to answer a tool call by HTTP without sessions: its transport and a server object
/// for each request, one tool that does nothing. No keys, no limits, no record.
/// </summary>
internal static class McpEchoServer
{
    public static async Task<int> Run(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{port}");
        await using var app = builder.Build();
        app.MapGet("/health", () => "healthy");
        app.MapPost("/mcp", Post);
        await app.RunAsync();
        return 0;
    }

    private static readonly McpServerOptions Options = new()
    {
        ServerInfo = new() { Name = "echo", Version = "1" },
        ToolCollection = [McpServerTool.Create(() => "{}", new() { Name = "noop" })],
    };

    private static async Task Post(HttpContext http)
    {
        var message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(
            http.Request.Body,
            McpJsonUtilities.DefaultOptions,
            http.RequestAborted
        );
        message!.Context = new() { ProtocolVersion = http.Request.Headers["MCP-Protocol-Version"] };
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, Options);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var running = server.RunAsync(end.Token);
        http.Response.ContentType = "text/event-stream";
        await transport.HandlePostRequestAsync(message, http.Response.Body, http.RequestAborted);
        await end.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // it has answered
        }
    }
}
