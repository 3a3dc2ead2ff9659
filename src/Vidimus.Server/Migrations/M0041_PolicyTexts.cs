using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>The words by which policies, criteria and codes are found, and vectors of policies.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0041_policy_texts")]
internal sealed class M0041_PolicyTexts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTextIndex(
            new(
                "policies_policy_texts",
                [
                    new("title", TextWeight.A, IsHead: true),
                    new("keys", TextWeight.B),
                    new("summary", TextWeight.C, IsHead: true),
                    new("body", TextWeight.D),
                ]
            )
        );
        migrationBuilder.CreateTextIndex(
            new("policies_criteria_texts", [new("tags", TextWeight.B), new("body", TextWeight.D)])
        );
        migrationBuilder.CreateTextIndex(
            new(
                "policies_code_texts",
                [new("code", TextWeight.A), new("description", TextWeight.C)]
            )
        );
        Vectors(migrationBuilder);
    }

    private static void Vectors(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "policies_vectors",
            t => new
            {
                organization_id = t.Column<string>(nullable: false),
                policy_id = t.Column<string>(nullable: false),
                model = t.Column<string>(nullable: false),
                edition = t.Column<int>(nullable: false),
                vector = t.Column<byte[]>(nullable: false),
                stamp = t.Column<long>(nullable: false),
            },
            constraints: t =>
                t.PrimaryKey(
                    "PK_policies_vectors",
                    x => new
                    {
                        x.organization_id,
                        x.policy_id,
                        x.model,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_policies_vectors_stamp",
            "policies_vectors",
            ["organization_id", "model", "stamp"]
        );
    }
}
