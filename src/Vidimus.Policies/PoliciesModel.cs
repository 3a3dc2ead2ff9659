using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Agents;
using Vidimus.Policies.Compliance;
using Vidimus.Policies.Model;
using Vidimus.Policies.People;
using Vidimus.Policies.PriorAuthorization.Research;
using Vidimus.Policies.Writing.Imports;

namespace Vidimus.Policies;

internal sealed class PoliciesModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        Policies(model);
        Codes(model);
        Changes(model);
        // Writing
        Imports(model);
        // Reading
        Reading.ReadingModel.Vectors(model);
        // Codes
        // Evaluation
        // Prior authorization
        ResearchRow.Configure(model);
        // People
        Gates(model);
        // Compliance
        DigestModel.Configure(model);
        // Agents
        AgentCallRow.Configure(model);
    }

    public IReadOnlyList<TextIndex> TextIndexes => Reading.PolicyTexts.All;

    private static void Policies(ModelBuilder model)
    {
        model.Entity<PolicyRow>(row =>
        {
            row.ToTable("policies_policies");
            row.HasKey(p => new { p.OrganizationId, p.Id });
            row.HasIndex(p => new
                {
                    p.OrganizationId,
                    p.Status,
                    p.Type,
                    p.Id,
                })
                .HasDatabaseName("IX_policies_policies_listed");
            row.HasIndex(p => p.RetireDate, "IX_policies_policies_ending")
                .HasFilter("status = 'active' AND retire_date IS NOT NULL");
            row.HasIndex(p => new { p.OrganizationId, p.Id }, "IX_policies_policies_past")
                .HasFilter("edition > 1 AND is_past_known IS NULL");
            // A list of one status, by ids, without sorting whatever is known of the table's contents.
            row.HasIndex(p => new
                {
                    p.OrganizationId,
                    p.Status,
                    p.Id,
                })
                .HasDatabaseName("IX_policies_policies_by_id");
            row.Property(p => p.Edition).IsConcurrencyToken();
        });
        model.Entity<EditionRow>(row =>
        {
            row.ToTable("policies_editions");
            row.HasKey(e => new
            {
                e.OrganizationId,
                e.PolicyId,
                e.Edition,
            });
        });
        model.Entity<FormerEditionRow>(row =>
        {
            row.ToTable("policies_former_editions");
            row.HasKey(e => new
            {
                e.OrganizationId,
                e.PolicyId,
                e.Edition,
            });
        });
        model.Entity<FormerCodeRow>(row =>
        {
            row.ToTable("policies_former_codes");
            row.HasKey(c => new
            {
                c.OrganizationId,
                c.Code,
                c.PolicyId,
                c.System,
                c.LastEdition,
            });
            row.HasIndex(c => new { c.OrganizationId, c.PolicyId })
                .HasDatabaseName("IX_policies_former_codes_policy");
        });
        model.Entity<ReachRow>(row =>
        {
            row.ToTable("policies_reach");
            row.HasKey(r => new
            {
                r.OrganizationId,
                r.PolicyId,
                r.Jurisdiction,
            });
            row.HasIndex(r => new
                {
                    r.OrganizationId,
                    r.Jurisdiction,
                    r.PolicyId,
                })
                .HasDatabaseName("IX_policies_reach_jurisdiction");
        });
        model.Entity<PolicyCodeRow>(row =>
        {
            row.ToTable("policies_policy_codes");
            row.HasKey(c => new
            {
                c.OrganizationId,
                c.PolicyId,
                c.System,
                c.Code,
            });
            row.HasIndex(c => new
                {
                    c.OrganizationId,
                    c.Code,
                    c.PolicyId,
                })
                .HasDatabaseName("IX_policies_policy_codes_code");
        });
        model.Entity<CriterionRow>(row =>
        {
            row.ToTable("policies_criteria");
            row.HasKey(c => new
            {
                c.OrganizationId,
                c.PolicyId,
                c.BlockId,
            });
        });
    }

    private static void Gates(ModelBuilder model)
    {
        model.Entity<GateRow>(row =>
        {
            row.ToTable("policies_gates");
            row.HasKey(g => new
            {
                g.OrganizationId,
                g.Mode,
                g.Id,
            });
            row.Property(g => g.Version).IsConcurrencyToken();
        });
    }

    private static void Codes(ModelBuilder model)
    {
        model.Entity<CodeRow>(row =>
        {
            row.ToTable("policies_codes");
            row.HasKey(c => new
            {
                c.OrganizationId,
                c.Code,
                c.System,
            });
        });
        model.Entity<JurisdictionRow>(row =>
        {
            row.ToTable("policies_jurisdictions");
            row.HasKey(j => new { j.OrganizationId, j.Code });
        });
        model.Entity<SpendingRow>(row =>
        {
            row.ToTable("policies_spending");
            row.HasKey(s => new
            {
                s.OrganizationId,
                s.Code,
                s.Year,
            });
        });
        model.Entity<FormularyRow>(row =>
        {
            row.ToTable("policies_formulary");
            row.HasKey(f => new { f.OrganizationId, f.Id });
        });
    }

    private static void Imports(ModelBuilder model)
    {
        model.Entity<PolicyImportRow>(row =>
        {
            row.ToTable("policies_imports");
            row.HasKey(i => new { i.OrganizationId, i.Id });
            row.HasIndex(i => new { i.State, i.UpdatedAt })
                .HasDatabaseName("IX_policies_imports_state");
        });
        model.Entity<ImportBatchRow>(row =>
        {
            row.ToTable("policies_import_batches");
            row.HasKey(b => new
            {
                b.OrganizationId,
                b.ImportId,
                b.Batch,
            });
        });
        model.Entity<ImportErrorRow>(row =>
        {
            row.ToTable("policies_import_errors");
            row.HasKey(e => new
            {
                e.OrganizationId,
                e.ImportId,
                e.Number,
            });
        });
    }

    private static void Changes(ModelBuilder model)
    {
        model.Entity<ChangeRow>(row =>
        {
            row.ToTable("policies_changes");
            row.HasKey(c => new { c.OrganizationId, c.Number });
            row.HasIndex(c => new
                {
                    c.OrganizationId,
                    c.PolicyId,
                    c.Number,
                })
                .HasDatabaseName("IX_policies_changes_policy");
            row.HasIndex(c => new { c.OrganizationId, c.At })
                .HasDatabaseName("IX_policies_changes_at");
            row.HasIndex(
                    c => new
                    {
                        c.OrganizationId,
                        c.Load,
                        c.Number,
                    },
                    "IX_policies_changes_load"
                )
                .HasFilter("load IS NOT NULL");
        });
        model.Entity<AcknowledgementRow>(row =>
        {
            row.ToTable("policies_acknowledgements");
            row.HasKey(a => new { a.OrganizationId, a.Number });
            row.HasIndex(a => new { a.OrganizationId, a.Id })
                .HasDatabaseName("IX_policies_acknowledgements_listed");
        });
        model.Entity<PolicyCounterRow>(row =>
        {
            row.ToTable("policies_counters");
            row.HasKey(c => c.Name);
        });
    }
}

internal static class PoliciesDb
{
    // Policies, codes and changes may be another organization's: read them through PolicyLibrary.
    extension(VidimusDb db)
    {
        public DbSet<AcknowledgementRow> Acknowledgements => db.Set<AcknowledgementRow>();
        public DbSet<PolicyImportRow> PolicyImports => db.Set<PolicyImportRow>();
        public DbSet<ImportErrorRow> PolicyImportErrors => db.Set<ImportErrorRow>();
    }
}
