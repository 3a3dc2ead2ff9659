using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>
/// The words by which policies and their criteria are found. Whoever writes the head of a policy puts it here in the same
/// unit; it is saved, or not, with everything else of the unit.
/// </summary>
internal static class PolicyIndex
{
    /// <summary>The words of the current edition, in place of those before. For every change of the head, its status too.</summary>
    public static void Put(Unit unit, PolicyRow row, PolicyDocument document) =>
        throw new NotImplementedException();

    /// <summary>Takes a policy out, where its rows are removed.</summary>
    public static void Remove(Unit unit, string organizationId, string policyId) =>
        throw new NotImplementedException();
}
