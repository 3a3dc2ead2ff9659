using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Templates;

internal static class TemplatesSetup
{
    public static void AddTemplates(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(ProblemCatalogue.Of("Credentials", typeof(TemplateProblems)));
        services.AddSingleton<IHealthProbe, DrawingProbe>();
        services.AddSingleton<DrawingThreads>();
        services.AddSingleton<DrawPage>();
        services.AddSingleton(p => new PrintedPages(p.GetRequiredService<DrawingThreads>()));
        services.AddSingleton<CredentialPages>();
        services.AddSingleton<CredentialBadge>();
        services.AddSingleton<UploadedTemplates>();
        services.AddScoped<CreateTemplate>();
        services.AddScoped<ReadTemplates>();
        services.AddScoped<ChangeTemplate>();
        services.AddScoped<PreviewTemplate>();
    }

    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        CreateTemplate.Map(routes);
        ReadTemplates.Map(routes);
        ChangeTemplate.Map(routes);
        PreviewTemplate.Map(routes);
    }

    public static void Configure(ModelBuilder model) =>
        model.Entity<TemplateRow>(row =>
        {
            row.ToTable("credentials_templates");
            row.HasKey(t => new { t.OrganizationId, t.Id });
            row.Property(t => t.Version).IsConcurrencyToken();
        });
}
