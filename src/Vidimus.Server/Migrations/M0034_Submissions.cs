using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Submissions of orders whose charge is being taken.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0034_submissions")]
internal sealed class M0034_Submissions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "certification_submissions",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                idempotency_key = t.Column<string>(nullable: false),
                input_digest = t.Column<string>(nullable: false),
                content = t.Column<byte[]>(nullable: false),
                lease_until = t.Column<long>(nullable: false),
                attempts = t.Column<int>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_certification_submissions", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_certification_submissions_submitted",
            "certification_submissions",
            ["organization_id", "mode", "actor_kind", "actor_id", "idempotency_key"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_certification_submissions_due",
            "certification_submissions",
            "lease_until"
        );
    }
}
