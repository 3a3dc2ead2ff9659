using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Policies with their editions, codes, criteria and changes; acknowledgements; the tables of codes, jurisdictions, spending and formularies.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0039_policies")]
internal sealed class M0039_Policies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Policy(migrationBuilder);
        Edition(migrationBuilder);
        Reach(migrationBuilder);
        PolicyCode(migrationBuilder);
        Criterion(migrationBuilder);
        Code(migrationBuilder);
        Jurisdiction(migrationBuilder);
        Spending(migrationBuilder);
        Formulary(migrationBuilder);
        Change(migrationBuilder);
        Acknowledgement(migrationBuilder);
        PolicyCounter(migrationBuilder);
    }

    private static void Policy(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_policies",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                title = t.Column<string>(nullable: false),
                type = t.Column<string>(nullable: false),
                jurisdiction = t.Column<string>(nullable: true),
                payer_name = t.Column<string>(nullable: true),
                payer_code = t.Column<string>(nullable: true),
                payer_type = t.Column<string>(nullable: true),
                status = t.Column<string>(nullable: false),
                effective_date = t.Column<string>(nullable: true),
                retire_date = t.Column<string>(nullable: true),
                last_reviewed_date = t.Column<string>(nullable: true),
                version_label = t.Column<string>(nullable: true),
                source_url = t.Column<string>(nullable: true),
                summary = t.Column<string>(nullable: true),
                code_count = t.Column<int>(nullable: false),
                criteria_count = t.Column<int>(nullable: false),
                sample = t.Column<bool>(nullable: false),
                edition = t.Column<int>(nullable: false),
                digest = t.Column<string>(nullable: false),
                created_at = t.Column<long>(nullable: false),
                updated_at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_policies_policies", x => new { x.organization_id, x.id })
        );
        migrationBuilder.CreateIndex(
            "IX_policies_policies_listed",
            "policies_policies",
            ["organization_id", "status", "type", "id"]
        );
    }

    private static void Edition(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_editions",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                edition = t.Column<int>(nullable: false),
                content = t.Column<byte[]>(nullable: false),
                digest = t.Column<string>(nullable: false),
                version_label = t.Column<string>(nullable: true),
                at = t.Column<long>(nullable: false),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_editions",
                    x => new
                    {
                        x.organization_id,
                        x.policy_id,
                        x.edition,
                    }
                )
        );
    }

    private static void Reach(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_reach",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                jurisdiction = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_reach",
                    x => new
                    {
                        x.organization_id,
                        x.policy_id,
                        x.jurisdiction,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_policies_reach_jurisdiction",
            "policies_reach",
            ["organization_id", "jurisdiction", "policy_id"]
        );
    }

    private static void PolicyCode(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_policy_codes",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                system = t.Column<string>(nullable: false),
                code = t.Column<string>(nullable: false),
                disposition = t.Column<string>(nullable: false),
                condition = t.Column<string>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_policy_codes",
                    x => new
                    {
                        x.organization_id,
                        x.policy_id,
                        x.system,
                        x.code,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_policies_policy_codes_code",
            "policies_policy_codes",
            ["organization_id", "code", "policy_id"]
        );
    }

    private static void Criterion(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_criteria",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                block_id = t.Column<string>(nullable: false),
                position = t.Column<int>(nullable: false),
                section = t.Column<string>(nullable: false),
                text = t.Column<string>(nullable: false),
                tags = t.Column<string>(nullable: false),
                logic = t.Column<string>(nullable: true),
                requires_manual_review = t.Column<bool>(nullable: false),
                confidence = t.Column<double>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_criteria",
                    x => new
                    {
                        x.organization_id,
                        x.policy_id,
                        x.block_id,
                    }
                )
        );
    }

    private static void Code(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_codes",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                system = t.Column<string>(nullable: false),
                code = t.Column<string>(nullable: false),
                description = t.Column<string>(nullable: true),
                short_description = t.Column<string>(nullable: true),
                category = t.Column<string>(nullable: true),
                betos_code = t.Column<string>(nullable: true),
                poa_exempt = t.Column<bool>(nullable: true),
                active = t.Column<bool>(nullable: true),
                fees = t.Column<string>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_codes",
                    x => new
                    {
                        x.organization_id,
                        x.code,
                        x.system,
                    }
                )
        );
    }

    private static void Jurisdiction(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_jurisdictions",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                code = t.Column<string>(nullable: false),
                name = t.Column<string>(nullable: true),
                states = t.Column<string>(nullable: false),
                contractor_name = t.Column<string>(nullable: false),
                contractor_code = t.Column<string>(nullable: true),
                contractor_type = t.Column<string>(nullable: true),
                website_url = t.Column<string>(nullable: true),
            },
            constraints: t =>
                t.PrimaryKey("PK_policies_jurisdictions", x => new { x.organization_id, x.code })
        );
    }

    private static void Spending(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_spending",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                code = t.Column<string>(nullable: false),
                year = t.Column<int>(nullable: false),
                paid_cents = t.Column<long>(nullable: false),
                claims = t.Column<long>(nullable: false),
                beneficiaries = t.Column<long>(nullable: false),
                providers = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_spending",
                    x => new
                    {
                        x.organization_id,
                        x.code,
                        x.year,
                    }
                )
        );
    }

    private static void Formulary(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_formulary",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                id = t.Column<string>(nullable: false),
                source = t.Column<string>(nullable: false),
                payer_name = t.Column<string>(nullable: false),
                drug_name = t.Column<string>(nullable: false),
                search = t.Column<string>(nullable: false),
                body = t.Column<string>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_policies_formulary", x => new { x.organization_id, x.id })
        );
    }

    private static void Change(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_changes",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                policy_title = t.Column<string>(nullable: false),
                policy_type = t.Column<string>(nullable: false),
                payer_name = t.Column<string>(nullable: true),
                old_edition = t.Column<int>(nullable: false),
                new_edition = t.Column<int>(nullable: false),
                old_version = t.Column<string>(nullable: true),
                new_version = t.Column<string>(nullable: true),
                type = t.Column<string>(nullable: false),
                summary = t.Column<string>(nullable: false),
                details = t.Column<string>(nullable: false),
                at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey("PK_policies_changes", x => new { x.organization_id, x.number })
        );
        migrationBuilder.CreateIndex(
            "IX_policies_changes_policy",
            "policies_changes",
            ["organization_id", "policy_id", "number"]
        );
        migrationBuilder.CreateIndex(
            "IX_policies_changes_at",
            "policies_changes",
            ["organization_id", "at"]
        );
    }

    private static void Acknowledgement(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_acknowledgements",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                number = t.Column<long>(nullable: false),
                id = t.Column<long>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                actor_kind = t.Column<string>(nullable: false),
                actor_id = t.Column<string>(nullable: false),
                notes = t.Column<string>(nullable: true),
                at = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_acknowledgements",
                    x => new { x.organization_id, x.number }
                )
        );
    }

    private static void PolicyCounter(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_counters",
            t => new
            {
                name = t.Column<string>(nullable: false),
                value = t.Column<long>(nullable: false),
            },
            constraints: t => t.PrimaryKey("PK_policies_counters", x => x.name)
        );
    }
}
