using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vidimus.Certification.Documents;

internal static class DocumentsSetup
{
    public static void AddDocuments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("Certification:Documents").Get<DocumentOptions>()
                ?? new()
        );
        services.AddSingleton<DocumentVault>();
    }

    public static void MapDocuments(this IEndpointRouteBuilder routes) => _ = routes;
}
