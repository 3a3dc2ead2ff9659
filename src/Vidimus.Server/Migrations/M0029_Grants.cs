using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>What members let MCP clients do, and the codes and refresh tokens by which those come to it.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0029_grants")]
internal sealed class M0029_Grants : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Grants(migrationBuilder);
        Codes(migrationBuilder);
        RefreshTokens(migrationBuilder);
    }

    private static void Grants(MigrationBuilder migrationBuilder)
    {
        const string table = "access_grants";
        migrationBuilder.CreateTable(
            table,
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                client_id = t.Column<string>(nullable: false),
                client_name = t.Column<string>(nullable: false),
                client_version = t.Column<string>(nullable: false),
                redirect_host = t.Column<string>(nullable: false),
                scopes = t.Column<string>(nullable: false),
                resource = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                used_at = t.Column<long>(nullable: true),
                last_used_at = t.Column<long>(nullable: true),
                revoked_at = t.Column<long>(nullable: true),
                revoked_for = t.Column<string>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey($"PK_{table}", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex($"IX_{table}_member_id", table, "member_id");
        migrationBuilder.CreateIndex($"IX_{table}_client_id", table, "client_id");
        migrationBuilder.CreateIndex($"IX_{table}_expires_at", table, "expires_at");
    }

    private static void Codes(MigrationBuilder migrationBuilder)
    {
        const string table = "access_oauth_codes";
        migrationBuilder.CreateTable(
            table,
            t => new
            {
                digest = t.Column<string>(nullable: false),
                organization_id = t.Column<string>(nullable: false),
                grant_id = t.Column<string>(nullable: false),
                client_id = t.Column<string>(nullable: false),
                redirect_uri = t.Column<string>(nullable: false),
                challenge = t.Column<string>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                used_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey($"PK_{table}", x => x.digest)
        );
        migrationBuilder.CreateIndex($"IX_{table}_expires_at", table, "expires_at");
    }

    private static void RefreshTokens(MigrationBuilder migrationBuilder)
    {
        const string table = "access_refresh_tokens";
        migrationBuilder.CreateTable(
            table,
            t => new
            {
                digest = t.Column<string>(nullable: false),
                organization_id = t.Column<string>(nullable: false),
                grant_id = t.Column<string>(nullable: false),
                generation = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                rotated_at = t.Column<long>(nullable: true),
                salt = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey($"PK_{table}", x => x.digest)
        );
        migrationBuilder.CreateIndex($"IX_{table}_expires_at", table, "expires_at");
    }
}
