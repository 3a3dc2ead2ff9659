using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Mail that changes asked for.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0020_mails")]
internal sealed class M0020_Mails : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "platform_mails",
            t => new
            {
                id = t.Column<string>(nullable: false),
                organization_id = t.Column<string>(nullable: false),
                kind = t.Column<string>(nullable: false),
                content = t.Column<byte[]>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                next_try_at = t.Column<long>(nullable: true),
                expires_at = t.Column<long>(nullable: false),
                attempts = t.Column<int>(nullable: false),
                sent_at = t.Column<long>(nullable: true),
                failure = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_platform_mails", x => x.id)
        );
        migrationBuilder.CreateIndex(
            "IX_platform_mails_due",
            "platform_mails",
            "next_try_at",
            filter: "next_try_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_platform_mails_created_at",
            "platform_mails",
            "created_at"
        );
    }
}
