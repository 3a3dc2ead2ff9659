using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>Reads policies by id. Where several owners have the same id, the first one's counts.</summary>
internal sealed class PolicyReader(VidimusDb db)
{
    /// <summary>The head of a policy; null for none.</summary>
    public Task<PolicyRow?> Find(string[] owners, string id, CancellationToken cancellation) =>
        throw new NotImplementedException($"{db}");

    /// <summary>The heads of those that are there, in no order.</summary>
    public Task<IReadOnlyList<PolicyRow>> Find(
        string[] owners,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellation
    ) => throw new NotImplementedException();

    /// <summary>The whole of the current edition.</summary>
    public Task<PolicyDocument> Document(PolicyRow row, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>The whole of an edition; null where there is no such edition.</summary>
    public Task<PolicyDocument?> Document(
        PolicyRow row,
        int edition,
        CancellationToken cancellation
    ) => throw new NotImplementedException();

    /// <summary>The codes of these policies, by the id of the policy.</summary>
    public Task<ILookup<string, PolicyCodeRow>> Codes(
        IReadOnlyCollection<PolicyRow> policies,
        CancellationToken cancellation
    ) => throw new NotImplementedException();

    /// <summary>The blocks of criteria of these policies, by the id of the policy and in their order.</summary>
    public Task<ILookup<string, CriterionRow>> Criteria(
        IReadOnlyCollection<PolicyRow> policies,
        CancellationToken cancellation
    ) => throw new NotImplementedException();
}
