using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Programs that may ask members for access: registered by themselves, entered, or described by a document.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0030_oauth_clients")]
internal sealed class M0030_OAuthClients : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_oauth_registrations",
            t => new
            {
                id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                redirect_uris = t.Column<string>(nullable: false),
                auth_method = t.Column<string>(nullable: false),
                secret_digest = t.Column<string>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                used_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_access_oauth_registrations", x => x.id)
        );
        migrationBuilder.CreateIndex(
            "IX_access_oauth_registrations_used_at",
            "access_oauth_registrations",
            "used_at"
        );
        migrationBuilder.CreateTable(
            "access_oauth_clients",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                redirect_uris = t.Column<string>(nullable: false),
                auth_method = t.Column<string>(nullable: false),
                secret_digest = t.Column<string>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                used_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_oauth_clients", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_oauth_clients_id",
            "access_oauth_clients",
            "id",
            unique: true
        );
        migrationBuilder.CreateTable(
            "access_oauth_documents",
            t => new
            {
                id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                redirect_uris = t.Column<string>(nullable: false),
                used_at = t.Column<long>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_oauth_documents", x => x.id)
        );
        migrationBuilder.CreateIndex(
            "IX_access_oauth_documents_used_at",
            "access_oauth_documents",
            "used_at"
        );
    }
}
