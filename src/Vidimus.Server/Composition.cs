using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Vidimus.Access;
using Vidimus.Certification;
using Vidimus.Credentials;
using Vidimus.Mcp;
using Vidimus.OwnCalls;
using Vidimus.Platform;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Telemetry;
using Vidimus.Policies;
using Vidimus.Portal;
using Vidimus.Tools.Fixtures;
using Vidimus.Webhooks;

namespace Vidimus.Server;

/// <summary>Puts the modules together: services, pipeline, routes.</summary>
internal static class Composition
{
    public static WebApplicationBuilder Builder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.AddEnvironmentVariables("VIDIMUS_");
        builder.Configuration.AddCommandLine(args);
        return builder;
    }

    public static void Services(WebApplicationBuilder builder)
    {
        builder
            // The framework's scope around each request names its path, which may hold what a caller pasted by mistake.
            .Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .ClearProviders()
            .AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        builder.WebHost.ConfigureKestrel(Limits);
        builder.Services.ConfigureHttpJsonOptions(json =>
            VidimusJson.Apply(json.SerializerOptions)
        );
        builder.Services.AddSingleton(
            builder.Configuration.GetSection("Tls").Get<TlsOptions>() ?? new()
        );
        builder.Services.AddHostedService<Migrate>();
        builder.AddPlatform("Vidimus.Server");
        builder.AddAccess();
        builder.AddPolicies();
        builder.AddCredentials();
        builder.AddCertification();
        builder.AddWebhooks();
        Components(builder.Services);
        builder.AddMcp();
        if (McpFixtures.Wanted(builder.Configuration, builder.Environment))
            builder.Services.AddMcpFixtures();
        builder.Services.AddPortal();
        builder.Services.AddSingleton<IVisitors, Visitors>();
        builder.Services.AddSingleton<Health>();
        builder.Services.AddSingleton<Surface, VeritySurface>();
        builder.Services.AddCors(cors =>
            cors.AddPolicy(
                "public",
                policy =>
                    policy
                        .AllowAnyOrigin()
                        .AllowAnyHeader()
                        .WithMethods("GET", "POST", "HEAD")
                        .WithExposedHeaders("X-Request-Id", "x-vc-request-id")
            )
        );
        OpenApiDocument.Add(builder.Services);
        Telemetry(builder);
    }

    public static void Pipeline(WebApplication app)
    {
        Proxies(app);
        OwnCalls(app);
        app.UseEdge();
        app.UseLostPage();
        app.UseRouting();
        app.UseCors();
        app.UseAccessGate();
        app.UseRepeats();
        app.UseApprovals();
        app.MapAccess();
        app.MapPolicies();
        app.MapCredentials();
        app.MapCertification();
        app.MapWebhooks();
        app.MapMcp();
        if (McpFixtures.Wanted(app.Configuration, app.Environment))
            app.MapMcpFixtures()
                .Protects(new(McpFixtures.Path))
                .Repeatable("its tools change nothing, and it exists for tests alone");
        app.MapPortal()
            .Public("its door asks who is signed in")
            .Repeatable("what a form does is done by a call of the API, under the form's own key");
        Browsers.Map(app);
        Health.Map(app);
        Assets.Map(app);
        OpenApiDocument.Map(app);
    }

    /// <summary>
    /// Components that are rendered once need no state that comes back from the browser, and so none of the keys with which
    /// the framework would protect it, which every node would otherwise write to its disk at start.
    /// </summary>
    private static void Components(IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.Remove(
            services.Single(s =>
                s.ServiceType == typeof(IHostedService)
                && s.ImplementationType?.Name == "DataProtectionHostedService"
            )
        );
    }

    /// <summary>
    /// The portal and the door for assistants call the API through the same pipeline, from the visitor's own address: the portal
    /// with the visitor's token, and its calls count as the visitor's; the door as who came in there, within what counts already.
    /// </summary>
    private static void OwnCalls(WebApplication app)
    {
        var own = app.Services.GetRequiredService<OwnServer>();
        own.Within = static (made, within) =>
        {
            made.Features.Set(new OwnRequest());
            AccessModule.PassCaller(within, made);
        };
        app.Use(next => own.Pipeline = next);
    }

    private static void Limits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestBodySize = 1_048_576;
        // Slower readers than an old telephone line are dropped, once they had the time that all they were sent takes.
        kestrel.Limits.MinResponseDataRate = new(2048, TimeSpan.FromSeconds(5));
    }

    private static void Proxies(WebApplication app)
    {
        var options = app.Services.GetRequiredService<HttpOptions>();
        if (options.TrustedProxies.Length == 0)
            return;
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Each hop must be trusted to name the one before it, so a chain of proxies is followed exactly as far.
            ForwardLimit = 16,
        };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var network in options.TrustedProxies)
            forwarded.KnownIPNetworks.Add(
                System.Net.IPNetwork.Parse(
                    network.Contains('/')
                        ? network
                        : $"{network}/{(IPAddress.Parse(network).AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)}"
                )
            );
        app.UseForwardedHeaders(forwarded);
    }

    /// <summary>Metrics and traces of the framework and of our own steps, exported by OTLP where an endpoint is set.</summary>
    private static void Telemetry(WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 })
            return;
        builder.Services.AddSingleton(_ =>
            Sdk.CreateMeterProviderBuilder()
                .AddMeter(
                    Meters.Name,
                    "Microsoft.AspNetCore.Hosting",
                    "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Runtime",
                    "System.Net.Http"
                )
                .AddOtlpExporter()
                .Build()
        );
        builder.Services.AddSingleton(_ =>
            Sdk.CreateTracerProviderBuilder()
                .AddSource(Meters.Name, "Microsoft.AspNetCore", "System.Net.Http")
                .AddOtlpExporter()
                .Build()
        );
        builder.Services.AddHostedService<StartTelemetry>();
    }

    private sealed class StartTelemetry(MeterProvider metrics, TracerProvider traces)
        : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            metrics.ForceFlush(2000);
            traces.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }
}
