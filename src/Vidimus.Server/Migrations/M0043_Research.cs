using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Research into prior authorization: what is asked, how far it is, and what came of it.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0043_research")]
internal sealed class M0043_Research : Migration
{
    private const string Research = "policies_research";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            Research,
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                status = t.Column<string>(nullable: false),
                procedures = t.Column<string>(nullable: false),
                data_key = t.Column<byte[]>(nullable: true),
                asked = t.Column<byte[]>(nullable: true),
                outcome = t.Column<byte[]>(nullable: true),
                error = t.Column<string>(nullable: true),
                tries = t.Column<int>(nullable: false),
                due_at = t.Column<long>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                started_at = t.Column<long>(nullable: true),
                finished_at = t.Column<long>(nullable: true),
                remove_at = t.Column<long>(nullable: false),
                request_id = t.Column<string>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_policies_research", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex("IX_policies_research_id", Research, "id", unique: true);
        migrationBuilder.CreateIndex(
            "IX_policies_research_due",
            Research,
            "due_at",
            filter: "due_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex("IX_policies_research_remove", Research, "remove_at");
    }
}
