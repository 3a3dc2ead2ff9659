namespace Vidimus.Policies.Evaluation;

/// <summary>What a policy comes to over facts.</summary>
/// <param name="Outcome"><c>met</c>, <c>not_met</c>, <c>unknown</c> or <c>not_in_force</c>.</param>
/// <param name="Covered">True for <c>met</c> alone.</param>
/// <param name="Confidence">How much of the outcome rests on trees that facts decided, 0 to 1; see the documentation.</param>
/// <param name="Reasons">What it comes from, in sentences.</param>
/// <param name="AsOf">The day that "today" was.</param>
/// <param name="Policy">What was evaluated.</param>
/// <param name="Blocks">Each block of criteria.</param>
/// <param name="BlocksEvaluated">How many have a tree.</param>
/// <param name="BlocksWithoutLogic">How many have none, so that a person has to read them.</param>
public sealed record PolicyEvaluation(
    string Outcome,
    bool Covered,
    double Confidence,
    IReadOnlyList<string> Reasons,
    string AsOf,
    EvaluatedPolicy Policy,
    IReadOnlyList<EvaluatedBlock> Blocks,
    int BlocksEvaluated,
    int BlocksWithoutLogic
);

/// <summary>The policy, as far as an evaluation names it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type">Its type.</param>
/// <param name="Edition">Which edition.</param>
public sealed record EvaluatedPolicy(string Id, string Title, string Type, int Edition);

/// <summary>A block of criteria and what it came to.</summary>
/// <param name="Id">Its id within the policy.</param>
/// <param name="Section">Its section.</param>
/// <param name="Text">What it says.</param>
/// <param name="Outcome"><c>matched</c>, <c>unmatched</c>, <c>unknown</c>, or <c>no_logic</c> for one without a tree.</param>
/// <param name="RequiresManualReview">True when a person has to judge it in any case.</param>
/// <param name="Confidence">How sure it is that the tree says what the text says.</param>
/// <param name="Logic">The tree with the value of each node; null where there is none.</param>
public sealed record EvaluatedBlock(
    string Id,
    string Section,
    string Text,
    string Outcome,
    bool RequiresManualReview,
    double Confidence,
    EvaluatedNode? Logic
);

/// <summary>The same as Verity's clients know it.</summary>
/// <param name="Covered">Whether the policy is met.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reasons">What it comes from, in sentences.</param>
/// <param name="MatchedCriteria">Texts of the blocks that are matched.</param>
/// <param name="UnmatchedCriteria">Texts of those that are not.</param>
/// <param name="SkippedCriteria">Texts of those that cannot be said, for lack of data.</param>
/// <param name="BlocksEvaluated">How many have a tree.</param>
/// <param name="BlocksWithoutAst">How many have none.</param>
/// <param name="Policy">What was evaluated.</param>
public sealed record VerityCoverageEvaluation(
    bool Covered,
    double Confidence,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> MatchedCriteria,
    IReadOnlyList<string> UnmatchedCriteria,
    IReadOnlyList<string> SkippedCriteria,
    int BlocksEvaluated,
    int BlocksWithoutAst,
    VerityEvaluatedPolicy Policy
);

/// <summary>The policy, as far as an evaluation names it.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">Its type.</param>
public sealed record VerityEvaluatedPolicy(string PolicyId, string Title, string PolicyType);
