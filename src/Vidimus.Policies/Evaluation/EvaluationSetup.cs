using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Policies.Evaluation;

/// <summary>Evaluating policies.</summary>
internal static class EvaluationSetup
{
    public static void AddEvaluation(this IServiceCollection services)
    {
        services.AddSingleton<CompiledPolicies>();
        services.AddScoped<PoliciesInForce>();
        services.AddScoped<EvaluatePolicy>();
    }
}
