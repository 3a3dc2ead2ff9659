using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Groups, recipients, credentials and their contents, batches, issuers' and receipts' keys.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261122_0002_credentials")]
internal sealed class M0002_Credentials : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Groups(migrationBuilder);
        Recipients(migrationBuilder);
        Credentials(migrationBuilder);
        Distributions(migrationBuilder);
        Batches(migrationBuilder);
        Keys(migrationBuilder);
    }

    private static void Groups(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_groups",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                number = t.Column<int>(nullable: false),
                name = t.Column<string>(nullable: false),
                search_name = t.Column<string>(nullable: false),
                description = t.Column<string>(nullable: true),
                achievement = t.Column<string>(nullable: false),
                subject_schema = t.Column<string>(nullable: true),
                default_validity = t.Column<string>(nullable: true),
                extra_params = t.Column<string>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                archived_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_groups", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_groups_organization_id_number",
            "credentials_groups",
            ["organization_id", "number"],
            unique: true
        );
    }

    private static void Recipients(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_recipients",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                external_id = t.Column<string>(nullable: true),
                name = t.Column<string>(nullable: false),
                search_name = t.Column<string>(nullable: false),
                email = t.Column<string>(nullable: true),
                data_key = t.Column<byte[]>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_recipients", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_recipients_organization_id_mode_external_id",
            "credentials_recipients",
            ["organization_id", "mode", "external_id"],
            unique: true
        );
    }

    private static void Credentials(MigrationBuilder migrationBuilder)
    {
        const string table = "credentials_credentials";
        migrationBuilder.CreateTable(
            table,
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                group_id = t.Column<string>(nullable: false),
                recipient_id = t.Column<string>(nullable: false),
                batch_id = t.Column<string>(nullable: true),
                valid_from = t.Column<long>(nullable: true),
                valid_until = t.Column<long>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
                issued_at = t.Column<long>(nullable: true),
                suspended_at = t.Column<long>(nullable: true),
                revoked_at = t.Column<long>(nullable: true),
                revocation_reason = t.Column<string>(nullable: true),
                digest = t.Column<string>(nullable: true),
                replaces = t.Column<string>(nullable: true),
                replaced_by = t.Column<string>(nullable: true),
                renewal_of = t.Column<string>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_credentials", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex("IX_credentials_credentials_id", table, "id", unique: true);
        migrationBuilder.CreateIndex(
            "IX_credentials_credentials_organization_id_mode_group_id_id",
            table,
            ["organization_id", "mode", "group_id", "id"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_credentials_organization_id_mode_updated_at_id",
            table,
            ["organization_id", "mode", "updated_at", "id"]
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_credentials_organization_id_recipient_id",
            table,
            ["organization_id", "recipient_id"]
        );
        migrationBuilder.CreateTable(
            "credentials_contents",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                recipient_id = t.Column<string>(nullable: false),
                input = t.Column<byte[]>(nullable: false),
                document = t.Column<byte[]>(nullable: true),
                jwt = t.Column<byte[]>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_contents",
                    x => new { x.organization_id, x.credential_id }
                )
        );
    }

    private static void Distributions(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_distributions",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                credential_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                requested_at = t.Column<long>(nullable: false),
                next_try_at = t.Column<long>(nullable: true),
                attempts = t.Column<int>(nullable: false),
                sent_at = t.Column<long>(nullable: true),
                failure = t.Column<string>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_distributions",
                    x => new { x.organization_id, x.credential_id }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_distributions_next_try_at",
            "credentials_distributions",
            "next_try_at"
        );
    }

    private static void Batches(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_batches",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                number = t.Column<int>(nullable: false),
                group_id = t.Column<string>(nullable: false),
                total = t.Column<int>(nullable: false),
                outcomes = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_credentials_batches", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_credentials_batches_organization_id_number",
            "credentials_batches",
            ["organization_id", "number"],
            unique: true
        );
    }

    private static void Keys(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "credentials_issuer_keys",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                mode = t.Column<string>(nullable: false),
                fragment = t.Column<string>(nullable: false),
                public_key = t.Column<byte[]>(nullable: false),
                private_key = t.Column<byte[]>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                retired_at = t.Column<long>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_credentials_issuer_keys",
                    x => new
                    {
                        x.organization_id,
                        x.mode,
                        x.fragment,
                    }
                )
        );
        migrationBuilder.CreateTable(
            "credentials_receipt_keys",
            t => new
            {
                id = t.Column<string>(nullable: false),
                public_key = t.Column<byte[]>(nullable: false),
                private_key = t.Column<byte[]>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                retired_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_credentials_receipt_keys", x => x.id)
        );
    }
}
