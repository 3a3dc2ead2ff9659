using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Imports;

internal static class ImportsSetup
{
    public static void AddImports(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("Imports").Get<ImportOptions>() ?? new()
        );
        services.AddSingleton<IModelPart, ImportsModel>();
        services.AddSingleton(ProblemCatalogue.Of("Credentials", typeof(ImportProblems)));
        services.AddSingleton(EventCatalogue.Of("Imports", typeof(ImportEvents)));
        services.AddSingleton<IEventResource, ImportResource>();
        services.AddSingleton<ImportVault>();
        services.AddSingleton<IWrapped, WrappedImportKeys>();
        services.AddSingleton<ImportViews>();
        services.AddSingleton<ImportClock>();
        services.AddSingleton<ImportWays>();
        services.AddScoped<UploadImport>();
        services.AddScoped<ChangeImport>();
        services.AddScoped<ReadImports>();
        services.AddScoped<ReadImportRows>();
        services.AddScoped<StartImport>();
        services.AddScoped<CheckRows>();
        services.AddScoped<IssueRows>();
        services.AddHostedService<ImportWork>();
        services.AddHostedService<ImportJanitor>();
    }

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        UploadImport.Map(routes);
        ReadImports.Map(routes);
        ChangeImport.Map(routes);
        ReadImportRows.Map(routes);
        StartImport.Map(routes);
    }
}
