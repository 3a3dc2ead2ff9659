using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Agents;

/// <summary>A call of a tool, whatever came of it: the ledger. What was asked and answered is not in it.</summary>
internal sealed class AgentCallRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Mode { get; init; }

    /// <summary><c>agc_…</c>, in the order of time.</summary>
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Tool { get; init; }

    /// <summary><c>agent</c>, <c>api_client</c> or <c>human</c>.</summary>
    public required string ActorType { get; init; }

    /// <summary>What the assistant called itself; nobody has checked it.</summary>
    public string? ActorName { get; init; }

    /// <summary>Who called by the key or session: <c>key</c> or <c>member</c>.</summary>
    public required string AuthorKind { get; init; }
    public required string AuthorId { get; init; }
    public string? ClientId { get; init; }
    public required string RequestId { get; init; }

    /// <summary><c>not_required</c>, <c>required</c>, <c>approved</c> or <c>rejected</c>.</summary>
    public required string ApprovalStatus { get; init; }

    /// <summary>True where all that was approved is the caller's word for it.</summary>
    public required bool Attested { get; init; }

    /// <summary>The approval it waits for or was let through with.</summary>
    public string? ApprovalId { get; init; }

    /// <summary><c>done</c>, <c>waiting</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The code of a refusal.</summary>
    public string? Code { get; init; }
    public required long Milliseconds { get; init; }

    public static void Configure(ModelBuilder model) =>
        model.Entity<AgentCallRow>(row =>
        {
            row.ToTable("policies_agent_calls");
            row.HasKey(c => new
            {
                c.OrganizationId,
                c.Mode,
                c.Id,
            });
            row.HasIndex(c => c.At).HasDatabaseName("IX_policies_agent_calls_at");
        });
}
