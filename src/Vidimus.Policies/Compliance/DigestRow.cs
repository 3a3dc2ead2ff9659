using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Compliance;

/// <summary>When and to whom an organization's weekly digest of changes goes.</summary>
internal sealed class DigestRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required bool Enabled { get; set; }

    /// <summary>As <see cref="DayOfWeek"/> counts: 0 is Sunday.</summary>
    public required int Weekday { get; set; }
    public required int Hour { get; set; }

    /// <summary>A name of the time zone database, such as <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; set; }

    /// <summary>Roles whose members get it, with spaces between.</summary>
    public required string Roles { get; set; }

    /// <summary>Members who get it besides, with spaces between.</summary>
    public required string Members { get; set; }

    /// <summary>When the next one is due; null while there is none.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>The last change that a digest looked at; null before the first, which tells of the week before it.</summary>
    public long? ToldNumber { get; set; }
    public DateTimeOffset? LastSentAt { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public required int Version { get; set; }
}

internal static class DigestModel
{
    public static void Configure(ModelBuilder model) =>
        model.Entity<DigestRow>(row =>
        {
            row.ToTable("policies_digests");
            row.HasKey(d => d.OrganizationId);
            row.HasIndex(d => d.NextAt)
                .HasFilter("next_at IS NOT NULL")
                .HasDatabaseName("IX_policies_digests_due");
            row.Property(d => d.Version).IsConcurrencyToken();
        });
}
