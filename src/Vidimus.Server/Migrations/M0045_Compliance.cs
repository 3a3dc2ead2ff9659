using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Weekly digests of changes of policies; acknowledgements in the order in which they were made.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0045_compliance")]
internal sealed class M0045_Compliance : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex(
            "IX_policies_acknowledgements_listed",
            "policies_acknowledgements",
            ["organization_id", "id"]
        );
        migrationBuilder.CreateTable(
            "policies_digests",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                enabled = t.Column<bool>(nullable: false),
                weekday = t.Column<int>(nullable: false),
                hour = t.Column<int>(nullable: false),
                time_zone = t.Column<string>(nullable: false),
                roles = t.Column<string>(nullable: false),
                members = t.Column<string>(nullable: false),
                next_at = t.Column<long>(nullable: true),
                told_number = t.Column<long>(nullable: true),
                last_sent_at = t.Column<long>(nullable: true),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_policies_digests", x => x.organization_id)
        );
        migrationBuilder.CreateIndex(
            "IX_policies_digests_due",
            "policies_digests",
            "next_at",
            filter: "next_at IS NOT NULL"
        );
    }
}
