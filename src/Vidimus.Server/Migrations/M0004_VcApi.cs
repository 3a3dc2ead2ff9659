using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>What was issued through the VC API, and issuers' keys found by the key alone.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261125_0004_vc_api")]
internal sealed class M0004_VcApi : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        const string table = "credentials_vc_records";
        migrationBuilder.CreateTable(
            table,
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                id_digest = t.Column<string>(nullable: true),
                digest = t.Column<string>(nullable: false),
                securing = t.Column<string>(nullable: false),
                status_list_id = t.Column<string>(nullable: true),
                status_index = t.Column<int>(nullable: true),
                status_purposes = t.Column<string>(nullable: true),
                issued_at = t.Column<long>(nullable: false),
                suspended_at = t.Column<long>(nullable: true),
                revoked_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_vc_records", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_vc_records_organization_id_mode_digest",
            table,
            ["organization_id", "mode", "digest"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_vc_records_organization_id_mode_id_digest",
            table,
            ["organization_id", "mode", "id_digest"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_vc_records_position",
            table,
            ["organization_id", "status_list_id", "status_index"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_vc_records_revoked",
            table,
            ["organization_id", "status_list_id"],
            filter: "revoked_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_vc_records_suspended",
            table,
            ["organization_id", "status_list_id"],
            filter: "suspended_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_issuer_keys_fragment",
            "credentials_issuer_keys",
            "fragment"
        );
    }
}
