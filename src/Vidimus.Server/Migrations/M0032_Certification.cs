using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Quotes, orders, their documents and the certificates that come of them.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0032_certification")]
internal sealed class M0032_Certification : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Quotes(migrationBuilder);
        Orders(migrationBuilder);
        Documents(migrationBuilder);
        Certificates(migrationBuilder);
    }

    private static void Quotes(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_quotes",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: true),
                input = t.Column<string>(nullable: false),
                lines = t.Column<string>(nullable: false),
                total_cents = t.Column<long>(nullable: false),
                currency = t.Column<string>(nullable: false),
                sla_hours = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_quotes", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_quotes_expires_at",
            "certification_quotes",
            "expires_at"
        );
    }

    private static void Orders(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_orders",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                agency_id = t.Column<string>(nullable: false),
                quote_id = t.Column<string>(nullable: false),
                surface = t.Column<string>(nullable: false),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: true),
                idempotency_key = t.Column<string>(nullable: false),
                input_digest = t.Column<string>(nullable: false),
                input = t.Column<string>(nullable: false),
                product_line = t.Column<string>(nullable: false),
                source_language = t.Column<string>(nullable: false),
                target_language = t.Column<string>(nullable: false),
                speed_tier = t.Column<string>(nullable: false),
                page_count = t.Column<int>(nullable: false),
                total_cents = t.Column<long>(nullable: false),
                currency = t.Column<string>(nullable: false),
                state = t.Column<string>(nullable: false),
                state_at = t.Column<long>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                due_at = t.Column<long>(nullable: false),
                paid_at = t.Column<long>(nullable: true),
                ready_at = t.Column<long>(nullable: true),
                delivered_at = t.Column<long>(nullable: true),
                end_reason = t.Column<string>(nullable: true),
                payment_kind = t.Column<string>(nullable: false),
                payment_reference = t.Column<string>(nullable: true),
                refunded_cents = t.Column<long>(nullable: false),
                reviewer_id = t.Column<string>(nullable: true),
                claimed_at = t.Column<long>(nullable: true),
                draft_document_id = t.Column<string>(nullable: true),
                certificate_id = t.Column<string>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_orders", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_orders_submitted",
            "certification_orders",
            ["organization_id", "mode", "actor_kind", "actor_id", "idempotency_key"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_certification_orders_listed",
            "certification_orders",
            ["organization_id", "mode", "state", "id"]
        );
        migrationBuilder.CreateIndex(
            "IX_certification_orders_queue",
            "certification_orders",
            ["agency_id", "mode", "state", "due_at"]
        );
        migrationBuilder.CreateIndex(
            "IX_certification_orders_payment",
            "certification_orders",
            "payment_reference",
            filter: "payment_reference IS NOT NULL"
        );
    }

    private static void Documents(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_documents",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                order_id = t.Column<string>(nullable: true),
                position = t.Column<int>(nullable: false),
                kind = t.Column<string>(nullable: false),
                name = t.Column<byte[]>(nullable: true),
                media_type = t.Column<string>(nullable: false),
                size = t.Column<long>(nullable: false),
                sha256 = t.Column<string>(nullable: false),
                pages = t.Column<int>(nullable: true),
                data_key = t.Column<byte[]>(nullable: true),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                removed_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_documents", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_documents_id",
            "certification_documents",
            "id",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_certification_documents_order",
            "certification_documents",
            ["organization_id", "order_id", "kind", "position"]
        );
        migrationBuilder.CreateIndex(
            "IX_certification_documents_kept",
            "certification_documents",
            "created_at",
            filter: "removed_at IS NULL"
        );
    }

    private static void Certificates(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_certificates",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                order_id = t.Column<string>(nullable: false),
                document_id = t.Column<string>(nullable: false),
                document_sha256 = t.Column<string>(nullable: false),
                source_sha256 = t.Column<string>(nullable: false),
                translator_name = t.Column<string>(nullable: false),
                translator_credentials = t.Column<string>(nullable: false),
                issued_at = t.Column<long>(nullable: false),
                jws = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: true),
                agency_id = t.Column<string>(nullable: false),
                agency_name = t.Column<string>(nullable: false),
                source_language = t.Column<string>(nullable: false),
                target_language = t.Column<string>(nullable: false),
                guarantee = t.Column<string>(nullable: true),
                revoked_at = t.Column<long>(nullable: true),
                revocation_reason = t.Column<string>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_certificates", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_certificates_id",
            "certification_certificates",
            "id",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_certification_certificates_order",
            "certification_certificates",
            ["organization_id", "order_id"],
            unique: true
        );
    }
}
