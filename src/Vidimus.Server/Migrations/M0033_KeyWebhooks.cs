using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>Webhook endpoints that come with an order, and are signed with the secret of the key that ordered.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0033_key_webhooks")]
internal sealed class M0033_KeyWebhooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        const string endpoints = "webhooks_endpoints";
        migrationBuilder.AddColumn<string>("about", endpoints, nullable: false, defaultValue: "");
        migrationBuilder.AddColumn<string>("secrets_of", endpoints, nullable: true);
        migrationBuilder.CreateIndex(
            "IX_webhooks_endpoints_about",
            endpoints,
            ["about", "organization_id"]
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_endpoints_of_objects",
            endpoints,
            "created_at",
            filter: "about <> '' AND deleted_at IS NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_webhooks_endpoints_secrets_of",
            endpoints,
            ["organization_id", "secrets_of"],
            filter: "secrets_of IS NOT NULL"
        );
    }
}
