using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk;

internal static class DeskSetup
{
    public static void AddDesk(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("Certification:Desk").Get<DeskOptions>() ?? new()
        );
        services.AddSingleton<IModelPart, DeskModel>();
    }

    public static void MapDesk(this IEndpointRouteBuilder routes) { }
}
