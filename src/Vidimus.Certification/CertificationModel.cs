using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Certificates;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Certification.Orders.Submitting;
using Vidimus.Certification.Payments;
using Vidimus.Certification.Payments.Stripe;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification;

internal sealed class CertificationModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<QuoteRow>(row =>
        {
            row.ToTable("certification_quotes");
            row.HasKey(q => new { q.OrganizationId, q.Id });
            row.HasIndex(q => q.ExpiresAt);
        });
        model.Entity<OrderRow>(row =>
        {
            row.ToTable("certification_orders");
            row.HasKey(o => new { o.OrganizationId, o.Id });
            row.HasIndex(o => new
                {
                    o.OrganizationId,
                    o.Mode,
                    o.ActorKind,
                    o.ActorId,
                    o.IdempotencyKey,
                })
                .HasDatabaseName("IX_certification_orders_submitted")
                .IsUnique();
            row.HasIndex(o => new
                {
                    o.OrganizationId,
                    o.Mode,
                    o.State,
                    o.Id,
                })
                .HasDatabaseName("IX_certification_orders_listed");
            // The desk's queue: the soonest promised first.
            row.HasIndex(o => new
                {
                    o.AgencyId,
                    o.Mode,
                    o.State,
                    o.DueAt,
                })
                .HasDatabaseName("IX_certification_orders_queue");
            row.HasIndex(o => o.PaymentReference)
                .HasFilter("payment_reference IS NOT NULL")
                .HasDatabaseName("IX_certification_orders_payment");
            // Charges under way, of which there are few at a time.
            row.HasIndex(o => o.StateAt)
                .HasFilter("payment_reference IS NOT NULL AND state = 'created'")
                .HasDatabaseName("IX_certification_orders_charging");
            row.Property(o => o.Version).IsConcurrencyToken();
        });
        model.Entity<DocumentRow>(row =>
        {
            row.ToTable("certification_documents");
            row.HasKey(d => new { d.OrganizationId, d.Id });
            row.HasIndex(d => new
                {
                    d.OrganizationId,
                    d.OrderId,
                    d.Kind,
                    d.Position,
                })
                .HasDatabaseName("IX_certification_documents_order");
            row.HasIndex(d => d.Id).IsUnique().HasDatabaseName("IX_certification_documents_id");
            row.HasIndex(d => d.CreatedAt, "IX_certification_documents_due")
                .HasFilter("removed_at IS NULL AND kind <> 'certified'")
                .HasDatabaseName("IX_certification_documents_due");
            // Uploads that wait for an order: counted for an organization, and few.
            row.HasIndex(d => new { d.OrganizationId, d.CreatedAt })
                .HasFilter("order_id IS NULL AND removed_at IS NULL")
                .HasDatabaseName("IX_certification_documents_waiting");
            row.HasIndex(d => d.RemovedAt)
                .HasFilter("removed_at IS NOT NULL AND erased_at IS NULL")
                .HasDatabaseName("IX_certification_documents_left");
            row.HasIndex(d => d.CreatedAt)
                .HasFilter("removed_at IS NULL")
                .HasDatabaseName("IX_certification_documents_kept");
            row.Property(d => d.Version).IsConcurrencyToken();
        });
        model.Entity<SubmissionRow>(row =>
        {
            row.ToTable("certification_submissions");
            row.HasKey(s => new { s.OrganizationId, s.Id });
            row.HasIndex(s => new
                {
                    s.OrganizationId,
                    s.Mode,
                    s.ActorKind,
                    s.ActorId,
                    s.IdempotencyKey,
                })
                .HasDatabaseName("IX_certification_submissions_submitted")
                .IsUnique();
            row.HasIndex(s => s.LeaseUntil).HasDatabaseName("IX_certification_submissions_due");
            row.Property(s => s.Version).IsConcurrencyToken();
        });
        model.Entity<CertificateRow>(row =>
        {
            row.ToTable("certification_certificates");
            row.HasKey(c => new { c.OrganizationId, c.Id });
            row.HasIndex(c => c.Id).IsUnique();
            row.HasIndex(c => new { c.OrganizationId, c.OrderId })
                .HasDatabaseName("IX_certification_certificates_order")
                .IsUnique();
            // By which a certified PDF is known again.
            row.HasIndex(c => c.DocumentSha256);
            // For the agency, to which the customer is not known by the order's id.
            row.HasIndex(c => c.OrderId);
            row.Ignore(c => c.Sources);
            row.Property(c => c.Version).IsConcurrencyToken();
        });
        model.Entity<PayerRow>(row =>
        {
            row.ToTable("certification_payers");
            row.HasKey(p => p.OrganizationId);
            row.HasIndex(p => p.CustomerId).IsUnique();
            row.HasIndex(p => p.MethodId)
                .HasFilter("method_id IS NOT NULL")
                .HasDatabaseName("IX_certification_payers_method");
            row.Property(p => p.Version).IsConcurrencyToken();
        });
        model.Entity<RefundRow>(row =>
        {
            row.ToTable("certification_refunds");
            row.HasKey(r => new { r.OrganizationId, r.Id });
            row.HasIndex(r => new
                {
                    r.OrganizationId,
                    r.OrderId,
                    r.RepeatKey,
                })
                .HasDatabaseName("IX_certification_refunds_repeat")
                .IsUnique();
            row.HasIndex(r => new { r.OrganizationId, r.Reference })
                .HasFilter("reference IS NOT NULL")
                .HasDatabaseName("IX_certification_refunds_reference")
                .IsUnique();
            row.HasIndex(r => r.NextAt)
                .HasFilter("next_at IS NOT NULL")
                .HasDatabaseName("IX_certification_refunds_due");
            row.Property(r => r.Version).IsConcurrencyToken();
        });
        model.Entity<SealKeyRow>(row =>
        {
            row.ToTable("certification_seal_keys");
            row.HasKey(k => k.Id);
        });
    }
}

internal static class CertificationDb
{
    extension(VidimusDb db)
    {
        public DbSet<QuoteRow> Quotes => db.Set<QuoteRow>();
        public DbSet<OrderRow> Orders => db.Set<OrderRow>();
        public DbSet<SubmissionRow> Submissions => db.Set<SubmissionRow>();
        public DbSet<DocumentRow> Documents => db.Set<DocumentRow>();
    }
}
