using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Finds policies whose words are near to a clinical context, beside those that speak of the codes. They decide nothing.</summary>
internal sealed class NearbyPolicies
{
    public Task<IReadOnlyList<PolicyRow>> Find(
        string[] owners,
        ResearchAsked asked,
        CoverageFound found,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<PolicyRow>>([]);
}
