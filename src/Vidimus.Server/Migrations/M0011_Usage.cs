using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>What was used on each day; and the facts about one object are found by its id.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0011_usage")]
internal sealed class M0011_Usage : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_usage",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                day = t.Column<string>(nullable: false),
                key_id = t.Column<string>(nullable: false),
                environment = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                client_id = t.Column<string>(nullable: false),
                tool = t.Column<string>(nullable: false),
                route = t.Column<string>(nullable: false),
                outcome = t.Column<string>(nullable: false),
                action = t.Column<string>(nullable: false),
                requests = t.Column<long>(nullable: false),
                failures = t.Column<long>(nullable: false),
                actions = t.Column<long>(nullable: false),
                quantity = t.Column<long>(nullable: false),
                cents = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_access_usage",
                    x => new
                    {
                        x.organization_id,
                        x.mode,
                        x.day,
                        x.key_id,
                        x.environment,
                        x.member_id,
                        x.client_id,
                        x.tool,
                        x.route,
                        x.outcome,
                        x.action,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_access_usage_action_day",
            "access_usage",
            ["action", "day"]
        );
        migrationBuilder.CreateIndex(
            "IX_platform_facts_organization_id_resource_id",
            "platform_facts",
            ["organization_id", "resource_id"]
        );
    }
}
