using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.OAuth.Clients;

internal static class ClientsModel
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<OAuthRegistrationRow>(row =>
        {
            row.ToTable("access_oauth_registrations");
            row.HasKey(r => r.Id);
            row.HasIndex(r => r.UsedAt);
        });
        model.Entity<OAuthClientRow>(row =>
        {
            row.ToTable("access_oauth_clients");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.HasIndex(r => r.Id).IsUnique();
            row.Property(r => r.Version).IsConcurrencyToken();
        });
        model.Entity<OAuthDocumentRow>(row =>
        {
            row.ToTable("access_oauth_documents");
            row.HasKey(r => r.Id);
            row.HasIndex(r => r.UsedAt);
        });
    }
}

internal static class ClientsDb
{
    extension(VidimusDb db)
    {
        public DbSet<OAuthRegistrationRow> OAuthRegistrations => db.Set<OAuthRegistrationRow>();
        public DbSet<OAuthClientRow> OAuthClients => db.Set<OAuthClientRow>();
        public DbSet<OAuthDocumentRow> OAuthDocuments => db.Set<OAuthDocumentRow>();
    }
}
