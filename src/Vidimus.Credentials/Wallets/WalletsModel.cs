using Microsoft.EntityFrameworkCore;

namespace Vidimus.Credentials.Wallets;

internal static class WalletsModel
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<WalletOfferRow>(row =>
        {
            row.ToTable("credentials_wallet_offers");
            row.HasKey(o => new { o.OrganizationId, o.Id });
            row.HasIndex(o => o.CodeDigest).IsUnique();
            row.HasIndex(o => o.ReferenceDigest).IsUnique();
            row.HasIndex(o => o.TokenDigest).IsUnique();
            row.HasIndex(o => new { o.OrganizationId, o.CredentialId });
            row.HasIndex(o => o.ExpiresAt);
            row.Property(o => o.Version).IsConcurrencyToken();
        });
        model.Entity<WalletCopyRow>(row =>
        {
            row.ToTable("credentials_wallet_copies");
            row.HasKey(c => new { c.OrganizationId, c.Id });
            row.HasIndex(c => new { c.OrganizationId, c.CredentialId });
            row.Property(c => c.Version).IsConcurrencyToken();
        });
        model.Entity<WalletNonceRow>(row =>
        {
            row.ToTable("credentials_wallet_nonces");
            row.HasKey(n => new { n.OrganizationId, n.Digest });
            row.HasIndex(n => n.ExpiresAt);
        });
        model.Entity<WalletGroupRow>(row =>
        {
            row.ToTable("credentials_wallet_groups");
            row.HasKey(g => new { g.OrganizationId, g.GroupId });
            row.HasIndex(g => new
            {
                g.OrganizationId,
                g.Mode,
                g.OfferedAt,
            });
        });
    }
}
