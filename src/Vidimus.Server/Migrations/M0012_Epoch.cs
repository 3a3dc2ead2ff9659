using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Whose database this is, and how often it was restored.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0012_epoch")]
internal sealed class M0012_Epoch : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            "platform_installation",
            t => new
            {
                slot = t.Column<int>(nullable: false),
                id = t.Column<string>(nullable: false),
                epoch = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                restored_at = t.Column<long>(nullable: true),
                lost_since = t.Column<long>(nullable: true),
                confirmed_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_platform_installation", x => x.slot)
        );
}
