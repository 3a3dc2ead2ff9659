using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Triggers;

internal static class TriggersSetup
{
    public static void AddTriggers(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("Triggers").Get<TriggerOptions>() ?? new()
        );
        services.AddSingleton(ProblemCatalogue.Of("Credentials", typeof(TriggerProblems)));
        services.AddSingleton(EventCatalogue.Of("Triggers", typeof(TriggerKinds)));
        services.AddSingleton<TriggerSecrets>();
        services.AddSingleton<IWrapped, WrappedTriggerSecrets>();
        services.AddSingleton<IRestored, CancelWaiting>();
        services.AddSingleton<TriggerEvents>();
        services.AddSingleton<EventServices>();
        services.AddSingleton<ReceiveEvent>();
        services.AddScoped<TakeEvent>();
        services.AddScoped<IssueWaiting>();
        services.AddScoped<CreateTrigger>();
        services.AddScoped<ReadTriggers>();
        services.AddScoped<TriggerEdits>();
        services.AddScoped<ChangeTrigger>();
        services.AddScoped<RotateTriggerSecret>();
        services.AddHostedService<WaitingEvents>();
        services.AddHostedService<TriggerJanitor>();
    }

    public static void MapTriggers(this IEndpointRouteBuilder routes)
    {
        CreateTrigger.Map(routes);
        ReadTriggers.Map(routes);
        ChangeTrigger.Map(routes);
        RotateTriggerSecret.Map(routes);
        ReceiveEvent.Map(routes);
    }
}
