namespace Vidimus.Policies.Agents;

/// <summary>Settings under <c>Policies:Agents</c>.</summary>
public sealed class AgentOptions
{
    /// <summary>Days that calls of tools of assistants stay in the ledger, 1 to 3650.</summary>
    public int KeepDays { get; set; } = 400;
}
