using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Members, what they are in organizations, and how they sign in.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0019_members")]
internal sealed class M0019_Members : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Member(migrationBuilder);
        Membership(migrationBuilder);
        Invitation(migrationBuilder);
        Session(migrationBuilder);
        SignInLink(migrationBuilder);
        Passkey(migrationBuilder);
        ExternalAccount(migrationBuilder);
        Ceremony(migrationBuilder);
        InstallationSettings(migrationBuilder);
        Branding(migrationBuilder);
    }

    private static void Member(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_members",
            t => new
            {
                id = t.Column<string>(nullable: false),
                email = t.Column<string>(nullable: false),
                normalized_email = t.Column<string>(nullable: false),
                email_confirmed_at = t.Column<long>(nullable: true),
                name = t.Column<string>(nullable: false),
                password_hash = t.Column<string>(nullable: true),
                security_stamp = t.Column<string>(nullable: false),
                totp_secret = t.Column<byte[]>(nullable: true),
                two_factor = t.Column<bool>(nullable: false),
                totp_step = t.Column<long>(nullable: false),
                recovery_codes = t.Column<string>(nullable: true),
                failures = t.Column<int>(nullable: false),
                locked_until = t.Column<long>(nullable: true),
                is_operator = t.Column<bool>(nullable: false),
                disabled_at = t.Column<long>(nullable: true),
                created_at = t.Column<long>(nullable: false),
                last_sign_in_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_members", x => x.id)
        );
        migrationBuilder.CreateIndex(
            "IX_access_members_normalized_email",
            "access_members",
            "normalized_email",
            unique: true
        );
    }

    private static void Membership(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_memberships",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                role = t.Column<string>(nullable: false),
                joined_at = t.Column<long>(nullable: false),
                invited_by = t.Column<string>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_memberships", x => new { x.organization_id, x.member_id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_memberships_member_id",
            "access_memberships",
            "member_id"
        );
    }

    private static void Invitation(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_invitations",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                email = t.Column<string>(nullable: false),
                normalized_email = t.Column<string>(nullable: false),
                role = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                invited_by = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                accepted_at = t.Column<long>(nullable: true),
                withdrawn_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_invitations", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_invitations_digest",
            "access_invitations",
            "digest",
            unique: true
        );
    }

    private static void Session(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_sessions",
            t => new
            {
                id = t.Column<string>(nullable: false),
                digest = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                security_stamp = t.Column<string>(nullable: false),
                method = t.Column<string>(nullable: false),
                complete = t.Column<bool>(nullable: false),
                organization_id = t.Column<string>(nullable: true),
                mode = t.Column<string>(nullable: false),
                network = t.Column<string>(nullable: false),
                device = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                proven_at = t.Column<long>(nullable: false),
                seen_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                ended_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_access_sessions", x => x.id)
        );
        migrationBuilder.CreateIndex(
            "IX_access_sessions_digest",
            "access_sessions",
            "digest",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_access_sessions_member_id",
            "access_sessions",
            "member_id"
        );
        migrationBuilder.CreateIndex(
            "IX_access_sessions_expires_at",
            "access_sessions",
            "expires_at"
        );
    }

    private static void SignInLink(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_sign_in_links",
            t => new
            {
                digest = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                purpose = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
                used_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_access_sign_in_links", x => x.digest)
        );
        migrationBuilder.CreateIndex(
            "IX_access_sign_in_links_member_id",
            "access_sign_in_links",
            "member_id"
        );
        migrationBuilder.CreateIndex(
            "IX_access_sign_in_links_expires_at",
            "access_sign_in_links",
            "expires_at"
        );
    }

    private static void Passkey(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_passkeys",
            t => new
            {
                id = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: false),
                info = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                last_used_at = t.Column<long>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_passkeys", x => x.id)
        );
        migrationBuilder.CreateIndex(
            "IX_access_passkeys_member_id",
            "access_passkeys",
            "member_id"
        );
    }

    private static void ExternalAccount(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_external_accounts",
            t => new
            {
                issuer = t.Column<string>(nullable: false),
                subject = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_access_external_accounts", x => new { x.issuer, x.subject })
        );
        migrationBuilder.CreateIndex(
            "IX_access_external_accounts_member_id",
            "access_external_accounts",
            "member_id"
        );
    }

    private static void Ceremony(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_ceremonies",
            t => new
            {
                digest = t.Column<string>(nullable: false),
                kind = t.Column<string>(nullable: false),
                member_id = t.Column<string>(nullable: true),
                state = t.Column<byte[]>(nullable: false),
                expires_at = t.Column<long>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_ceremonies", x => x.digest)
        );
        migrationBuilder.CreateIndex(
            "IX_access_ceremonies_expires_at",
            "access_ceremonies",
            "expires_at"
        );
    }

    private static void InstallationSettings(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_installation",
            t => new
            {
                id = t.Column<string>(nullable: false),
                sign_up_open = t.Column<bool>(nullable: false),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_installation", x => x.id)
        );
    }

    private static void Branding(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_branding",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                logo = t.Column<byte[]>(nullable: true),
                logo_type = t.Column<string>(nullable: true),
                color = t.Column<string>(nullable: true),
                accent = t.Column<string>(nullable: true),
                website = t.Column<string>(nullable: true),
                version = t.Column<int>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_access_branding", x => x.organization_id)
        );
    }
}
