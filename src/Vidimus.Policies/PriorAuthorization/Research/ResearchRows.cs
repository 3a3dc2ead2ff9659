using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>How far research is; the words are Verity's.</summary>
internal static class ResearchStatuses
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Canceled = "canceled";

    public static readonly string[] Open = [Pending, Running];
}

/// <summary>Research that was asked for. What was asked, and what came of it, is encrypted under a key of its own, and goes with it.</summary>
internal sealed class ResearchRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>See <see cref="ResearchStatuses"/>.</summary>
    public required string Status { get; set; }

    /// <summary>The procedures, with commas between them: what lists show.</summary>
    public required string Procedures { get; init; }

    /// <summary>The key that the rest is sealed under, encrypted; null once nothing is left.</summary>
    public byte[]? DataKey { get; set; }

    /// <summary>The <see cref="ResearchAsked"/>, sealed; null from the end on, when nobody needs it any more.</summary>
    public byte[]? Asked { get; set; }

    /// <summary>The <see cref="ResearchOutcome"/>, sealed.</summary>
    public byte[]? Outcome { get; set; }
    public string? Error { get; set; }

    /// <summary>How often it was begun.</summary>
    public required int Tries { get; set; }

    /// <summary>When it is to be done, by the database's time; null once it has ended.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public required DateTimeOffset RemoveAt { get; set; }

    /// <summary>The request that asked for it, for the record.</summary>
    public required string RequestId { get; init; }

    /// <summary>Of two that change it at once, one finds it changed.</summary>
    public required int Version { get; set; }

    public static void Configure(ModelBuilder model) =>
        model.Entity<ResearchRow>(row =>
        {
            row.ToTable("policies_research");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.HasIndex(r => r.Id).IsUnique();
            row.HasIndex(r => r.DueAt, "IX_policies_research_due").HasFilter("due_at IS NOT NULL");
            row.HasIndex(r => r.RemoveAt, "IX_policies_research_remove");
            row.Property(r => r.Version).IsConcurrencyToken();
        });
}

/// <summary>What was asked.</summary>
internal sealed record ResearchAsked(
    IReadOnlyList<AskedCode> Procedures,
    IReadOnlyList<AskedCode> Diagnoses,
    string? State,
    string? Payer,
    string? Context
);

/// <summary>What came of it.</summary>
internal sealed record ResearchOutcome(ResearchResult Result, ResearchCost Cost);
