using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Portal.Members;
using Vidimus.Portal.Overview;
using Vidimus.Portal.Settings;
using Vidimus.Portal.Templates;

namespace Vidimus.Portal;

/// <summary>The pages by which staff work. They are a customer of the API: everything they show or do goes through the client.</summary>
public static class PortalModule
{
    /// <summary>Registers the portal; the server adds <see cref="IVisitors"/> and the pipeline of <see cref="OwnServer"/>.</summary>
    public static void AddPortal(this IServiceCollection services)
    {
        services.AddSingleton<OwnServer>();
        services.AddScoped<PortalCalls>();
    }

    /// <summary>Maps the portal's pages. Each is shown to somebody signed in, and takes a form only from itself.</summary>
    public static RouteGroupBuilder MapPortal(this IEndpointRouteBuilder routes)
    {
        var portal = routes.MapGroup("/portal").AddEndpointFilter<PortalDoor>();
        portal.ExcludeFromDescription();
        OverviewPage.Map(portal);
        MemberPages.Map(portal);
        SettingsPages.Map(portal);
        TemplatePages.Map(portal);
        return portal;
    }
}
