using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.OpenBadges;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Status;
using Vidimus.Credentials.Templates;
using Vidimus.Credentials.Triggers;
using Vidimus.Credentials.VcApi;
using Vidimus.Credentials.Wallets;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials;

internal sealed class CredentialsModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<GroupRow>(row =>
        {
            row.ToTable("credentials_groups");
            row.HasKey(g => new { g.OrganizationId, g.Id });
            row.HasIndex(g => new { g.OrganizationId, g.Number }).IsUnique();
            row.Property(g => g.Version).IsConcurrencyToken();
        });
        model.Entity<RecipientRow>(row =>
        {
            row.ToTable("credentials_recipients");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => new
                {
                    r.OrganizationId,
                    r.Mode,
                    r.ExternalId,
                })
                .IsUnique();
            row.HasIndex(r => r.SearchEmail).HasFilter("search_email IS NOT NULL");
        });
        model.Entity<CredentialRow>(row =>
        {
            row.ToTable("credentials_credentials");
            row.HasKey(c => new { c.OrganizationId, c.Id });
            row.HasIndex(c => c.Id).IsUnique();
            row.HasIndex(c => new
            {
                c.OrganizationId,
                c.Mode,
                c.GroupId,
                c.Id,
            });
            row.HasIndex(c => new
            {
                c.OrganizationId,
                c.Mode,
                c.UpdatedAt,
                c.Id,
            });
            row.HasIndex(c => new { c.OrganizationId, c.RecipientId });
            row.HasIndex(
                    c => new
                    {
                        c.OrganizationId,
                        c.StatusListId,
                        c.StatusIndex,
                    },
                    "IX_credentials_credentials_position"
                )
                .IsUnique();
            // What a status list has to say is few rows among many.
            row.HasIndex(
                    c => new { c.OrganizationId, c.StatusListId },
                    "IX_credentials_credentials_revoked"
                )
                .HasFilter("revoked_at IS NOT NULL");
            row.HasIndex(
                    c => new { c.OrganizationId, c.StatusListId },
                    "IX_credentials_credentials_suspended"
                )
                .HasFilter("suspended_at IS NOT NULL");
            // Those whose end is still to be told; each leaves it when it is.
            row.HasIndex(c => c.ValidUntil)
                .HasFilter(
                    "valid_until IS NOT NULL AND expiry_told_at IS NULL AND issued_at IS NOT NULL AND revoked_at IS NULL"
                )
                .HasDatabaseName("IX_credentials_credentials_ending");
            row.Property(c => c.Version).IsConcurrencyToken();
        });
        model.Entity<ContentRow>(row =>
        {
            row.ToTable("credentials_contents");
            row.HasKey(c => new { c.OrganizationId, c.CredentialId });
        });
        model.Entity<DistributionRow>(row =>
        {
            row.ToTable("credentials_distributions");
            row.HasKey(d => new { d.OrganizationId, d.CredentialId });
            row.HasIndex(d => d.NextTryAt);
            row.HasIndex(
                d => new { d.OrganizationId, d.Token },
                "IX_credentials_distributions_token"
            );
        });
        model.Entity<MailSettingsRow>(row =>
        {
            row.ToTable("credentials_mail_settings");
            row.HasKey(m => m.OrganizationId);
            row.Property(m => m.Version).IsConcurrencyToken();
        });
        model.Entity<GroupMailRow>(row =>
        {
            row.ToTable("credentials_group_mails");
            row.HasKey(m => new { m.OrganizationId, m.GroupId });
            row.Property(m => m.Version).IsConcurrencyToken();
        });
        Claims(model);
        model.Entity<StatusListRow>(row =>
        {
            row.ToTable("credentials_status_lists");
            row.HasKey(l => new { l.OrganizationId, l.Id });
            row.HasIndex(l => l.Id).IsUnique();
            row.Property(l => l.Version).IsConcurrencyToken();
        });
        model.Entity<BatchRow>(row =>
        {
            row.ToTable("credentials_batches");
            row.HasKey(b => new { b.OrganizationId, b.Id });
            row.HasIndex(b => new { b.OrganizationId, b.Number }).IsUnique();
        });
        model.Entity<ReceivedRow>(row =>
        {
            row.ToTable("credentials_received");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.HasIndex(r => new
                {
                    r.OrganizationId,
                    r.Mode,
                    r.Identity,
                })
                .IsUnique();
            row.HasIndex(r => new { r.OrganizationId, r.RecipientId });
            row.Property(r => r.Version).IsConcurrencyToken();
        });
        model.Entity<ProfileRow>(row =>
        {
            row.ToTable("credentials_profiles");
            row.HasKey(p => new { p.OrganizationId, p.Mode });
            row.Property(p => p.Version).IsConcurrencyToken();
        });
        model.Entity<IssuerKeyRow>(row =>
        {
            row.ToTable("credentials_issuer_keys");
            row.HasKey(k => new
            {
                k.OrganizationId,
                k.Mode,
                k.Fragment,
            });
            row.HasIndex(k => k.Fragment);
        });
        model.Entity<VcRecordRow>(row =>
        {
            row.ToTable("credentials_vc_records");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.HasIndex(r => new
            {
                r.OrganizationId,
                r.Mode,
                r.Digest,
            });
            row.HasIndex(r => new
            {
                r.OrganizationId,
                r.Mode,
                r.IdDigest,
            });
            row.HasIndex(
                    r => new
                    {
                        r.OrganizationId,
                        r.StatusListId,
                        r.StatusIndex,
                    },
                    "IX_credentials_vc_records_position"
                )
                .IsUnique();
            row.HasIndex(
                    r => new { r.OrganizationId, r.StatusListId },
                    "IX_credentials_vc_records_revoked"
                )
                .HasFilter("revoked_at IS NOT NULL");
            row.HasIndex(
                    r => new { r.OrganizationId, r.StatusListId },
                    "IX_credentials_vc_records_suspended"
                )
                .HasFilter("suspended_at IS NOT NULL");
            row.Property(r => r.Version).IsConcurrencyToken();
        });
        model.Entity<ReceiptKeyRow>(row =>
        {
            row.ToTable("credentials_receipt_keys");
            row.HasKey(k => k.Id);
        });
        TemplatesSetup.Configure(model);
        TriggersModel.Configure(model);
        WalletsModel.Configure(model);
    }

    private static void Claims(ModelBuilder model)
    {
        model.Entity<ClaimRow>(row =>
        {
            row.ToTable("credentials_claims");
            row.HasKey(c => new { c.OrganizationId, c.Id });
            row.HasIndex(c => c.Digest).IsUnique();
            row.HasIndex(c => new { c.OrganizationId, c.CredentialId });
            row.HasIndex(c => new { c.OrganizationId, c.RecipientId });
        });
        model.Entity<ErasureRequestRow>(row =>
        {
            row.ToTable("credentials_erasure_requests");
            row.HasKey(r => new { r.OrganizationId, r.RecipientId });
            // By its name it was taken for the key at first, and forgot then that it is required.
            row.Property(r => r.Id).IsRequired();
        });
        model.Entity<RecipientPageRow>(row =>
        {
            row.ToTable("credentials_recipient_pages");
            row.HasKey(p => p.OrganizationId);
            row.Property(p => p.Version).IsConcurrencyToken();
        });
    }
}

