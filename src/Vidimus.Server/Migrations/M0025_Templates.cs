using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Templates, and which of them a group's credentials look like.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0025_templates")]
internal sealed class M0025_Templates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_templates",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                svg = t.Column<string>(nullable: false),
                fields = t.Column<string>(nullable: false),
                warnings = t.Column<string>(nullable: false),
                width = t.Column<double>(nullable: false),
                height = t.Column<double>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_templates", x => new { x.organization_id, x.id })
        );
        migrationBuilder.AddColumn<string>("template_id", "credentials_groups", nullable: true);
    }
}
