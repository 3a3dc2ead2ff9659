using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>
/// Who was shown a key's text, so that four eyes bind its calls too; and when what an approval let through was saved. Of keys
/// that there are the record says which member minted them.
/// </summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0047_persons_behind_keys")]
internal sealed class M0047_PersonsBehindKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("made_by", "access_keys", nullable: true);
        migrationBuilder.AddColumn<long>("changed_at", "access_approvals", nullable: true);
        migrationBuilder.Sql(
            """
            UPDATE access_keys SET made_by = (
              SELECT f.actor_id FROM platform_facts f
              WHERE f.organization_id = access_keys.organization_id AND f.resource_id = access_keys.id
                AND f.kind = 'key.minted' AND f.actor_kind = 'member'
              ORDER BY f.id LIMIT 1)
            """
        );
    }
}
