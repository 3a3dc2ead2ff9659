using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>When the store had removed a document's bytes; and indexes by which documents are found whose time is over.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0036_documents")]
internal sealed class M0036_Documents : Migration
{
    private const string Table = "certification_documents";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>("erased_at", Table, nullable: true);
        migrationBuilder.CreateIndex(
            "IX_certification_documents_due",
            Table,
            "created_at",
            filter: "removed_at IS NULL AND kind <> 'certified'"
        );
        migrationBuilder.CreateIndex(
            "IX_certification_documents_waiting",
            Table,
            ["organization_id", "created_at"],
            filter: "order_id IS NULL AND removed_at IS NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_certification_documents_left",
            Table,
            "removed_at",
            filter: "removed_at IS NOT NULL AND erased_at IS NULL"
        );
    }
}
