using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Access.Organizations;
using Vidimus.Access.Tokens;
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
    }
}

internal static class AccessDb
{
    extension(VidimusDb db)
    {
        public DbSet<OrganizationRow> Organizations => db.Set<OrganizationRow>();
        public DbSet<KeyRow> Keys => db.Set<KeyRow>();
        public DbSet<TokenKeyRow> TokenKeys => db.Set<TokenKeyRow>();
        public DbSet<RateCountsRow> RateCounts => db.Set<RateCountsRow>();
        public DbSet<SetupRow> Setups => db.Set<SetupRow>();
    }
}
