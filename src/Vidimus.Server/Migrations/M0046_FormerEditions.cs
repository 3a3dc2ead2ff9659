using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>
/// What former editions of policies said of codes, and from which day each held. Those of before, and those that an older
/// version replaces beside this one, are put in by the work in the background: their documents have to be read for it.
/// </summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0046_former_editions")]
internal sealed class M0046_FormerEditions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_former_editions",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                edition = t.Column<int>(nullable: false),
                begins = t.Column<string>(nullable: false),
                ends = t.Column<string>(nullable: true),
                is_dated = t.Column<bool>(nullable: false),
                type = t.Column<string>(nullable: false),
                jurisdictions = t.Column<string>(nullable: false),
                payer_name = t.Column<string>(nullable: true),
                payer_code = t.Column<string>(nullable: true),
                payer_type = t.Column<string>(nullable: true),
                digest = t.Column<string>(nullable: false),
                at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_former_editions",
                    x => new
                    {
                        x.organization_id,
                        x.policy_id,
                        x.edition,
                    }
                )
        );
        migrationBuilder.CreateTable(
            "policies_former_codes",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                code = t.Column<string>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                system = t.Column<string>(nullable: false),
                last_edition = t.Column<int>(nullable: false),
                disposition = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_former_codes",
                    x => new
                    {
                        x.organization_id,
                        x.code,
                        x.policy_id,
                        x.system,
                        x.last_edition,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_policies_former_codes_policy",
            "policies_former_codes",
            ["organization_id", "policy_id"]
        );
        migrationBuilder.AddColumn<bool>("is_past_known", "policies_policies", nullable: true);
        migrationBuilder.CreateIndex(
            "IX_policies_policies_past",
            "policies_policies",
            ["organization_id", "id"],
            filter: "edition > 1 AND is_past_known IS NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_policies_policies_by_id",
            "policies_policies",
            ["organization_id", "status", "id"]
        );
    }
}
