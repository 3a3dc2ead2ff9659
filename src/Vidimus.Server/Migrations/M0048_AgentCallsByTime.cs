using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Calls of tools of assistants by their time, by which old ones are found and removed.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0048_agent_calls_by_time")]
internal sealed class M0048_AgentCallsByTime : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateIndex("IX_policies_agent_calls_at", "policies_agent_calls", "at");
}
