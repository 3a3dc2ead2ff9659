using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Imports, and the rows of their files while they are kept.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0024_imports")]
internal sealed class M0024_Imports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Imports(migrationBuilder);
        migrationBuilder.CreateTable(
            "credentials_import_chunks",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                import_id = t.Column<string>(nullable: false),
                first_row = t.Column<int>(nullable: false),
                mode = t.Column<string>(nullable: false),
                row_count = t.Column<int>(nullable: false),
                content = t.Column<byte[]>(nullable: true),
                findings = t.Column<byte[]>(nullable: true),
                outcomes = t.Column<byte[]>(nullable: true),
                batches = t.Column<string>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_import_chunks",
                    x => new
                    {
                        x.organization_id,
                        x.import_id,
                        x.first_row,
                    }
                )
        );
    }

    private static void Imports(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_imports",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                group_id = t.Column<string>(nullable: false),
                state = t.Column<string>(nullable: false),
                format = t.Column<string>(nullable: false),
                encoding = t.Column<string>(nullable: true),
                delimiter = t.Column<string>(nullable: true),
                data_key = t.Column<byte[]>(nullable: true),
                head = t.Column<byte[]>(nullable: true),
                row_count = t.Column<int>(nullable: false),
                checked_rows = t.Column<int>(nullable: false),
                wrong_rows = t.Column<int>(nullable: false),
                done_rows = t.Column<int>(nullable: false),
                issued_rows = t.Column<int>(nullable: false),
                failed_rows = t.Column<int>(nullable: false),
                actor_kind = t.Column<string>(nullable: true),
                actor_id = t.Column<string>(nullable: true),
                request_id = t.Column<string>(nullable: true),
                reason = t.Column<string>(nullable: true),
                due_at = t.Column<long>(nullable: true),
                tries = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                started_at = t.Column<long>(nullable: true),
                ended_at = t.Column<long>(nullable: true),
                remove_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_imports", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_imports_id",
            "credentials_imports",
            "id",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_imports_organization_id_group_id_id",
            "credentials_imports",
            ["organization_id", "group_id", "id"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_imports_due",
            "credentials_imports",
            "due_at",
            filter: "due_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_imports_remove",
            "credentials_imports",
            "remove_at",
            filter: "remove_at IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_imports_ended",
            "credentials_imports",
            "ended_at",
            filter: "ended_at IS NOT NULL"
        );
    }
}
