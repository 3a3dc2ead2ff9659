using Vidimus.Access;

namespace Vidimus.Policies.Agents;

/// <summary>A call of a tool as it goes on: who makes it, and how it stands with the approval.</summary>
internal sealed class AgentCall(AgentTool tool, Caller caller)
{
    public const string NotRequired = "not_required";
    public const string Required = "required";
    public const string Approved = "approved";
    public const string Rejected = "rejected";

    public AgentTool Tool => tool;

    /// <summary>What the assistant calls itself; null where it says nothing, or nothing that may be kept.</summary>
    public string? Agent { get; set; }

    /// <summary>See <see cref="AgentCallRow.ApprovalStatus"/>.</summary>
    public string Approval { get; set; } = tool.Writes ? Required : NotRequired;

    /// <summary>True where the caller's word is all there is to the approval.</summary>
    public bool Attested { get; set; }
    public string? ApprovalId { get; set; }

    /// <summary>A person in a session is one; who names itself, or was made for one, is an assistant.</summary>
    public string ActorType =>
        caller.SessionId is not null ? "human"
        : Agent is not null || caller.ForAssistant || caller.ClientId is not null ? "agent"
        : "api_client";
}
