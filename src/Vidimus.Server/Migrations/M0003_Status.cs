using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Status lists, and each credential's place in one.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261125_0003_status")]
internal sealed class M0003_Status : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_status_lists",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                given = t.Column<byte[]>(nullable: false),
                free = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_status_lists", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_status_lists_id",
            "credentials_status_lists",
            "id",
            unique: true
        );
        migrationBuilder.AddColumn<string>(
            "status_list_id",
            "credentials_credentials",
            nullable: true
        );
        migrationBuilder.AddColumn<int>("status_index", "credentials_credentials", nullable: true);
        foreach (var table in (string[])["credentials_credentials", "credentials_groups"])
            migrationBuilder.AddColumn<string>("status_purposes", table, nullable: true);
        migrationBuilder.AddColumn<string>(
            "suspension_reason",
            "credentials_credentials",
            nullable: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_credentials_position",
            "credentials_credentials",
            ["organization_id", "status_list_id", "status_index"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_credentials_revoked",
            "credentials_credentials",
            ["organization_id", "status_list_id"],
            filter: "revoked_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_credentials_suspended",
            "credentials_credentials",
            ["organization_id", "status_list_id"],
            filter: "suspended_at IS NOT NULL"
        );
    }
}
