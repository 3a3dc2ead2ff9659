using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Approvals;
using Vidimus.Access.Audit;
using Vidimus.Access.Authentications;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Access.Leaks;
using Vidimus.Access.Members;
using Vidimus.Access.OAuth;
using Vidimus.Access.OAuth.Clients;
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
            row.Property(k => k.ForAssistant).HasDefaultValue(false);
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
            row.Property(s => s.UsedAt).IsConcurrencyToken();
        });
        Members(model);
        OAuth(model);
        ClientsModel.Configure(model);
        ApprovalModel.Configure(model);
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

    private static void OAuth(ModelBuilder model)
    {
        model.Entity<GrantRow>(row =>
        {
            row.ToTable("access_grants");
            row.HasKey(g => new { g.OrganizationId, g.Id });
            row.HasIndex(g => g.MemberId);
            row.HasIndex(g => g.ClientId);
            row.HasIndex(g => g.ExpiresAt);
            row.Property(g => g.Version).IsConcurrencyToken();
        });
        model.Entity<OAuthCodeRow>(row =>
        {
            row.ToTable("access_oauth_codes");
            row.HasKey(c => c.Digest);
            row.HasIndex(c => c.ExpiresAt);
            row.Property(c => c.UsedAt).IsConcurrencyToken();
        });
        model.Entity<RefreshTokenRow>(row =>
        {
            row.ToTable("access_refresh_tokens");
            row.HasKey(t => t.Digest);
            row.HasIndex(t => t.ExpiresAt);
            row.Property(t => t.RotatedAt).IsConcurrencyToken();
        });
    }

    private static void Members(ModelBuilder model)
    {
        model.Entity<MemberRow>(row =>
        {
            row.ToTable("access_members");
            row.HasKey(m => m.Id);
            row.HasIndex(m => m.NormalizedEmail).IsUnique();
            row.Property(m => m.Version).IsConcurrencyToken();
        });
        model.Entity<MembershipRow>(row =>
        {
            row.ToTable("access_memberships");
            row.HasKey(m => new { m.OrganizationId, m.MemberId });
            row.HasIndex(m => m.MemberId);
            row.Property(m => m.Version).IsConcurrencyToken();
        });
        model.Entity<InvitationRow>(row =>
        {
            row.ToTable("access_invitations");
            row.HasKey(i => new { i.OrganizationId, i.Id });
            row.HasIndex(i => i.Digest).IsUnique();
            row.Property(i => i.Version).IsConcurrencyToken();
        });
        model.Entity<SessionRow>(row =>
        {
            row.ToTable("access_sessions");
            row.HasKey(s => s.Id);
            row.HasIndex(s => s.Digest).IsUnique();
            row.HasIndex(s => s.MemberId);
            row.HasIndex(s => s.ExpiresAt);
        });
        model.Entity<SignInLinkRow>(row =>
        {
            row.ToTable("access_sign_in_links");
            row.HasKey(l => l.Digest);
            // Of two that use it at once, one finds it used.
            row.Property(l => l.UsedAt).IsConcurrencyToken();
            row.HasIndex(l => l.MemberId);
            row.HasIndex(l => l.ExpiresAt);
        });
        model.Entity<PasskeyRow>(row =>
        {
            row.ToTable("access_passkeys");
            row.HasKey(p => p.Id);
            row.HasIndex(p => p.MemberId);
            row.Property(p => p.Version).IsConcurrencyToken();
        });
        model.Entity<ExternalAccountRow>(row =>
        {
            row.ToTable("access_external_accounts");
            row.HasKey(a => new { a.Issuer, a.Subject });
            row.HasIndex(a => a.MemberId);
        });
        model.Entity<CeremonyRow>(row =>
        {
            row.ToTable("access_ceremonies");
            row.HasKey(c => c.Digest);
            row.HasIndex(c => c.ExpiresAt);
        });
        model.Entity<InstallationSettingsRow>(row =>
        {
            row.ToTable("access_installation");
            row.HasKey(s => s.Id);
            row.Property(s => s.Version).IsConcurrencyToken();
        });
        model.Entity<BrandingRow>(row =>
        {
            row.ToTable("access_branding");
            row.HasKey(b => b.OrganizationId);
            row.Property(b => b.Version).IsConcurrencyToken();
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
        public DbSet<MemberRow> Members => db.Set<MemberRow>();
        public DbSet<MembershipRow> Memberships => db.Set<MembershipRow>();
        public DbSet<InvitationRow> Invitations => db.Set<InvitationRow>();
        public DbSet<SessionRow> Sessions => db.Set<SessionRow>();
        public DbSet<SignInLinkRow> SignInLinks => db.Set<SignInLinkRow>();
        public DbSet<PasskeyRow> Passkeys => db.Set<PasskeyRow>();
        public DbSet<ExternalAccountRow> ExternalAccounts => db.Set<ExternalAccountRow>();
        public DbSet<CeremonyRow> Ceremonies => db.Set<CeremonyRow>();
        public DbSet<InstallationSettingsRow> InstallationSettings =>
            db.Set<InstallationSettingsRow>();
        public DbSet<BrandingRow> Branding => db.Set<BrandingRow>();
        public DbSet<GrantRow> Grants => db.Set<GrantRow>();
        public DbSet<OAuthCodeRow> OAuthCodes => db.Set<OAuthCodeRow>();
        public DbSet<RefreshTokenRow> RefreshTokens => db.Set<RefreshTokenRow>();
        public DbSet<ChargeRow> Charged => db.Set<ChargeRow>();
        public DbSet<ApprovalRuleRow> ApprovalRules => db.Set<ApprovalRuleRow>();
        public DbSet<ApprovalRow> Approvals => db.Set<ApprovalRow>();
        public DbSet<ApprovalCountRow> ApprovalCounts => db.Set<ApprovalCountRow>();
        public DbSet<SpendRow> Spent => db.Set<SpendRow>();
    }
}
