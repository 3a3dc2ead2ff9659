using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Facts;
using Vidimus.Policies.Writing.Imports;

namespace Vidimus.Policies.Writing;

/// <summary>Services and routes of writing.</summary>
internal static class WritingSetup
{
    public static void AddWriting(this IServiceCollection services)
    {
        services.AddSingleton<PolicyNews>();
        services.AddSingleton<PolicyWriter>();
        services.AddSingleton<IEventResource, PolicyImportResource>();
        services.AddSingleton<ImportKinds>();
        services.AddScoped<WritePolicy>();
        services.AddScoped<StartImport>();
        services.AddScoped<TakeBatch>();
        services.AddScoped<FinishImport>();
        services.AddScoped<ReadImports>();
        services.AddHostedService<PolicyUpkeep>();
        services.AddHostedService<PastUpkeep>();
    }

    public static void MapWriting(this IEndpointRouteBuilder routes)
    {
        WritePolicy.Map(routes);
        StartImport.Map(routes);
        TakeBatch.Map(routes);
        FinishImport.Map(routes);
        ReadImports.Map(routes);
    }
}
