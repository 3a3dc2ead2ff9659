using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>How organizations pay, and what is given back of what they paid.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0035_payments")]
internal sealed class M0035_Payments : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Payers(migrationBuilder);
        Refunds(migrationBuilder);
        migrationBuilder.CreateIndex(
            "IX_certification_orders_charging",
            "certification_orders",
            "state_at",
            filter: "payment_reference IS NOT NULL AND state = 'created'"
        );
    }

    private static void Payers(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_payers",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                customer_id = t.Column<string>(nullable: false),
                method_id = t.Column<string>(nullable: true),
                method_type = t.Column<string>(nullable: true),
                brand = t.Column<string>(nullable: true),
                last4 = t.Column<string>(nullable: true),
                expires_month = t.Column<int>(nullable: true),
                expires_year = t.Column<int>(nullable: true),
                method_at = t.Column<long>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_certification_payers", x => x.organization_id)
        );
        migrationBuilder.CreateIndex(
            "IX_certification_payers_customer_id",
            "certification_payers",
            "customer_id",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_certification_payers_method",
            "certification_payers",
            "method_id",
            filter: "method_id IS NOT NULL"
        );
    }

    private static void Refunds(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_refunds",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                order_id = t.Column<string>(nullable: false),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                repeat_key = t.Column<string>(nullable: true),
                amount_cents = t.Column<long>(nullable: false),
                state = t.Column<string>(nullable: false),
                reference = t.Column<string>(nullable: true),
                failure = t.Column<string>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                settled_at = t.Column<long>(nullable: true),
                next_at = t.Column<long>(nullable: true),
                attempts = t.Column<int>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_refunds", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_refunds_repeat",
            "certification_refunds",
            ["organization_id", "order_id", "repeat_key"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_certification_refunds_reference",
            "certification_refunds",
            ["organization_id", "reference"],
            unique: true,
            filter: "reference IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_certification_refunds_due",
            "certification_refunds",
            "next_at",
            filter: "next_at IS NOT NULL"
        );
    }
}
