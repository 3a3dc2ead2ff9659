using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;

namespace Vidimus.Policies.Agents;

/// <summary>What a caller of a tool says of itself in headers. Nobody has checked it.</summary>
/// <param name="Agent">What the assistant calls itself; null for none.</param>
/// <param name="SaysReviewed">Whether it says that a person has reviewed the call.</param>
/// <param name="ApprovalId">The approval that it has for it; null for none.</param>
internal sealed record AgentHeaders(string? Agent, bool SaysReviewed, string? ApprovalId)
{
    public const string AgentHeader = "X-Verity-Agent";
    public const string Approval = "X-Verity-Approval";
    public const string Reviewed = "reviewed";

    /// <summary>An approval's own header, for which a client of Verity may use <see cref="Approval"/>.</summary>
    public const string RealApproval = "Vidimus-Approval";

    private const int LongestName = 120;

    public static Result<AgentHeaders> Read(IHeaderDictionary headers)
    {
        var agent = headers[AgentHeader] is [{ Length: > 0 } name, ..] ? name.Trim() : null;
        if (new Fields().Text(AgentHeader, agent, LongestName).Problem is { } wrong)
            return wrong;
        if (PatientText.Holds(agent))
            return PoliciesProblems.PatientIdentifiers;
        var said = headers[Approval] is [{ } word, ..] ? word.Trim() : "";
        var id =
            headers[RealApproval] is [{ Length: > 0 } real, ..] ? real
            : said.StartsWith("apr_", StringComparison.Ordinal) ? said
            : null;
        return new AgentHeaders(
            agent,
            said.Equals(Reviewed, StringComparison.OrdinalIgnoreCase),
            id
        );
    }
}
