using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>The page by which assistants are connected: this server's address, for what was chosen, and no secret.</summary>
public abstract class ConnectPageTests(SharedApp shared) : Scenario(shared)
{
    private static readonly string[] Clients =
    [
        "claude-desktop",
        "claude-code",
        "cursor",
        "vscode",
        "codex",
    ];

    public sealed class Sqlite(OnSqlite shared) : ConnectPageTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ConnectPageTests(shared),
            IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("", "/mcp")]
    [InlineData("&readonly=on", "/mcp/readonly")]
    [InlineData("&toolset=credentials", "/mcp/x/credentials")]
    [InlineData("&toolset=credentials&readonly=on", "/mcp/x/credentials/readonly")]
    [InlineData("&toolset=../..&readonly=", "/mcp/readonly")]
    public async Task Every_client_is_shown_the_public_address_of_what_was_chosen(
        string chosen,
        string path
    )
    {
        var member = await App.Member("viewer");
        foreach (var client in Clients)
        {
            var page = (
                await member.Browser.Get($"/portal/connect?client={client}{chosen}")
            ).ShouldBePage();
            page.TextOf("address").ShouldBe(App.PublicUrl + path);
            page.Text.ShouldContain($"aria-current=\"page\">{Name(client)}<");
            page.TextOf("probe").ShouldContain($"{App.PublicUrl}{path} ");
        }
    }

    [Fact]
    public async Task Configurations_in_json_can_be_read_and_name_the_server()
    {
        var member = await App.Member("owner");
        foreach (
            var (client, text, root) in (IEnumerable<(string, string, string)>)
                [
                    ("claude-desktop", "key-config", "mcpServers"),
                    ("claude-desktop", "own-config", "mcpServers"),
                    ("claude-code", "key-file", "mcpServers"),
                    ("cursor", "sign-in-config", "mcpServers"),
                    ("cursor", "key-config", "mcpServers"),
                    ("cursor", "key-program", "mcpServers"),
                    ("vscode", "sign-in-config", "servers"),
                    ("vscode", "key-config", "servers"),
                    ("vscode", "key-program", "servers"),
                ]
        )
        {
            var page = await member.Browser.Get($"/portal/connect?client={client}");
            var server = JsonDocument
                .Parse(page.ShouldBePage().TextOf(text))
                .RootElement.GetProperty(root)
                .GetProperty("vidimus");
            server.ToString().ShouldContain(App.PublicUrl, customMessage: $"{client} {text}");
        }
    }

    [Fact]
    public async Task The_program_is_started_with_what_was_chosen()
    {
        var member = await App.Member("owner");
        var page = await member.Browser.Get(
            "/portal/connect?client=claude-desktop&toolset=credentials&readonly=on"
        );
        JsonDocument
            .Parse(page.ShouldBePage().TextOf("key-config"))
            .RootElement.GetProperty("mcpServers")
            .GetProperty("vidimus")
            .GetProperty("args")
            .EnumerateArray()
            .Select(a => a.GetString())
            .ShouldBe(["mcp", "--toolset", "credentials", "--read-only"]);
    }

    [Fact]
    public async Task The_token_to_be_put_in_is_of_the_mode_that_is_looked_at()
    {
        var member = await App.Member("owner");
        foreach (var (mode, other) in new[] { ("test", "live"), ("live", "test") })
        {
            await member.Look(mode);
            foreach (var client in Clients)
            {
                var page = await member.Browser.Get($"/portal/connect?client={client}");
                page.ShouldBePage().TextOf("probe").ShouldContain($"vdm_{mode}_…");
                page.Text.ShouldNotContain($"vdm_{other}_");
            }
        }
    }

    [Fact]
    public async Task A_client_that_is_not_known_shows_the_first_and_nothing_of_the_query_is_shown()
    {
        var member = await App.Member("owner");
        var page = (
            await member.Browser.Get(
                $"/portal/connect?client={Uri.EscapeDataString(PageText.Script)}&toolset={Uri.EscapeDataString(PageText.Script)}"
            )
        ).ShouldBePage();
        page.Text.ShouldContain("aria-current=\"page\">Claude Desktop<");
        page.Text.ShouldNotContain("<script>alarm");
        page.TextOf("address").ShouldBe($"{App.PublicUrl}/mcp");
    }

    private static string Name(string client) =>
        client switch
        {
            "claude-desktop" => "Claude Desktop",
            "claude-code" => "Claude Code",
            "cursor" => "Cursor",
            "vscode" => "VS Code",
            _ => "Codex",
        };
}
