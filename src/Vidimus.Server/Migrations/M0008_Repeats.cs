using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server.Migrations;

/// <summary>First answers that are not JSON, with their headers, and the type of the request they answer.</summary>
[DbContext(typeof(VidimusDb))]
[Migration("20261126_0008_repeats")]
internal sealed class M0008_Repeats : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var column in (string[])["request_type", "content_type", "header"])
            migrationBuilder.AddColumn<string>(column, "platform_replays", nullable: true);
    }
}
