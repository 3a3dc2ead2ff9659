using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>
/// Who was shown a key's text, so that four eyes bind its calls too; and when what an approval let through was saved. Keys that
/// there are stay nobody's until they are rotated.
/// </summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0047_persons_behind_keys")]
internal sealed class M0047_PersonsBehindKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("made_by", "access_keys", nullable: true);
        migrationBuilder.AddColumn<long>("changed_at", "access_approvals", nullable: true);
    }
}
