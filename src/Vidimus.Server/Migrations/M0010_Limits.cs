using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>What each node let through in the last minute, for the other nodes.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0010_limits")]
internal sealed class M0010_Limits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            "access_rate_counts",
            t => new
            {
                node = t.Column<string>(nullable: false),
                round = t.Column<long>(nullable: false),
                at = t.Column<long>(nullable: false),
                counts = t.Column<string>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_rate_counts", x => x.node)
        );
}
