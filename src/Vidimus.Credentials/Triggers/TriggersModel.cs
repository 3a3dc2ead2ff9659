using Microsoft.EntityFrameworkCore;

namespace Vidimus.Credentials.Triggers;

internal static class TriggersModel
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<TriggerRow>(row =>
        {
            row.ToTable("credentials_triggers");
            row.HasKey(t => new { t.OrganizationId, t.Id });
            row.HasIndex(t => t.Id).IsUnique();
            row.HasIndex(t => new { t.OrganizationId, t.GroupId });
            row.HasIndex(t => t.DeletedAt, "IX_credentials_triggers_deleted")
                .HasFilter("deleted_at IS NOT NULL");
            row.Property(t => t.Version).IsConcurrencyToken();
        });
        model.Entity<TriggerEventRow>(row =>
        {
            row.ToTable("credentials_trigger_events");
            row.HasKey(e => new { e.OrganizationId, e.Id });
            row.HasIndex(e => new
            {
                e.OrganizationId,
                e.TriggerId,
                e.Id,
            });
            row.HasIndex(e => e.DueAt, "IX_credentials_trigger_events_due")
                .HasFilter("due_at IS NOT NULL");
            row.HasIndex(e => e.EndedAt, "IX_credentials_trigger_events_ended")
                .HasFilter("ended_at IS NOT NULL");
            row.Property(e => e.Version).IsConcurrencyToken();
        });
        model.Entity<TriggerRepeatRow>(row =>
        {
            row.ToTable("credentials_trigger_repeats");
            row.HasKey(r => new
            {
                r.OrganizationId,
                r.TriggerId,
                r.Digest,
            });
        });
    }
}
