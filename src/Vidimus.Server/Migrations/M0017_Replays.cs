using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>One recovery of an endpoint runs at a time; those that ended are removed by their age.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0017_replays")]
internal sealed class M0017_Replays : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("running_for", "webhooks_replays", nullable: true);
        migrationBuilder.CreateIndex(
            "IX_webhooks_replays_organization_id_running_for",
            "webhooks_replays",
            ["organization_id", "running_for"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_replays_ended",
            "webhooks_replays",
            "ended_at",
            filter: "ended_at IS NOT NULL"
        );
    }
}
