using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Verity;

namespace Vidimus.Webhooks;

/// <summary>Tells receivers outside of facts: endpoints, deliveries, signatures, replay. Nothing references this module.</summary>
public static class WebhooksModule
{
    /// <summary>Registers the module.</summary>
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddGuardedHttp();
        services.AddSingleton(
            builder.Configuration.GetSection("Webhooks").Get<WebhookOptions>() ?? new()
        );
        services.AddSingleton<IModelPart, WebhooksModel>();
        services.AddSingleton(ProblemCatalogue.Of("Webhooks", typeof(WebhookProblems)));
        services.AddSingleton<EventNames>();
        services.AddScoped<CreateEndpoint>();
        services.AddScoped<ListEndpoints>();
        services.AddScoped<GetEndpoint>();
        services.AddScoped<EditEndpoint>();
        services.AddScoped<DeleteEndpoint>();
        services.AddScoped<ChangeEndpointState>();
        services.AddScoped<RotateSecret>();
        services.AddScoped<VerityCreateWebhook>();
        services.AddScoped<VerityListWebhooks>();
        services.AddScoped<VerityEditWebhook>();
        services.AddScoped<VerityDeleteWebhook>();
        services.AddSingleton<IWrapped, WrappedWebhookSecrets>();
        services.AddSingleton<IWrapped, WrappedWebhookHeaders>();
        services.AddSingleton<IWrapped, WrappedWebhookSigningKeys>();
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        CreateEndpoint.Map(routes);
        ListEndpoints.Map(routes);
        GetEndpoint.Map(routes);
        EditEndpoint.Map(routes);
        DeleteEndpoint.Map(routes);
        ChangeEndpointState.Map(routes);
        RotateSecret.Map(routes);
        VerityCreateWebhook.Map(routes);
        VerityListWebhooks.Map(routes);
        VerityEditWebhook.Map(routes);
        VerityDeleteWebhook.Map(routes);
    }
}
