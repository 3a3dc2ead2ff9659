using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Mail;

namespace Vidimus.Platform.Persistence;

/// <summary>Platform's own tables.</summary>
internal sealed class PlatformModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<FactRow>(row =>
        {
            row.ToTable("platform_facts");
            row.HasKey(f => new { f.OrganizationId, f.Id });
            row.HasIndex(f => new { f.OrganizationId, f.ResourceId });
            // Small however many facts there are: a fact is in the first for a second, in the second from then on.
            row.HasIndex(f => f.Id)
                .HasFilter("number IS NULL")
                .HasDatabaseName("IX_platform_facts_unsealed");
            row.HasIndex(f => new { f.OrganizationId, f.Number })
                .IsUnique()
                .HasFilter("number IS NOT NULL")
                .HasDatabaseName("IX_platform_facts_sealed");
        });
        model.Entity<TallyRow>(row =>
        {
            row.ToTable("platform_tallies");
            row.HasKey(t => new
            {
                t.OrganizationId,
                t.Mode,
                t.Name,
            });
        });
        model.Entity<MailRow>(row =>
        {
            row.ToTable("platform_mails");
            row.HasKey(m => m.Id);
            // Small however many mails were sent.
            row.HasIndex(m => m.NextTryAt)
                .HasFilter("next_try_at IS NOT NULL")
                .HasDatabaseName("IX_platform_mails_due");
            row.HasIndex(m => m.CreatedAt);
            row.HasIndex(m => new { m.OrganizationId, m.ResourceId });
            row.Property(m => m.Own).HasDefaultValue(false);
        });
        model.Entity<LeaseRow>(row =>
        {
            row.ToTable("platform_leases");
            row.HasKey(l => l.Name);
        });
        model.Entity<InstallationRow>(row =>
        {
            row.ToTable("platform_installation");
            row.HasKey(i => i.Slot);
            row.Property(i => i.Slot).ValueGeneratedNever();
            // By its name it was taken for the key at first, and forgot then that it is required.
            row.Property(i => i.Id).IsRequired();
        });
        model.Entity<ReplayRow>(row =>
        {
            row.ToTable("platform_replays");
            row.HasKey(r => new
            {
                r.OrganizationId,
                r.Mode,
                r.Route,
                r.KeyDigest,
            });
            row.HasIndex(r => r.CreatedAt);
            row.HasIndex(r => new { r.OrganizationId, r.ResourceId });
        });
    }
}
