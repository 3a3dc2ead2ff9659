using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Access.Keys;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;
using Vidimus.Webhooks.Replays;
using Vidimus.Webhooks.Signing;
using Vidimus.Webhooks.Verity;

namespace Vidimus.Webhooks;

/// <summary>Tells receivers outside of facts: endpoints, deliveries, signatures, replay. Nothing references this module.</summary>
public static class WebhooksModule
{
    /// <summary>Registers the module.</summary>
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddGuardedHttp(SendOnce.Connections);
        services.AddSingleton(
            builder.Configuration.GetSection("Webhooks").Get<WebhookOptions>() ?? new()
        );
        services.AddSingleton<IModelPart, WebhooksModel>();
        services.AddSingleton(ProblemCatalogue.Of("Webhooks", typeof(WebhookProblems)));
        services.AddSingleton(EventCatalogue.Of("Webhooks", typeof(WebhookEvents)));
        services.AddSingleton<IEventResource, WebhookResource>();
        services.AddScoped<RotateSigningKey>();
        services.AddSingleton<EventTypes>();
        services.AddSingleton<EventStates>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<Messages>();
        services.AddSingleton<Wake>();
        services.AddSingleton<IFactFollower, FollowFacts>();
        services.AddSingleton<IFactListeners, FactListeners>();
        services.AddSingleton<SendOnce>();
        services.AddSingleton<Lanes>();
        services.AddSingleton<Making>();
        services.AddSingleton<Walk>();
        services.AddSingleton<Claiming>();
        services.AddSingleton<EndpointHealth>();
        services.AddSingleton<Recorder>();
        services.AddHostedService<Sender>();
        services.AddHostedService<DeliveryJanitor>();
        services.AddHostedService<EndpointJanitor>();
        services.AddSingleton<IRestored, HoldDeliveries>();
        services.AddSingleton<EventNames>();
        services.AddScoped<EndpointRights>();
        services.AddScoped<CreateEndpoint>();
        services.AddScoped<ListEndpoints>();
        services.AddScoped<GetEndpoint>();
        services.AddScoped<EditEndpoint>();
        services.AddScoped<DeleteEndpoint>();
        services.AddScoped<ListDeliveries>();
        services.AddScoped<GetDelivery>();
        services.AddScoped<FindDeliveries>();
        services.AddScoped<EndpointStats>();
        services.AddScoped<ResendDelivery>();
        services.AddScoped<StartRecovery>();
        services.AddScoped<ListReplays>();
        services.AddScoped<CancelReplay>();
        services.AddSingleton<TestPlaces>();
        services.AddScoped<SendPing>();
        services.AddScoped<TestEndpoint>();
        services.AddScoped<VerityTestWebhook>();
        services.AddSingleton<PutUp>();
        services.AddHostedService<Recovering>();
        services.AddSingleton<IRestored, EndRecoveries>();
        services.AddScoped<ChangeEndpointState>();
        services.AddScoped<RotateSecret>();
        services.AddScoped<KeyWebhook>();
        services.AddSingleton<IKeyWebhooks, FollowOrders>();
        services.AddScoped<VerityCreateWebhook>();
        services.AddScoped<VerityListWebhooks>();
        services.AddScoped<VerityEditWebhook>();
        services.AddScoped<VerityDeleteWebhook>();
        services.AddSingleton<IWrapped, WrappedWebhookSecrets>();
        services.AddSingleton<IWrapped, WrappedWebhookHeaders>();
        services.AddSingleton<IWrapped, WrappedWebhookSigningKeys>();
    }

    /// <summary>The page that describes all kinds of events, <c>docs/webhooks-events.md</c>.</summary>
    public static string EventPage(this IServiceProvider services) =>
        Events.EventPage.Text(
            services.GetServices<EventCatalogue>(),
            services.GetRequiredService<EventTypes>()
        );

    /// <summary>Maps the module's routes.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        ListEventTypes.Map(routes);
        GetSigningKeys.Map(routes);
        RotateSigningKey.Map(routes);
        CreateEndpoint.Map(routes);
        ListEndpoints.Map(routes);
        GetEndpoint.Map(routes);
        EditEndpoint.Map(routes);
        DeleteEndpoint.Map(routes);
        ListDeliveries.Map(routes);
        GetDelivery.Map(routes);
        FindDeliveries.Map(routes);
        EndpointStats.Map(routes);
        ResendDelivery.Map(routes);
        StartRecovery.Map(routes);
        ListReplays.Map(routes);
        CancelReplay.Map(routes);
        TestEndpoint.Map(routes);
        VerityTestWebhook.Map(routes);
        ChangeEndpointState.Map(routes);
        RotateSecret.Map(routes);
        KeyWebhook.Map(routes);
        VerityCreateWebhook.Map(routes);
        VerityListWebhooks.Map(routes);
        VerityEditWebhook.Map(routes);
        VerityDeleteWebhook.Map(routes);
    }
}
