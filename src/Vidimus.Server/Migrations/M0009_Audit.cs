using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Leases, by which several nodes agree on one.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0009_audit")]
internal sealed class M0009_Audit : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "platform_leases",
            t => new
            {
                name = t.Column<string>(nullable: false),
                holder = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                until = t.Column<long>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_platform_leases", x => x.name)
        );
    }
}
