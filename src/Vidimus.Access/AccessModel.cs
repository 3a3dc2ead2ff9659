using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Audit;
using Vidimus.Access.Keys;
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
            row.Property(k => k.Version).IsConcurrencyToken();
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
                c.KeyId,
                c.At,
            });
        });
        model.Entity<SpendRow>(row =>
        {
            row.ToTable("access_spend");
            row.HasKey(s => new { s.OrganizationId, s.KeyId });
        });
    }
}

internal static class AccessDb
{
    extension(VidimusDb db)
    {
        public DbSet<OrganizationRow> Organizations => db.Set<OrganizationRow>();
        public DbSet<KeyRow> Keys => db.Set<KeyRow>();
        public DbSet<TokenKeyRow> TokenKeys => db.Set<TokenKeyRow>();
        public DbSet<UsageRow> Usage => db.Set<UsageRow>();
        public DbSet<AuditKeyRow> AuditKeys => db.Set<AuditKeyRow>();
        public DbSet<SetupRow> Setups => db.Set<SetupRow>();
        public DbSet<ChargeRow> Charged => db.Set<ChargeRow>();
        public DbSet<SpendRow> Spent => db.Set<SpendRow>();
    }
}
