using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Whose server sends, in which words, and what came back.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0026_distribution")]
internal sealed class M0026_Distribution : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Mails(migrationBuilder);
        Distributions(migrationBuilder);
        migrationBuilder.CreateTable(
            "credentials_mail_settings",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                language = t.Column<string>(nullable: true),
                from_name = t.Column<string>(nullable: true),
                reply_to = t.Column<string>(nullable: true),
                host = t.Column<string>(nullable: true),
                port = t.Column<int>(nullable: false),
                tls = t.Column<string>(nullable: false),
                user_name = t.Column<string>(nullable: true),
                password = t.Column<byte[]>(nullable: true),
                from_address = t.Column<string>(nullable: true),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_credentials_mail_settings", x => x.organization_id)
        );
        migrationBuilder.CreateTable(
            "credentials_group_mails",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                group_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                language = t.Column<string>(nullable: true),
                texts = t.Column<string>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_group_mails",
                    x => new { x.organization_id, x.group_id }
                )
        );
    }

    private static void Mails(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<bool>(
            "own",
            "platform_mails",
            nullable: false,
            defaultValue: false
        );
        migrationBuilder.AddColumn<string>("resource_id", "platform_mails", nullable: true);
        migrationBuilder.CreateIndex(
            "IX_platform_mails_organization_id_resource_id",
            "platform_mails",
            ["organization_id", "resource_id"]
        );
    }

    private static void Distributions(MigrationBuilder migrationBuilder)
    {
        const string table = "credentials_distributions";
        migrationBuilder.AddColumn<string>("language", table, nullable: true);
        migrationBuilder.AddColumn<string>("code", table, nullable: true);
        migrationBuilder.AddColumn<long>("bounced_at", table, nullable: true);
        migrationBuilder.AddColumn<string>("token", table, nullable: true);
        migrationBuilder.AddColumn<byte[]>("claim", table, nullable: true);
        migrationBuilder.CreateIndex(
            "IX_credentials_distributions_token",
            table,
            ["organization_id", "token"]
        );
    }
}
