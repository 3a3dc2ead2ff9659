using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Links of recipients, and what they may do behind them.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0027_claims")]
internal sealed class M0027_Claims : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Claims(migrationBuilder);
        migrationBuilder.CreateTable(
            "credentials_erasure_requests",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                recipient_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: false),
                requested_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_erasure_requests",
                    x => new { x.organization_id, x.recipient_id }
                )
        );
        migrationBuilder.CreateTable(
            "credentials_recipient_pages",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                erases_at_once = t.Column<bool>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_credentials_recipient_pages", x => x.organization_id)
        );
        migrationBuilder.AddColumn<long>("hidden_at", "credentials_credentials", nullable: true);
        migrationBuilder.AddColumn<string>(
            "search_email",
            "credentials_recipients",
            nullable: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_recipients_search_email",
            "credentials_recipients",
            "search_email",
            filter: "search_email IS NOT NULL"
        );
    }

    private static void Claims(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_claims",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: false),
                recipient_id = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                address = t.Column<byte[]>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                ended_at = t.Column<long>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_claims", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_claims_digest",
            "credentials_claims",
            "digest",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_claims_organization_id_credential_id",
            "credentials_claims",
            ["organization_id", "credential_id"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_claims_organization_id_recipient_id",
            "credentials_claims",
            ["organization_id", "recipient_id"]
        );
    }
}
