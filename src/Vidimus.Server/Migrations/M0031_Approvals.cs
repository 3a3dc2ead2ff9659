using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Rules that ask a person first, what waits for one, and which keys are an assistant's.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0031_approvals")]
internal sealed class M0031_Approvals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<bool>(
            "for_assistant",
            "access_keys",
            nullable: false,
            defaultValue: false
        );
        Rules(migrationBuilder);
        Approvals(migrationBuilder);
        Counts(migrationBuilder);
    }

    private static void Rules(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_approval_rules",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                enabled = t.Column<bool>(nullable: false),
                tool = t.Column<string>(nullable: false),
                scope = t.Column<string>(nullable: true),
                amount_over_cents = t.Column<long>(nullable: true),
                count_over = t.Column<int>(nullable: true),
                period_seconds = t.Column<int>(nullable: true),
                callers = t.Column<string>(nullable: false),
                expiry_seconds = t.Column<int>(nullable: false),
                four_eyes = t.Column<bool>(nullable: false),
                notify = t.Column<bool>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_approval_rules", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_approval_rules_organization_id_mode",
            "access_approval_rules",
            ["organization_id", "mode"]
        );
    }

    private static void Approvals(MigrationBuilder migrationBuilder)
    {
        const string table = "access_approvals";
        migrationBuilder.CreateTable(
            table,
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                caller_digest = t.Column<string>(nullable: false),
                call_digest = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: true),
                member_id = t.Column<string>(nullable: true),
                client_id = t.Column<string>(nullable: true),
                grant_id = t.Column<string>(nullable: true),
                client_name = t.Column<string>(nullable: true),
                tool = t.Column<string>(nullable: false),
                scope = t.Column<string>(nullable: false),
                arguments_digest = t.Column<string>(nullable: false),
                arguments = t.Column<byte[]>(nullable: true),
                count = t.Column<int>(nullable: false),
                amount_cents = t.Column<long>(nullable: false),
                rules = t.Column<string>(nullable: false),
                four_eyes = t.Column<bool>(nullable: false),
                state = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                decided_at = t.Column<long>(nullable: true),
                decided_by = t.Column<string>(nullable: true),
                reason = t.Column<string>(nullable: true),
                used_at = t.Column<long>(nullable: true),
                used_with = t.Column<string>(nullable: true),
                finished_at = t.Column<long>(nullable: true),
                ended_by = t.Column<string>(nullable: true),
                erase_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_approvals", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            $"IX_{table}_organization_id_mode_state",
            table,
            ["organization_id", "mode", "state"]
        );
        migrationBuilder.CreateIndex(
            $"IX_{table}_organization_id_call_digest",
            table,
            ["organization_id", "call_digest"]
        );
        migrationBuilder.CreateIndex(
            $"IX_{table}_organization_id_caller_digest",
            table,
            ["organization_id", "caller_digest"]
        );
        migrationBuilder.CreateIndex(
            $"IX_{table}_state_expires_at",
            table,
            ["state", "expires_at"]
        );
        migrationBuilder.CreateIndex(
            $"IX_{table}_erase_at",
            table,
            "erase_at",
            filter: "erase_at IS NOT NULL"
        );
    }

    private static void Counts(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_approval_callers",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                caller_digest = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_access_approval_callers",
                    x => new
                    {
                        x.organization_id,
                        x.mode,
                        x.caller_digest,
                    }
                )
        );
        migrationBuilder.CreateTable(
            "access_approval_counts",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                rule_id = t.Column<string>(nullable: false),
                caller_digest = t.Column<string>(nullable: false),
                count = t.Column<int>(nullable: false),
                at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_approval_counts", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_approval_counts_counted",
            "access_approval_counts",
            ["organization_id", "rule_id", "caller_digest", "at"]
        );
        migrationBuilder.CreateIndex(
            "IX_access_approval_counts_expires_at",
            "access_approval_counts",
            "expires_at"
        );
    }
}
