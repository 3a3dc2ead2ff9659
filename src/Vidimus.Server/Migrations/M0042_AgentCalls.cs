using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>The ledger of calls of tools of assistants over REST.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0042_agent_calls")]
internal sealed class M0042_AgentCalls : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            "policies_agent_calls",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                at = t.Column<long>(nullable: false),
                tool = t.Column<string>(nullable: false),
                actor_type = t.Column<string>(nullable: false),
                actor_name = t.Column<string>(nullable: true),
                author_kind = t.Column<string>(nullable: false),
                author_id = t.Column<string>(nullable: false),
                client_id = t.Column<string>(nullable: true),
                request_id = t.Column<string>(nullable: false),
                approval_status = t.Column<string>(nullable: false),
                attested = t.Column<bool>(nullable: false),
                approval_id = t.Column<string>(nullable: true),
                outcome = t.Column<string>(nullable: false),
                code = t.Column<string>(nullable: true),
                milliseconds = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_agent_calls",
                    x => new
                    {
                        x.organization_id,
                        x.mode,
                        x.id,
                    }
                )
        );
}
