using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Offers to wallets, what wallets took, and nonces that are used up.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0028_wallets")]
internal sealed class M0028_Wallets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Offers(migrationBuilder);
        Copies(migrationBuilder);
        Nonces(migrationBuilder);
        Groups(migrationBuilder);
    }

    private static void Offers(MigrationBuilder migrationBuilder)
    {
        const string table = "credentials_wallet_offers";
        migrationBuilder.CreateTable(
            table,
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: false),
                group_id = t.Column<string>(nullable: false),
                formats = t.Column<string>(nullable: false),
                code_digest = t.Column<string>(nullable: false),
                reference_digest = t.Column<string>(nullable: false),
                sealed_code = t.Column<byte[]>(nullable: false),
                transaction_digest = t.Column<string>(nullable: true),
                mailed = t.Column<bool>(nullable: false),
                tries_left = t.Column<int>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                redeemed_at = t.Column<long>(nullable: true),
                token_digest = t.Column<string>(nullable: true),
                token_expires_at = t.Column<long>(nullable: true),
                taken = t.Column<int>(nullable: false),
                ended_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_wallet_offers", x => new { x.organization_id, x.id })
        );
        foreach (var digest in (string[])["code_digest", "reference_digest", "token_digest"])
            migrationBuilder.CreateIndex($"IX_{table}_{digest}", table, digest, unique: true);
        migrationBuilder.CreateIndex(
            $"IX_{table}_organization_id_credential_id",
            table,
            ["organization_id", "credential_id"]
        );
        migrationBuilder.CreateIndex($"IX_{table}_expires_at", table, "expires_at");
    }

    private static void Copies(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_wallet_copies",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: false),
                offer_id = t.Column<string>(nullable: false),
                format = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                key_digest = t.Column<string>(nullable: false),
                taken_at = t.Column<long>(nullable: false),
                reported = t.Column<string>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_wallet_copies", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_wallet_copies_organization_id_credential_id",
            "credentials_wallet_copies",
            ["organization_id", "credential_id"]
        );
    }

    private static void Nonces(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_wallet_nonces",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                copy_id = t.Column<string>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_wallet_nonces",
                    x => new { x.organization_id, x.digest }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_wallet_nonces_expires_at",
            "credentials_wallet_nonces",
            "expires_at"
        );
    }

    private static void Groups(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_wallet_groups",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                group_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                offered_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_wallet_groups",
                    x => new { x.organization_id, x.group_id }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_wallet_groups_organization_id_mode_offered_at",
            "credentials_wallet_groups",
            ["organization_id", "mode", "offered_at"]
        );
    }
}
