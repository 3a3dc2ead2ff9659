using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Audit;
using Vidimus.Access.Authentications;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Access.Leaks;
using Vidimus.Access.Organizations;
using Vidimus.Access.Spending;
using Vidimus.Access.Tokens;
using Vidimus.Access.Usage;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access;

internal sealed class AccessModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<OrganizationRow>(row =>
        {
            row.ToTable("access_organizations");
            row.HasKey(o => o.Id);
            row.Property(o => o.Version).IsConcurrencyToken();
        });
        model.Entity<KeyRow>(row =>
        {
            // 64 characters and no underscore: a SHA-256 in hex fits, no key of any family does.
            row.ToTable(
                "access_keys",
                table =>
                    table.HasCheckConstraint(
                        "ck_access_keys_digest",
                        "length(digest) = 64 AND replace(digest, '_', '') = digest"
                    )
            );
            row.HasKey(k => new { k.OrganizationId, k.Id });
            row.HasIndex(k => k.Digest).IsUnique();
            row.HasIndex(k => k.ExpiresAt);
            row.Property(k => k.Version).IsConcurrencyToken();
        });
        model.Entity<AuthenticationRow>(row =>
        {
            row.ToTable("access_authentications");
            row.HasKey(a => new { a.OrganizationId, a.Id });
            row.HasIndex(a => new
                {
                    a.OrganizationId,
                    a.KeyId,
                    a.Day,
                    a.Outcome,
                    a.Network,
                })
                .HasDatabaseName("IX_access_authentications_counted")
                .IsUnique();
            row.HasIndex(a => a.Day);
            row.Property(a => a.Version).IsConcurrencyToken();
        });
        model.Entity<LeakReportRow>(row =>
        {
            row.ToTable("access_leak_reports");
            row.HasKey(r => new
            {
                r.OrganizationId,
                r.KeyId,
                r.Digest,
            });
        });
        model.Entity<TokenKeyRow>(row =>
        {
            row.ToTable("access_token_keys");
            row.HasKey(k => k.Id);
        });
        model.Entity<UsageRow>(row =>
        {
            row.ToTable("access_usage");
            row.HasKey(u => new
            {
                u.OrganizationId,
                u.Mode,
                u.Day,
                u.KeyId,
                u.Environment,
                u.MemberId,
                u.ClientId,
                u.Tool,
                u.Route,
                u.Outcome,
                u.Action,
            });
            row.HasIndex(u => new { u.Action, u.Day });
        });
        model.Entity<AuditChainRow>(row =>
        {
            row.ToTable("access_audit_chains");
            row.HasKey(c => c.OrganizationId);
        });
        model.Entity<AuditCheckpointRow>(row =>
        {
            row.ToTable("access_audit_checkpoints");
            row.HasKey(c => new { c.OrganizationId, c.Number });
        });
        model.Entity<AuditKeyRow>(row =>
        {
            row.ToTable("access_audit_keys");
            row.HasKey(k => k.Id);
        });
        model.Entity<RateCountsRow>(row =>
        {
            row.ToTable("access_rate_counts");
            row.HasKey(r => r.Node);
        });
        model.Entity<SetupRow>(row =>
        {
            row.ToTable("access_setup");
            row.HasKey(s => s.Digest);
        });
        model.Entity<ChargeRow>(row =>
        {
            row.ToTable("access_charges");
            row.HasKey(c => new { c.OrganizationId, c.Id });
            row.HasIndex(c => new
            {
                c.OrganizationId,
                c.Mode,
                c.At,
            });
            row.HasIndex(c => new
            {
                c.OrganizationId,
                c.Account,
                c.At,
            });
        });
        model.Entity<SpendRow>(row =>
        {
            row.ToTable("access_spend");
            row.HasKey(s => new { s.OrganizationId, s.Account });
        });
    }
}

internal static class AccessDb
{
    extension(VidimusDb db)
    {
        public DbSet<OrganizationRow> Organizations => db.Set<OrganizationRow>();
        public DbSet<KeyRow> Keys => db.Set<KeyRow>();
        public DbSet<AuthenticationRow> Authentications => db.Set<AuthenticationRow>();
        public DbSet<LeakReportRow> LeakReports => db.Set<LeakReportRow>();
        public DbSet<TokenKeyRow> TokenKeys => db.Set<TokenKeyRow>();
        public DbSet<UsageRow> Usage => db.Set<UsageRow>();
        public DbSet<AuditKeyRow> AuditKeys => db.Set<AuditKeyRow>();
        public DbSet<RateCountsRow> RateCounts => db.Set<RateCountsRow>();
        public DbSet<SetupRow> Setups => db.Set<SetupRow>();
        public DbSet<ChargeRow> Charged => db.Set<ChargeRow>();
        public DbSet<SpendRow> Spent => db.Set<SpendRow>();
    }
}
