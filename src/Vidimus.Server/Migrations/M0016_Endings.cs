using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>When the end of a credential's validity was told, and which groups have verifications told.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0016_endings")]
internal sealed class M0016_Endings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<int>(
            "verified_events_percent",
            "credentials_groups",
            nullable: true
        );
        migrationBuilder.AddColumn<long>(
            "expiry_told_at",
            "credentials_credentials",
            nullable: true
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_credentials_ending",
            "credentials_credentials",
            "valid_until",
            filter: "valid_until IS NOT NULL AND expiry_told_at IS NULL AND issued_at IS NOT NULL AND revoked_at IS NULL"
        );
    }
}
