using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Leases, by which several nodes agree on one; the chains of facts, and what they had come to.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0009_audit")]
internal sealed class M0009_Audit : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "platform_leases",
            t => new
            {
                name = t.Column<string>(nullable: false),
                holder = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                until = t.Column<long>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_platform_leases", x => x.name)
        );
        migrationBuilder.AddColumn<long>("number", "platform_facts", nullable: true);
        migrationBuilder.AddColumn<string>("hash", "platform_facts", nullable: true);
        migrationBuilder.CreateIndex(
            "IX_platform_facts_unsealed",
            "platform_facts",
            "id",
            filter: "number IS NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_platform_facts_sealed",
            "platform_facts",
            ["organization_id", "number"],
            unique: true,
            filter: "number IS NOT NULL"
        );
        migrationBuilder.CreateTable(
            "access_audit_chains",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                hash = t.Column<string>(nullable: false),
                sealed_at = t.Column<long>(nullable: false),
                checkpoint_number = t.Column<long>(nullable: false),
                checkpoint_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_access_audit_chains", x => x.organization_id)
        );
        migrationBuilder.CreateTable(
            "access_audit_checkpoints",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                hash = t.Column<string>(nullable: false),
                at = t.Column<long>(nullable: false),
                token = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_access_audit_checkpoints",
                    x => new { x.organization_id, x.number }
                )
        );
        migrationBuilder.CreateTable(
            "access_audit_keys",
            t => new
            {
                id = t.Column<string>(nullable: false),
                private_key = t.Column<byte[]>(nullable: false),
                public_key = t.Column<byte[]>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                retired_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_access_audit_keys", x => x.id)
        );
    }
}
