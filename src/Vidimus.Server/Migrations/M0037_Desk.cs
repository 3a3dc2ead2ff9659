using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>The review desk: who signs, what was done and said about orders, and drafts made by machines.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0037_desk")]
internal sealed class M0037_Desk : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Reviewers(migrationBuilder);
        Entries(migrationBuilder);
        Drafts(migrationBuilder);
        // One order of a desk, whatever its state; and those that a draft may be made of.
        migrationBuilder.CreateIndex(
            "IX_certification_orders_agency",
            "certification_orders",
            ["agency_id", "id"]
        );
        migrationBuilder.CreateIndex(
            "IX_certification_orders_state",
            "certification_orders",
            ["state", "mode", "due_at"]
        );
    }

    private static void Reviewers(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            "certification_reviewers",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                credentials = t.Column<string>(nullable: false),
                languages = t.Column<string>(nullable: false),
                active = t.Column<bool>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_certification_reviewers",
                    x => new { x.organization_id, x.member_id }
                )
        );

    private static void Entries(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_desk_entries",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                order_id = t.Column<string>(nullable: false),
                kind = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: true),
                at = t.Column<long>(nullable: false),
                text = t.Column<byte[]>(nullable: true),
                document_id = t.Column<string>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_desk_entries", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_desk_entries_order",
            "certification_desk_entries",
            ["organization_id", "order_id", "id"]
        );
    }

    private static void Drafts(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_drafts",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                order_id = t.Column<string>(nullable: false),
                state = t.Column<string>(nullable: false),
                state_at = t.Column<long>(nullable: false),
                attempts = t.Column<int>(nullable: false),
                next_at = t.Column<long>(nullable: true),
                sent_at = t.Column<long>(nullable: true),
                model = t.Column<string>(nullable: true),
                document_id = t.Column<string>(nullable: true),
                reason = t.Column<string>(nullable: true),
                input_tokens = t.Column<long>(nullable: false),
                output_tokens = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_drafts", x => new { x.organization_id, x.order_id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_drafts_due",
            "certification_drafts",
            "next_at",
            filter: "next_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_certification_drafts_sent",
            "certification_drafts",
            "sent_at"
        );
    }
}
