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
        migrationBuilder.CreateIndex(
            "IX_webhooks_replays_one",
            "webhooks_replays",
            ["organization_id", "endpoint_id"],
            unique: true,
            filter: "ended_at IS NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_replays_ended",
            "webhooks_replays",
            "ended_at",
            filter: "ended_at IS NOT NULL"
        );
    }
}
