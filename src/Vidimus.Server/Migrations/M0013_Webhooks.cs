using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Webhook endpoints, their secrets and keys, deliveries and attempts; and the place of facts about one object.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0013_webhooks")]
internal sealed class M0013_Webhooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>("sequence", "platform_facts", nullable: true);
        Endpoints(migrationBuilder);
        Deliveries(migrationBuilder);
        Replays(migrationBuilder);
    }

    private static void Endpoints(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "webhooks_endpoints",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                mode = t.Column<string>(nullable: false),
                surface = t.Column<string>(nullable: false),
                url = t.Column<string>(nullable: false),
                description = t.Column<string>(nullable: false),
                events = t.Column<string>(nullable: false),
                include = t.Column<string>(nullable: false),
                headers = t.Column<byte[]>(nullable: true),
                key_id = t.Column<string>(nullable: true),
                resource_id = t.Column<string>(nullable: true),
                state = t.Column<string>(nullable: false),
                disabled_reason = t.Column<string>(nullable: true),
                failing_since = t.Column<long>(nullable: true),
                last_failure_at = t.Column<long>(nullable: true),
                failure_count = t.Column<long>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                deleted_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_webhooks_endpoints", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_endpoints_organization_id_number",
            "webhooks_endpoints",
            ["organization_id", "number"],
            unique: true
        );
        migrationBuilder.CreateTable(
            "webhooks_secrets",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                endpoint_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                secret = t.Column<byte[]>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_webhooks_secrets",
                    x => new
                    {
                        x.organization_id,
                        x.endpoint_id,
                        x.id,
                    }
                )
        );
        migrationBuilder.CreateTable(
            "webhooks_signing_keys",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                private_key = t.Column<byte[]>(nullable: false),
                public_key = t.Column<byte[]>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                retired_at = t.Column<long>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey("PK_webhooks_signing_keys", x => new { x.organization_id, x.id })
        );
    }

    private static void Deliveries(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "webhooks_deliveries",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                endpoint_id = t.Column<string>(nullable: false),
                event_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                kind = t.Column<string>(nullable: false),
                resource_id = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                state = t.Column<string>(nullable: false),
                next_at = t.Column<long>(nullable: true),
                attempts = t.Column<int>(nullable: false),
                tries = t.Column<int>(nullable: false),
                lease = t.Column<long>(nullable: false),
                ended_at = t.Column<long>(nullable: true),
                last_status = t.Column<int>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_webhooks_deliveries",
                    x => new
                    {
                        x.organization_id,
                        x.endpoint_id,
                        x.event_id,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_deliveries_due",
            "webhooks_deliveries",
            ["organization_id", "endpoint_id", "next_at"],
            filter: "next_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_deliveries_ended",
            "webhooks_deliveries",
            "ended_at",
            filter: "ended_at IS NOT NULL"
        );
        migrationBuilder.CreateTable(
            "webhooks_attempts",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                endpoint_id = t.Column<string>(nullable: false),
                event_id = t.Column<string>(nullable: false),
                number = t.Column<int>(nullable: false),
                at = t.Column<long>(nullable: false),
                milliseconds = t.Column<int>(nullable: false),
                url = t.Column<string>(nullable: false),
                outcome = t.Column<string>(nullable: false),
                reason = t.Column<string>(nullable: true),
                status = t.Column<int>(nullable: true),
                response = t.Column<string>(nullable: true),
                body_digest = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_webhooks_attempts",
                    x => new
                    {
                        x.organization_id,
                        x.endpoint_id,
                        x.event_id,
                        x.number,
                    }
                )
        );
    }

    private static void Replays(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "webhooks_replays",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                endpoint_id = t.Column<string>(nullable: false),
                since = t.Column<long>(nullable: false),
                until = t.Column<long>(nullable: false),
                events = t.Column<string>(nullable: false),
                which = t.Column<string>(nullable: false),
                state = t.Column<string>(nullable: false),
                position = t.Column<string>(nullable: false),
                count = t.Column<long>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                ended_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_webhooks_replays", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_replays_running",
            "webhooks_replays",
            "id",
            filter: "ended_at IS NULL"
        );
    }
}
