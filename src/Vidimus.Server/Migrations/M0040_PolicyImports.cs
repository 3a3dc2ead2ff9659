using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Imports of policies, codes and rows that go with them: how far they are, and which brought what.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0040_policy_imports")]
internal sealed class M0040_PolicyImports : Migration
{
    private static readonly string[] Brought =
    [
        "policies_policies",
        "policies_changes",
        "policies_codes",
        "policies_jurisdictions",
        "policies_spending",
        "policies_formulary",
    ];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Brought)
            migrationBuilder.AddColumn<long>("load", table, nullable: true);
        migrationBuilder.AddColumn<long>("fees_load", "policies_codes", nullable: true);
        migrationBuilder.CreateIndex(
            "IX_policies_policies_ending",
            "policies_policies",
            "retire_date",
            filter: "status = 'active' AND retire_date IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_policies_changes_load",
            "policies_changes",
            ["organization_id", "load", "number"],
            filter: "load IS NOT NULL"
        );
        Import(migrationBuilder);
        Batch(migrationBuilder);
        Error(migrationBuilder);
    }

    private static void Import(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_imports",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                source = t.Column<string>(nullable: false),
                kind = t.Column<string>(nullable: false),
                fingerprint = t.Column<string>(nullable: false),
                baseline = t.Column<bool>(nullable: false),
                replaces = t.Column<bool>(nullable: false),
                retire_missing = t.Column<bool>(nullable: true),
                state = t.Column<string>(nullable: false),
                next_batch = t.Column<int>(nullable: false),
                records = t.Column<long>(nullable: false),
                created = t.Column<long>(nullable: false),
                changed = t.Column<long>(nullable: false),
                unchanged = t.Column<long>(nullable: false),
                retired = t.Column<long>(nullable: false),
                refused = t.Column<long>(nullable: false),
                nameless = t.Column<long>(nullable: false),
                errors = t.Column<int>(nullable: false),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                ended_at = t.Column<long>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey("PK_policies_imports", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_policies_imports_state",
            "policies_imports",
            ["state", "updated_at"]
        );
    }

    private static void Batch(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_import_batches",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                import_id = t.Column<string>(nullable: false),
                batch = t.Column<int>(nullable: false),
                digest = t.Column<string>(nullable: false),
                earlier = t.Column<long>(nullable: false),
                records = t.Column<int>(nullable: false),
                done = t.Column<int>(nullable: false),
                created = t.Column<int>(nullable: false),
                changed = t.Column<int>(nullable: false),
                unchanged = t.Column<int>(nullable: false),
                refused = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_import_batches",
                    x => new
                    {
                        x.organization_id,
                        x.import_id,
                        x.batch,
                    }
                )
        );
    }

    private static void Error(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_import_errors",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                import_id = t.Column<string>(nullable: false),
                number = t.Column<int>(nullable: false),
                batch = t.Column<int>(nullable: false),
                place = t.Column<long>(nullable: false),
                record_id = t.Column<string>(nullable: true),
                field = t.Column<string>(nullable: true),
                message = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_import_errors",
                    x => new
                    {
                        x.organization_id,
                        x.import_id,
                        x.number,
                    }
                )
        );
    }
}
