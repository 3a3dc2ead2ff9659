using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Tools;
using Vidimus.Tools.Protocol;

namespace Vidimus.Gateway;

/// <summary>The gateway over HTTP: the protocol for its callers, and beside it liveness, health and metrics.</summary>
internal static class GatewayServer
{
    /// <summary>Refuses to be open to others without knowing them, or in the clear.</summary>
    public static void Demand(GatewaySettings settings)
    {
        var where = settings.Where;
        if (settings.CallersFile is null && (!settings.IsLoopback || settings.BehindProxy))
            throw new GatewayMistakeException(
                $"The gateway would answer everybody who reaches {where}, with the rights of its client token. It does not start like that.",
                "Name its callers (vidimus gateway add-caller NAME --callers FILE, then callers in the settings), or listen on 127.0.0.1."
            );
        if (!settings.IsLoopback && settings.Certificate is null && !settings.BehindProxy)
            throw new GatewayMistakeException(
                $"The gateway would take its callers' secrets at {where} in the clear. It does not start like that.",
                "Give it a certificate (tls-certificate), or say behind-proxy when a proxy in front of it speaks TLS."
            );
    }

    public static WebApplication Build(
        GatewayParts parts,
        GatewayHost host,
        GatewayHealth health,
        ILoggerProvider logs
    )
    {
        var settings = parts.Settings;
        var builder = WebApplication.CreateSlimBuilder();
        // The framework would take endpoints, certificates and addresses from its own variables and from appsettings.json in
        // the working folder, past Demand. This program's settings are the only ones.
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Logging.SetMinimumLevel(settings.LogLevel);
        // The framework's own lines hold paths and addresses; ours say what happened.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.CallTimeout);
        builder.Services.AddCors();
        builder.Services.AddSingleton(parts.Clock);
        builder.Services.AddSingleton<IToolHost>(host);
        foreach (var resources in parts.Resources)
            builder.Services.AddSingleton(resources);
        foreach (var prompts in parts.Prompts)
            builder.Services.AddSingleton(prompts);
        builder.Services.AddMcpProtocol(_ => Options(settings));
        var app = builder.Build();
        app.Use(Headers);
        app.UseRouting();
        // Before the callers' door: a browser asks beforehand without a secret.
        app.UseCors();
        Open(app, health);
        Guarded(app, parts);
        return app;
    }

    public static McpOptions Options(GatewaySettings settings) =>
        new()
        {
            Name = "vidimus-gateway",
            Title = "Vidimus gateway",
            PublicUrl = settings.PublicUrl,
            AllowedHosts = [.. settings.Hosts],
            AllowedOrigins = [.. settings.Origins],
            HostsSetting = "hosts, or VIDIMUS_GATEWAY_HOSTS",
            OriginsSetting = "origins, or VIDIMUS_GATEWAY_ORIGINS",
        };

    private static void Listen(KestrelServerOptions kestrel, GatewaySettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 2_000;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = 1_048_576;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Listen(
            settings.Address,
            settings.Port,
            listen =>
            {
                if (settings.Certificate is not null)
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = Certificates.Load(settings);
                        https.ServerCertificateChain = Certificates.Chain(settings);
                    });
            }
        );
    }

    private static Task Headers(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return next(http);
    }

    private static void Open(WebApplication app, GatewayHealth health)
    {
        app.MapGet("/livez", () => Results.Text("alive\n"));
        app.MapGet(
            "/health",
            async (HttpContext http) =>
            {
                var report = await health.Get(http.RequestAborted);
                return Results.Text(
                    report.Json(),
                    "application/json",
                    statusCode: report.IsHealthy ? 200 : 503
                );
            }
        );
    }

    /// <summary>Numbers of tools and callers are theirs alone who may call.</summary>
    private static void Guarded(WebApplication app, GatewayParts parts)
    {
        var door = new CallerDoor(parts.Callers, parts.Metrics, parts.Logger);
        app.UseWhen(
            http =>
                http.Request.Path.StartsWithSegments("/mcp")
                || http.Request.Path.StartsWithSegments("/api/mcp")
                || http.Request.Path.StartsWithSegments("/metrics"),
            guarded => guarded.Use(door.Pass)
        );
        app.MapGet(
            "/metrics",
            () => Results.Text(parts.Metrics.Prometheus(), "text/plain; version=0.0.4")
        );
        var readOnly = parts.Settings.ReadOnly;
        McpEndpoint.Map(app, "/mcp", ToolCatalogue.Credentials, readOnly);
        McpEndpoint.Map(app, "/api/mcp", ToolCatalogue.Orders, readOnly);
        McpEndpoint.Map(app, "/mcp/readonly", ToolCatalogue.Credentials, readOnly: true);
        foreach (var toolset in parts.Tools.Catalogue.Toolsets)
        {
            McpEndpoint.Map(app, $"/mcp/x/{toolset.Name}", toolset.Name, readOnly);
            McpEndpoint.Map(app, $"/mcp/x/{toolset.Name}/readonly", toolset.Name, readOnly: true);
        }
    }
}
