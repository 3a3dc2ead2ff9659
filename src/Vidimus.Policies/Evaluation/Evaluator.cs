using System.Globalization;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Evaluation;

/// <summary>
/// Evaluates policies. Trees are read once for each content (the digest of the document names it) and kept, up to a bound;
/// they tell nothing of whose policy it is.
/// </summary>
internal sealed class Evaluator
{
    /// <summary>The policy's document, of the edition with this digest, over the facts.</summary>
    public Evaluation Evaluate(
        EvaluatedPolicy policy,
        string digest,
        PolicyDocument document,
        Facts facts
    ) => throw new NotImplementedException();

    /// <summary>The same of blocks alone, without whether the policy is in force and without keeping the trees.</summary>
    public Evaluation Evaluate(
        EvaluatedPolicy policy,
        IReadOnlyList<PolicyCriterion> criteria,
        Facts facts
    ) => throw new NotImplementedException();

    public static VerityCoverageEvaluation Verity(Evaluation evaluation) =>
        throw new NotImplementedException();
}