internal static class CredentialsDb
{
    extension(VidimusDb db)
    {
        public DbSet<GroupRow> Groups => db.Set<GroupRow>();
        public DbSet<RecipientRow> Recipients => db.Set<RecipientRow>();
        public DbSet<CredentialRow> Credentials => db.Set<CredentialRow>();
        public DbSet<ContentRow> Contents => db.Set<ContentRow>();
        public DbSet<DistributionRow> Distributions => db.Set<DistributionRow>();
        public DbSet<StatusListRow> StatusLists => db.Set<StatusListRow>();
        public DbSet<BatchRow> Batches => db.Set<BatchRow>();
        public DbSet<ReceivedRow> Received => db.Set<ReceivedRow>();
        public DbSet<ProfileRow> Profiles => db.Set<ProfileRow>();
        public DbSet<IssuerKeyRow> IssuerKeys => db.Set<IssuerKeyRow>();
        public DbSet<VcRecordRow> VcRecords => db.Set<VcRecordRow>();
        public DbSet<ReceiptKeyRow> ReceiptKeys => db.Set<ReceiptKeyRow>();
        public DbSet<TemplateRow> Templates => db.Set<TemplateRow>();
        public DbSet<TriggerRow> Triggers => db.Set<TriggerRow>();
        public DbSet<TriggerEventRow> TriggerEvents => db.Set<TriggerEventRow>();
        public DbSet<TriggerRepeatRow> TriggerRepeats => db.Set<TriggerRepeatRow>();
    }
}
