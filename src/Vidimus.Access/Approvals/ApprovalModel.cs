using Microsoft.EntityFrameworkCore;

namespace Vidimus.Access.Approvals;

internal static class ApprovalModel
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<ApprovalRuleRow>(row =>
        {
            row.ToTable("access_approval_rules");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.HasIndex(r => new { r.OrganizationId, r.Mode });
            row.Property(r => r.Version).IsConcurrencyToken();
            row.Ignore(r => r.Mark);
        });
        model.Entity<ApprovalRow>(row =>
        {
            row.ToTable("access_approvals");
            row.HasKey(a => new { a.OrganizationId, a.Id });
            row.HasIndex(a => new
            {
                a.OrganizationId,
                a.Mode,
                a.State,
            });
            row.HasIndex(a => new { a.OrganizationId, a.CallDigest });
            row.HasIndex(a => new { a.OrganizationId, a.CallerDigest });
            row.HasIndex(a => new { a.State, a.ExpiresAt });
            row.HasIndex(a => a.EraseAt).HasFilter("erase_at IS NOT NULL");
            row.Property(a => a.Version).IsConcurrencyToken();
        });
        model.Entity<ApprovalCallerRow>(row =>
        {
            row.ToTable("access_approval_callers");
            row.HasKey(c => new
            {
                c.OrganizationId,
                c.Mode,
                c.CallerDigest,
            });
        });
        model.Entity<ApprovalCountRow>(row =>
        {
            row.ToTable("access_approval_counts");
            row.HasKey(c => new { c.OrganizationId, c.Id });
            row.HasIndex(c => new
                {
                    c.OrganizationId,
                    c.RuleId,
                    c.CallerDigest,
                    c.At,
                })
                .HasDatabaseName("IX_access_approval_counts_counted");
            row.HasIndex(c => c.ExpiresAt);
        });
    }
}
