using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

internal sealed class ImportsModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<ImportRow>(row =>
        {
            row.ToTable("credentials_imports");
            row.HasKey(i => new { i.OrganizationId, i.Id });
            row.HasIndex(i => i.Id).IsUnique();
            row.HasIndex(i => new
            {
                i.OrganizationId,
                i.GroupId,
                i.Id,
            });
            row.HasIndex(i => i.DueAt, "IX_credentials_imports_due")
                .HasFilter("due_at IS NOT NULL");
            row.HasIndex(i => i.RemoveAt, "IX_credentials_imports_remove")
                .HasFilter("remove_at IS NOT NULL");
            row.HasIndex(i => i.EndedAt, "IX_credentials_imports_ended")
                .HasFilter("ended_at IS NOT NULL");
            row.Property(i => i.Version).IsConcurrencyToken();
        });
        model.Entity<ImportChunkRow>(row =>
        {
            row.ToTable("credentials_import_chunks");
            row.HasKey(c => new
            {
                c.OrganizationId,
                c.ImportId,
                c.FirstRow,
            });
        });
    }
}

internal static class ImportsDb
{
    extension(VidimusDb db)
    {
        public DbSet<ImportRow> Imports => db.Set<ImportRow>();
        public DbSet<ImportChunkRow> ImportChunks => db.Set<ImportChunkRow>();
    }
}
