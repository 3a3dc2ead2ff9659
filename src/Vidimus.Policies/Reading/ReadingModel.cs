using Microsoft.EntityFrameworkCore;
using Vidimus.Policies.Reading.Likeness;

namespace Vidimus.Policies.Reading;

internal static class ReadingModel
{
    public static void Vectors(ModelBuilder model) =>
        model.Entity<VectorRow>(row =>
        {
            row.ToTable("policies_vectors");
            row.HasKey(v => new
            {
                v.OrganizationId,
                v.PolicyId,
                v.Model,
            });
            row.HasIndex(v => new
                {
                    v.OrganizationId,
                    v.Model,
                    v.Stamp,
                })
                .HasDatabaseName("IX_policies_vectors_stamp");
        });
}
