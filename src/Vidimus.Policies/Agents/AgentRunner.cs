using System.Text;
using System.Text.Json.Nodes;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Compliance;
using Vidimus.Policies.PriorAuthorization;

namespace Vidimus.Policies.Agents;

/// <summary>Carries the tools out: each is an operation that has a route of its own, asked and answered by Verity's names.</summary>
internal sealed class AgentRunner(
    CheckPriorAuthorization coverage,
    ValidateClaim claims,
    AgentSearches searches,
    AcknowledgeChanges acknowledge
)
{
    private static readonly string[] Formats = ["concise", "detailed"];

    /// <summary>What is wrong with the arguments of a tool that changes something, as far as they tell; null for nothing.</summary>
    public Problem? Refusal(AgentTool tool, JsonObject arguments)
    {
        var fields = new Fields();
        Detailed(fields, arguments);
        if (tool.Id == AgentTools.AcknowledgeChange)
        {
            var asked = Read<VerityAcknowledgeRequest>(arguments);
            if (asked.Problem is { } wrong)
                return wrong;
            fields
                .Check(asked.Value!.DiffId is not null, "diff_id", "is required")
                .Text("notes", asked.Value.Notes, 500, multiline: true);
        }
        return fields.Problem;
    }

    public async Task<Result<AgentOutcome>> Run(
        AgentTool tool,
        JsonObject arguments,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var answer = new AgentAnswer(Detailed(fields, arguments));
        if (fields.Problem is { } wrong)
            return wrong;
        return tool.Id switch
        {
            AgentTools.CheckCoverage => await CheckCoverage(answer, arguments, cancellation),
            AgentTools.ValidateClaim => await ValidateClaim(answer, arguments, cancellation),
            AgentTools.FindPolicies => await searches.Policies(
                answer,
                Read<FindPoliciesInput>(arguments),
                cancellation
            ),
            AgentTools.CheckUpdates => await searches.Changes(
                answer,
                Read<CheckUpdatesInput>(arguments),
                cancellation
            ),
            AgentTools.AcknowledgeChange => await Acknowledge(answer, arguments, cancellation),
            _ => throw new InvalidOperationException($"{tool.Id} is not carried out."),
        };
    }

    private async Task<Result<AgentOutcome>> CheckCoverage(
        AgentAnswer answer,
        JsonObject arguments,
        CancellationToken cancellation
    )
    {
        var asked = Read<PriorAuthorizationRequest>(arguments);
        if (asked.Problem is { } wrong)
            return wrong;
        var found = await coverage.Run(asked.Value!, cancellation);
        if (found.Problem is { } refused)
            return refused;
        var data = answer.Of(
            found.Value!,
            "pa_required",
            "confidence",
            "reason",
            "matched_policies",
            "documentation_checklist",
            "mac"
        );
        answer.Cut(data, "matched_policies");
        answer.Slim(data, "matched_policies", "policy_id", "title", "policy_type", "jurisdiction");
        answer.Cut(data, "documentation_checklist");
        return new AgentOutcome(answer.Close(data));
    }

    private async Task<Result<AgentOutcome>> ValidateClaim(
        AgentAnswer answer,
        JsonObject arguments,
        CancellationToken cancellation
    )
    {
        var asked = Read<ClaimRequest>(arguments);
        if (asked.Problem is { } wrong)
            return wrong;
        var found = await claims.Run(asked.Value!, cancellation);
        if (found.Problem is { } refused)
            return refused;
        var data = answer.Of(
            found.Value!,
            "overall_risk",
            "coverage_status",
            "prior_auth_required",
            "denial_risk",
            "confidence",
            "requires_manual_review",
            "documentation_requirements",
            "issues",
            "known_gaps",
            "codes"
        );
        answer.Cut(data, "documentation_requirements");
        answer.Cut(data, "issues");
        answer.Cut(data, "known_gaps");
        answer.Cut(data, "matched_policies");
        answer.Cut(data, "policy_sources");
        // A claim has ten codes at most; each is judged, none is left out.
        answer.Slim(
            data,
            "codes",
            "code",
            "code_type",
            "coverage_status",
            "prior_auth_required",
            "denial_risk"
        );
        return new AgentOutcome(answer.Close(data));
    }

    private async Task<Result<AgentOutcome>> Acknowledge(
        AgentAnswer answer,
        JsonObject arguments,
        CancellationToken cancellation
    )
    {
        var asked = Read<VerityAcknowledgeRequest>(arguments);
        if (asked.Problem is { } wrong)
            return wrong;
        var done = await acknowledge.One(
            new(asked.Value!.DiffId, asked.Value.Notes),
            cancellation,
            "diff_id"
        );
        if (done.Problem is { } refused)
            return refused;
        var made = done.Value!;
        var data = answer.Of(
            new VerityAcknowledged(made.Id, made.Acknowledged, made.AlreadyAcknowledged),
            "id",
            "acknowledged",
            "already_acked"
        );
        if (answer.Detailed)
        {
            data["diff_id"] = made.ChangeId;
            data["policy_id"] = made.PolicyId;
            data["acknowledged_at"] = Times.Format(made.AcknowledgedAt);
        }
        return new AgentOutcome(answer.Close(data));
    }

    private static bool Detailed(Fields fields, JsonObject arguments)
    {
        var format =
            arguments["response_format"] is not { } said ? Formats[0]
            : said is JsonValue value && value.TryGetValue<string>(out var text) ? text
            : "";
        fields.OneOf("response_format", format, Formats);
        return format == Formats[1];
    }

    // Members that are the tool's own, such as the format, are none of the operation's, which skips them.
    private static Result<T> Read<T>(JsonObject arguments)
        where T : class =>
        Bodies.Parse<T>(
            Encoding.UTF8.GetBytes(arguments.ToJsonString(VidimusJson.Snake)),
            VidimusJson.Snake
        );
}
