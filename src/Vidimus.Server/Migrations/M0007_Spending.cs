using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Charges of billable actions, what keys have spent, and the caps of keys.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0007_spending")]
internal sealed class M0007_Spending : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_charges",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: true),
                account = t.Column<string>(nullable: true),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                action = t.Column<string>(nullable: false),
                tool = t.Column<string>(nullable: true),
                quantity = t.Column<int>(nullable: false),
                cents = t.Column<long>(nullable: false),
                resource_id = t.Column<string>(nullable: false),
                request_id = t.Column<string>(nullable: false),
                environment = t.Column<string>(nullable: true),
                at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_charges", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_charges_organization_id_mode_at",
            "access_charges",
            ["organization_id", "mode", "at"]
        );
        migrationBuilder.CreateIndex(
            "IX_access_charges_organization_id_account_at",
            "access_charges",
            ["organization_id", "account", "at"]
        );
        migrationBuilder.CreateTable(
            "access_spend",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                account = t.Column<string>(nullable: false),
                day_cents = t.Column<long>(nullable: false),
                month_cents = t.Column<long>(nullable: false),
                day_tail = t.Column<long>(nullable: false),
                month_tail = t.Column<long>(nullable: false),
                seen_at = t.Column<long>(nullable: false),
                day_told = t.Column<int>(nullable: false),
                month_told = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_spend", x => new { x.organization_id, x.account })
        );
        migrationBuilder.AddColumn<long>("spend_cap_day_cents", "access_keys", nullable: true);
        migrationBuilder.AddColumn<long>("spend_cap_month_cents", "access_keys", nullable: true);
        migrationBuilder.AddColumn<string>("spend_account", "access_keys", nullable: true);
    }
}
