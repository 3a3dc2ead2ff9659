using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Triggers, what became of their events, and the repeat keys that are used up.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0018_triggers")]
internal sealed class M0018_Triggers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Triggers(migrationBuilder);
        Events(migrationBuilder);
        migrationBuilder.CreateTable(
            "credentials_trigger_repeats",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                trigger_id = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_trigger_repeats",
                    x => new
                    {
                        x.organization_id,
                        x.trigger_id,
                        x.digest,
                    }
                )
        );
    }

    private static void Triggers(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_triggers",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                group_id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                action = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: false),
                enabled = t.Column<bool>(nullable: false),
                auth = t.Column<string>(nullable: false),
                secret_digest = t.Column<string>(nullable: true),
                secret = t.Column<byte[]>(nullable: true),
                previous_digest = t.Column<string>(nullable: true),
                previous_secret = t.Column<byte[]>(nullable: true),
                previous_until = t.Column<long>(nullable: true),
                digest_key = t.Column<byte[]>(nullable: false),
                mapping = t.Column<string>(nullable: false),
                condition = t.Column<string>(nullable: true),
                repeat_key = t.Column<string>(nullable: true),
                delay_seconds = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                deleted_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_triggers", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_triggers_id",
            "credentials_triggers",
            "id",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_triggers_organization_id_group_id",
            "credentials_triggers",
            ["organization_id", "group_id"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_triggers_deleted",
            "credentials_triggers",
            "deleted_at",
            filter: "deleted_at IS NOT NULL"
        );
    }

    private static void Events(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_trigger_events",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                trigger_id = t.Column<string>(nullable: false),
                state = t.Column<string>(nullable: false),
                reason = t.Column<string>(nullable: true),
                credential_id = t.Column<string>(nullable: true),
                body_digest = t.Column<string>(nullable: false),
                request_id = t.Column<string>(nullable: false),
                received_at = t.Column<long>(nullable: false),
                due_at = t.Column<long>(nullable: true),
                tries = t.Column<int>(nullable: false),
                ended_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_trigger_events", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_trigger_events_organization_id_trigger_id_id",
            "credentials_trigger_events",
            ["organization_id", "trigger_id", "id"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_trigger_events_due",
            "credentials_trigger_events",
            "due_at",
            filter: "due_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_trigger_events_ended",
            "credentials_trigger_events",
            "ended_at",
            filter: "ended_at IS NOT NULL"
        );
    }
}
