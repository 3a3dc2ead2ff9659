namespace Vidimus.Policies.Evaluation;

/// <summary>A node of a logic tree and what it came to.</summary>
/// <param name="Kind"><c>all</c>, <c>any</c>, <c>not</c>, <c>atLeast</c>, <c>fact</c> or <c>credential</c>.</param>
/// <param name="Outcome"><c>matched</c>, <c>unmatched</c> or <c>unknown</c>.</param>
/// <param name="Text">What it asks, in words.</param>
/// <param name="Why">Why it came to that, in words.</param>
/// <param name="Used">The facts that it looked at and found.</param>
/// <param name="Missing">The facts that it would have needed: they were not stated, or are of another type.</param>
/// <param name="Credentials">Ids of the credentials that meet it.</param>
/// <param name="Of">The nodes it is made of.</param>
public sealed record EvaluatedNode(
    string Kind,
    string Outcome,
    string Text,
    string Why,
    IReadOnlyList<string> Used,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Credentials,
    IReadOnlyList<EvaluatedNode> Of
);
