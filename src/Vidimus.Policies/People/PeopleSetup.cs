using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Approvals;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.People;

/// <summary>Requirements on people, and gates.</summary>
internal static class PeopleSetup
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddScoped<EvaluatePeople>();
        services.AddSingleton<IApprovalDemands, GateDemands>();
        services.AddScoped(p => new PolicyGates(
            p.GetRequiredService<CompiledPolicies>(),
            p.GetRequiredService<PolicyLibrary>(),
            p.GetRequiredService<ICredentialEvidence>(),
            p.GetRequiredService<DemandedApprovals>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<GatePolicy>();
        services.AddScoped<CreateGate>();
        services.AddScoped<EditGate>();
        services.AddScoped<ListGates>();
    }

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        EvaluatePeople.Map(routes);
        CreateGate.Map(routes);
        EditGate.Map(routes);
        ListGates.Map(routes);
    }
}
