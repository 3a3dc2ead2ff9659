using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk;

/// <summary>A member of an agency who may sign. Personal data: it stands here and in what was certified, nowhere else.</summary>
internal sealed class ReviewerRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string MemberId { get; init; }
    public required string Name { get; set; }
    public required string Credentials { get; set; }

    /// <summary>Languages separated by spaces; empty for any.</summary>
    public required string Languages { get; set; }
    public required bool Active { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>What was done or said about an order at the desk; on the agency's side, so that the customer sees none of it.</summary>
internal sealed class DeskEntryRow : ITenantRow
{
    /// <summary>The agency.</summary>
    public required string OrganizationId { get; init; }

    /// <summary><c>dsk_…</c>, in the order of time.</summary>
    public required string Id { get; init; }
    public required string OrderId { get; init; }

    /// <summary>See <see cref="DeskEntry"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The member; null for the server itself.</summary>
    public string? MemberId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The comment or reason under the master key: it may quote documents.</summary>
    public byte[]? Text { get; set; }
    public string? DocumentId { get; init; }
}

/// <summary>A draft that a machine makes of an order, or made.</summary>
internal sealed class MachineDraftRow : ITenantRow
{
    /// <summary>The agency.</summary>
    public required string OrganizationId { get; init; }
    public required string OrderId { get; init; }

    /// <summary>See <see cref="Drafts.DraftStates"/>.</summary>
    public required string State { get; set; }
    public required DateTimeOffset StateAt { get; set; }
    public required int Attempts { get; set; }

    /// <summary>When it is tried next; while somebody is at it, the end of the lease; null for nothing.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When it was last sent somewhere: bounds how many are in a day.</summary>
    public DateTimeOffset? SentAt { get; set; }
    public string? Model { get; set; }
    public string? DocumentId { get; set; }

    /// <summary>Why there is none, in our own words: never those of the model or of a document.</summary>
    public string? Reason { get; set; }
    public long InputTokens { get; set; }
    public long OutputTokens { get; set; }
    public required int Version { get; set; }
}

internal sealed class DeskModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<OrderRow>(row =>
        {
            row.HasIndex(o => new { o.AgencyId, o.Id })
                .HasDatabaseName("IX_certification_orders_agency");
            row.HasIndex(o => new
                {
                    o.State,
                    o.Mode,
                    o.DueAt,
                })
                .HasDatabaseName("IX_certification_orders_state");
        });
        model.Entity<ReviewerRow>(row =>
        {
            row.ToTable("certification_reviewers");
            row.HasKey(r => new { r.OrganizationId, r.MemberId });
            row.Property(r => r.Version).IsConcurrencyToken();
        });
        model.Entity<DeskEntryRow>(row =>
        {
            row.ToTable("certification_desk_entries");
            row.HasKey(e => new { e.OrganizationId, e.Id });
            row.HasIndex(e => new
                {
                    e.OrganizationId,
                    e.OrderId,
                    e.Id,
                })
                .HasDatabaseName("IX_certification_desk_entries_order");
        });
        model.Entity<MachineDraftRow>(row =>
        {
            row.ToTable("certification_drafts");
            row.HasKey(d => new { d.OrganizationId, d.OrderId });
            row.HasIndex(d => d.NextAt)
                .HasFilter("next_at IS NOT NULL")
                .HasDatabaseName("IX_certification_drafts_due");
            row.HasIndex(d => d.SentAt).HasDatabaseName("IX_certification_drafts_sent");
            row.Property(d => d.Version).IsConcurrencyToken();
        });
    }
}
