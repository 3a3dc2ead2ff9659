using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Vidimus.Benchmarks;

/// <summary>The ceiling: Kestrel with one endpoint that answers a small JSON object, in a process of its own.</summary>
internal static class EmptyServer
{
    private sealed record Answer(string Status);

    public static async Task<int> Run(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{port}");
        await using var app = builder.Build();
        app.MapGet("/health", () => Results.Json(new Answer("healthy")));
        await app.RunAsync();
        return 0;
    }
}
