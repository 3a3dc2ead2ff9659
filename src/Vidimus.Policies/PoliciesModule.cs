using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Agents;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Compliance;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;
using Vidimus.Policies.People;
using Vidimus.Policies.PriorAuthorization;
using Vidimus.Policies.Reading;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies;

/// <summary>Policies, codes, criteria and their evaluation, prior authorization, changes and who acknowledged them; natively and as Verity knows them.</summary>
public static class PoliciesModule
{
    /// <summary>Registers the module.</summary>
    public static void AddPolicies(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IModelPart, PoliciesModel>();
        services.AddSingleton(ProblemCatalogue.Of("Policies", typeof(PoliciesProblems)));
        services.AddSingleton(EventCatalogue.Of("Policies", typeof(PoliciesEvents)));
        var options = builder.Configuration.GetSection("Policies").Get<PoliciesOptions>() ?? new();
        services.AddSingleton(options);
        services.AddSingleton<PolicyLibrary>();
        services.AddSingleton<IEventResource, PolicyResource>();
        // Writing
        services.AddWriting();
        // Reading
        services.AddReading(options.Embedding);
        // Codes
        services.AddCodes();
        // Evaluation
        services.AddEvaluation();
        // Prior authorization
        services.AddPriorAuthorization(options.Research);
        // People
        services.AddPeople();
        // Compliance
        ComplianceSetup.Add(services);
        // Agents
        services.AddAgents(options.Agents);
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        // Writing
        routes.MapWriting();
        // Reading
        routes.MapReading();
        // Codes
        routes.MapCodes();
        // Evaluation
        EvaluatePolicy.Map(routes);
        // Prior authorization
        routes.MapPriorAuthorization();
        // People
        routes.MapPeople();
        // Compliance
        ComplianceSetup.Map(routes);
        // Agents
        routes.MapAgents();
    }
}
