using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Spending;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Approvals;

/// <summary>What is registered and mapped for approvals.</summary>
internal static class ApprovalSetup
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(ProblemCatalogue.Of("Approvals", typeof(ApprovalProblems)));
        services.AddSingleton(EventCatalogue.Of("Approvals", typeof(ApprovalEvents)));
        services.AddSingleton<IWrapped, WrappedApprovals>();
        services.AddSingleton<ApprovalRules>();
        services.AddSingleton<RouteScopes>();
        services.AddSingleton<ApprovalMail>();
        services.AddSingleton<StandingDemands>();
        services.AddSingleton<ApprovalDesk>();
        services.AddScoped(provider => new DemandedApprovals(
            provider.GetRequiredService<Approvals>()
        ));
        services.AddSingleton<ShownApprovals>();
        services.AddHostedService<ApprovalJanitor>();
        services.AddScoped<ListApprovalRules>();
        services.AddScoped<CreateApprovalRule>();
        services.AddScoped<EditApprovalRule>();
        services.AddScoped<ReadApprovals>();
        services.AddScoped<DecideApproval>();
        services.AddSingleton<IEventResource, ApprovalResource>();
        services.AddSingleton<IEventResource, ApprovalRuleResource>();
        services.AddScoped(provider => new Approvals(
            provider.GetRequiredService<ApprovalRules>(),
            provider.GetRequiredService<ApprovalDesk>(),
            provider.GetRequiredService<Commits>(),
            provider.GetRequiredService<CurrentCaller>(),
            provider.GetRequiredService<CurrentAuthor>(),
            new Costs(provider.GetRequiredService<Prices>(), provider.GetServices<IAgreedPrices>())
        ));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        ListApprovalRules.Map(routes);
        CreateApprovalRule.Map(routes);
        EditApprovalRule.Map(routes);
        ReadApprovals.Map(routes);
        DecideApproval.Map(routes);
    }
}
