using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Policies.People;

/// <summary>Requirements on people, and gates.</summary>
internal static class PeopleSetup
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddScoped<EvaluatePeople>();
    }
}
