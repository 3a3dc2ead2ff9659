using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Credentials issued elsewhere that were handed over, and what organizations say of themselves.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261125_0005_open_badges")]
internal sealed class M0005_OpenBadges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_received",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                recipient_id = t.Column<string>(nullable: false),
                identity = t.Column<string>(nullable: false),
                form = t.Column<string>(nullable: false),
                valid_from = t.Column<long>(nullable: false),
                received_at = t.Column<long>(nullable: false),
                digest = t.Column<string>(nullable: false),
                document = t.Column<byte[]>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_received", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_received_organization_id_mode_identity",
            "credentials_received",
            ["organization_id", "mode", "identity"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_received_organization_id_recipient_id",
            "credentials_received",
            ["organization_id", "recipient_id"]
        );
        migrationBuilder.CreateTable(
            "credentials_profiles",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                members = t.Column<string>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_profiles", x => new { x.organization_id, x.mode })
        );
    }
}
