using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Approvals;

namespace Vidimus.Policies.Compliance;

/// <summary>Services and routes of compliance.</summary>
internal static class ComplianceSetup
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<ListUnreviewed>();
        services.AddScoped<GetComplianceStats>();
        services.AddScoped<ListAcknowledgements>();
        services.AddScoped<AcknowledgeChanges>();
        services.AddSingleton<IUnkeptArguments, PatientsInArguments>();
        services.AddScoped<ChangeComplianceSettings>();
        services.AddSingleton<DigestMail>();
        services.AddHostedService<Digests>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        ListUnreviewed.Map(routes);
        GetComplianceStats.Map(routes);
        ListAcknowledgements.Map(routes);
        AcknowledgeChanges.Map(routes);
        ChangeComplianceSettings.Map(routes);
        VerityCompliance.Map(routes);
    }
}
