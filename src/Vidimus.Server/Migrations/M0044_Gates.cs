using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Gates: policies that have to be met before something is done.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0044_gates")]
internal sealed class M0044_Gates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            "policies_gates",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                action = t.Column<string>(nullable: false),
                group_id = t.Column<string>(nullable: true),
                policy_id = t.Column<string>(nullable: false),
                otherwise = t.Column<string>(nullable: false),
                enabled = t.Column<bool>(nullable: false),
                expiry_seconds = t.Column<int>(nullable: false),
                four_eyes = t.Column<bool>(nullable: false),
                notify = t.Column<bool>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_gates",
                    x => new
                    {
                        x.organization_id,
                        x.mode,
                        x.id,
                    }
                )
        );
}
