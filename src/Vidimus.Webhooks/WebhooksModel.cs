using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Replays;
using Vidimus.Webhooks.Signing;

namespace Vidimus.Webhooks;

internal sealed class WebhooksModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<EndpointRow>(row =>
        {
            row.ToTable("webhooks_endpoints");
            row.HasKey(e => new { e.OrganizationId, e.Id });
            row.HasIndex(e => new { e.OrganizationId, e.Number }).IsUnique();
            row.Property(e => e.Version).IsConcurrencyToken();
            row.Property(e => e.About).HasDefaultValue("");
            // What every event reads: those of the organization, and those of the object.
            row.HasIndex(e => new { e.About, e.OrganizationId })
                .HasDatabaseName("IX_webhooks_endpoints_about");
            row.HasIndex(e => e.CreatedAt)
                .HasFilter("about <> '' AND deleted_at IS NULL")
                .HasDatabaseName("IX_webhooks_endpoints_of_objects");
            row.HasIndex(e => new { e.OrganizationId, e.SecretsOf })
                .HasFilter("secrets_of IS NOT NULL")
                .HasDatabaseName("IX_webhooks_endpoints_secrets_of");
        });
        model.Entity<SecretRow>(row =>
        {
            row.ToTable("webhooks_secrets");
            row.HasKey(s => new
            {
                s.OrganizationId,
                s.EndpointId,
                s.Id,
            });
        });
        model.Entity<SigningKeyRow>(row =>
        {
            row.ToTable("webhooks_signing_keys");
            row.HasKey(k => new { k.OrganizationId, k.Id });
        });
        model.Entity<DeliveryRow>(row =>
        {
            row.ToTable("webhooks_deliveries");
            row.HasKey(d => new
            {
                d.OrganizationId,
                d.EndpointId,
                d.EventId,
            });
            // Those with something left to do, endpoint by endpoint, the longest due first.
            row.HasIndex(d => new
                {
                    d.OrganizationId,
                    d.EndpointId,
                    d.NextAt,
                })
                .HasFilter("next_at IS NOT NULL")
                .HasDatabaseName("IX_webhooks_deliveries_due");
            // Those with nothing left to do, the oldest first, for their removal.
            row.HasIndex(d => d.EndedAt)
                .HasFilter("ended_at IS NOT NULL")
                .HasDatabaseName("IX_webhooks_deliveries_ended");
        });
        model.Entity<AttemptRow>(row =>
        {
            row.ToTable("webhooks_attempts");
            row.HasKey(a => new
            {
                a.OrganizationId,
                a.EndpointId,
                a.EventId,
                a.Number,
            });
        });
        model.Entity<ReplayRow>(row =>
        {
            row.ToTable("webhooks_replays");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.HasIndex(r => r.Id)
                .HasFilter("ended_at IS NULL")
                .HasDatabaseName("IX_webhooks_replays_running");
            row.HasIndex(r => new { r.OrganizationId, r.RunningFor }).IsUnique();
            row.HasIndex(r => r.EndedAt)
                .HasFilter("ended_at IS NOT NULL")
                .HasDatabaseName("IX_webhooks_replays_ended");
            row.Property(r => r.Version).IsConcurrencyToken();
        });
    }
}

internal static class WebhooksDb
{
    extension(VidimusDb db)
    {
        public DbSet<EndpointRow> WebhookEndpoints => db.Set<EndpointRow>();
        public DbSet<SecretRow> WebhookSecrets => db.Set<SecretRow>();
        public DbSet<SigningKeyRow> WebhookSigningKeys => db.Set<SigningKeyRow>();
        public DbSet<DeliveryRow> Deliveries => db.Set<DeliveryRow>();
        public DbSet<AttemptRow> Attempts => db.Set<AttemptRow>();
        public DbSet<ReplayRow> EventReplays => db.Set<ReplayRow>();
    }
}
