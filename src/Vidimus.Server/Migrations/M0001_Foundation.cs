using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Facts, totals, repeated requests; organizations, keys and the keys of access tokens.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261122_0001_foundation")]
internal sealed class M0001_Foundation : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "platform_facts",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                at = t.Column<long>(nullable: false),
                kind = t.Column<string>(nullable: false),
                resource_id = t.Column<string>(nullable: false),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                request_id = t.Column<string>(nullable: false),
                members = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_platform_facts", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateTable(
            "platform_tallies",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                value = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_platform_tallies",
                    x => new
                    {
                        x.organization_id,
                        x.mode,
                        x.name,
                    }
                )
        );
        migrationBuilder.CreateTable(
            "platform_replays",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                route = t.Column<string>(nullable: false),
                key_digest = t.Column<string>(nullable: false),
                request_digest = t.Column<string>(nullable: false),
                status = t.Column<int>(nullable: false),
                body = t.Column<byte[]>(nullable: false),
                resource_id = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_platform_replays",
                    x => new
                    {
                        x.organization_id,
                        x.mode,
                        x.route,
                        x.key_digest,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_platform_replays_created_at",
            "platform_replays",
            "created_at"
        );
        migrationBuilder.CreateIndex(
            "IX_platform_replays_organization_id_resource_id",
            "platform_replays",
            ["organization_id", "resource_id"]
        );
        Access(migrationBuilder);
    }

    private static void Access(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_organizations",
            t => new
            {
                id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                state = t.Column<string>(nullable: false),
                public_url = t.Column<string>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_organizations", x => x.id)
        );
        migrationBuilder.CreateTable(
            "access_keys",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                label = t.Column<string>(nullable: false),
                family = t.Column<string>(nullable: false),
                kind = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                environment = t.Column<string>(nullable: false),
                scopes = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                display = t.Column<string>(nullable: false),
                exchange_only = t.Column<bool>(nullable: false),
                rate_limit_per_minute = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: true),
                last_used_at = t.Column<long>(nullable: true),
                suspended_at = t.Column<long>(nullable: true),
                revoked_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_access_keys", x => new { x.organization_id, x.id });
                t.CheckConstraint(
                    "ck_access_keys_digest",
                    "length(digest) = 64 AND replace(digest, '_', '') = digest"
                );
            }
        );
        migrationBuilder.CreateIndex(
            "IX_access_keys_digest",
            "access_keys",
            "digest",
            unique: true
        );
        migrationBuilder.CreateTable(
            "access_token_keys",
            t => new
            {
                id = t.Column<string>(nullable: false),
                private_key = t.Column<byte[]>(nullable: false),
                public_key = t.Column<byte[]>(nullable: false),
                active_from = t.Column<long>(nullable: false),
                retired_at = t.Column<long>(nullable: true),
                created_at = t.Column<long>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_token_keys", x => x.id)
        );
        migrationBuilder.CreateTable(
            "access_setup",
            t => new
            {
                digest = t.Column<string>(nullable: false),
                organization_id = t.Column<string>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                used_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_access_setup", x => x.digest)
        );
    }
}
