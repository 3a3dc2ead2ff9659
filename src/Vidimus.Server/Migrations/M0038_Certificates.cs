using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Who certified what, the credential about it, and the keys that seal PDFs.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0038_certificates")]
internal sealed class M0038_Certificates : Migration
{
    private const string Certificates = "certification_certificates";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("credential", Certificates, nullable: true);
        migrationBuilder.CreateIndex(
            "IX_certification_certificates_document_sha256",
            Certificates,
            "document_sha256"
        );
        migrationBuilder.CreateIndex(
            "IX_certification_certificates_order_id",
            Certificates,
            "order_id"
        );
        migrationBuilder.CreateTable(
            "certification_seal_keys",
            t => new
            {
                id = t.Column<string>(nullable: false),
                certificate = t.Column<byte[]>(nullable: false),
                private_key = t.Column<byte[]>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                retired_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_certification_seal_keys", x => x.id)
        );
    }
}
