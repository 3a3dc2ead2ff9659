using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Successors, allow-lists, notices and leak reports of keys, and who tried them.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0006_keys")]
internal sealed class M0006_Keys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        const string keys = "access_keys";
        foreach (
            var column in (string[])
                ["allowed_networks", "replaces", "replaced_by", "suspended_reason"]
        )
            migrationBuilder.AddColumn<string>(column, keys, nullable: true);
        migrationBuilder.AddColumn<long>("leaked_at", keys, nullable: true);
        migrationBuilder.AddColumn<int>("notice_days", keys, nullable: true);
        migrationBuilder.CreateIndex("IX_access_keys_expires_at", keys, "expires_at");
        migrationBuilder.CreateTable(
            "access_leak_reports",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_access_leak_reports",
                    x => new
                    {
                        x.organization_id,
                        x.key_id,
                        x.digest,
                    }
                )
        );
        Authentications(migrationBuilder);
    }

    private static void Authentications(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_authentications",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: false),
                day = t.Column<string>(nullable: false),
                outcome = t.Column<string>(nullable: false),
                network = t.Column<string>(nullable: false),
                count = t.Column<long>(nullable: false),
                first_at = t.Column<long>(nullable: false),
                last_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_authentications", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_authentications_counted",
            "access_authentications",
            ["organization_id", "key_id", "day", "outcome", "network"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_access_authentications_day",
            "access_authentications",
            "day"
        );
    }
}
