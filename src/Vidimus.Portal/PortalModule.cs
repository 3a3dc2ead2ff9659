using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.OwnCalls;
using Vidimus.Pages;
using Vidimus.Portal.Approvals;
using Vidimus.Portal.Assistants;
using Vidimus.Portal.Audit;
using Vidimus.Portal.Connect;
using Vidimus.Portal.Credentials;
using Vidimus.Portal.Desk;
using Vidimus.Portal.Groups;
using Vidimus.Portal.Imports;
using Vidimus.Portal.Integrations;
using Vidimus.Portal.Issuing;
using Vidimus.Portal.Mail;
using Vidimus.Portal.Members;
using Vidimus.Portal.Orders;
using Vidimus.Portal.Overview;
using Vidimus.Portal.Parts;
using Vidimus.Portal.Payment;
using Vidimus.Portal.Policies;
using Vidimus.Portal.Settings;
using Vidimus.Portal.SigningKeys;
using Vidimus.Portal.Templates;
using Vidimus.Portal.Usage;
using Vidimus.Portal.Webhooks;

namespace Vidimus.Portal;

/// <summary>The pages by which staff work. They are a customer of the API: everything they show or do goes through the client.</summary>
public static class PortalModule
{
    /// <summary>Registers the portal; the server adds <see cref="IVisitors"/> and the pipeline of <see cref="OwnServer"/>.</summary>
    public static void AddPortal(this IServiceCollection services)
    {
        services.AddSingleton<OwnServer>();
        services.AddScoped<PortalCalls>();
        // Lists of people and documents of orders are read in memory, and never lie about in a file.
        services.Configure<FormOptions>(form => form.MemoryBufferThreshold = 26 * 1024 * 1024);
    }

    private static IResult Nothing(HttpContext http, PortalCalls calls) =>
        http.Page<RefusedPage>(
            new
            {
                calls.Visitor,
                Message = "There is no page at this address.",
                Missing = true,
            },
            404
        );

    /// <summary>Maps the portal's pages. Each is shown to somebody signed in, and takes a form only from itself.</summary>
    public static RouteGroupBuilder MapPortal(this IEndpointRouteBuilder routes)
    {
        var portal = routes.MapGroup("/portal").AddEndpointFilter<PortalDoor>();
        portal.ExcludeFromDescription();
        OverviewPages.Map(portal);
        ConnectPages.Map(portal);
        IntegrationPages.Map(portal);
        AssistantPages.Map(portal);
        WebhookPages.Map(portal);
        DeliveryPages.Map(portal);
        UsagePages.Map(portal);
        AuditPages.Map(portal);
        SigningKeyPages.Map(portal);
        ApprovalPages.Map(portal);
        MemberPages.Map(portal);
        PaymentPages.Map(portal);
        SettingsPages.Map(portal);
        GroupPages.Map(portal);
        IssuePages.Map(portal);
        ImportPages.Map(portal);
        SelectedPages.Map(portal);
        CredentialPages.Map(portal);
        MailPages.Map(portal);
        TemplatePages.Map(portal);
        OrderPages.Map(portal);
        DeskPages.Map(portal);
        ReviewerPages.Map(portal);
        PolicyPages.Map(portal);
        CodePages.Map(portal);
        ChangePages.Map(portal);
        DigestPages.Map(portal);
        PolicyImportPages.Map(portal);
        GatePages.Map(portal);
        portal.MapGet("/{**rest}", Nothing);
        return portal;
    }
}
