using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>The documents from which clients learn how to ask.</summary>
public abstract class MetadataTests(SharedApp shared) : Scenario(shared)
{
    private const string Servers = "/.well-known/oauth-authorization-server";
    private const string Resources = "/.well-known/oauth-protected-resource";

    private static readonly string[] Doors =
    [
        "/mcp",
        "/mcp/readonly",
        "/mcp/x/credentials",
        "/mcp/x/credentials/readonly",
        "/api/mcp",
    ];

    [Fact]
    public async Task O14_each_door_is_described_at_its_own_path()
    {
        foreach (var door in Doors)
        {
            var resource = (await App.Get(Resources + door)).Should(200);
            resource.MediaType.ShouldBe("application/json");
            resource.At("resource").ShouldBe(App.PublicUrl + door);
            resource.At("authorization_servers").ShouldBe($"[\"{App.PublicUrl}\"]");
            resource
                .At("scopes_supported")
                .ShouldBe("""["credentials:read","credentials:verify","groups:read"]""");
            var server = (await App.Get(Servers + door)).Should(200);
            server.Text.ShouldBe((await App.Get(Servers)).Text);
        }
    }

    [Fact]
    public async Task O14_root_and_path_say_the_same_and_nothing_of_who_asks()
    {
        var root = (await App.Get(Resources)).Should(200);
        root.Text.ShouldBe((await App.Get(Resources + "/mcp")).Text);
        var member = await App.Member();
        var other = await App.NewOrganization();
        foreach (var path in new[] { Resources, Resources + "/mcp", Servers, Servers + "/mcp" })
        {
            var plain = await App.Get(path);
            plain["Cache-Control"].ShouldBe("public, max-age=300");
            plain["Access-Control-Allow-Origin"].ShouldBeNull();
            foreach (
                var asked in new[]
                {
                    await App.Get(path, other.Live.Secret),
                    await App.Get(path, null, ("X-Forwarded-Host", "evil.example")),
                    await App.Get(path, null, ("Forwarded", "host=evil.example")),
                    await member.Browser.Get(path),
                }
            )
                asked.Should(200).Text.ShouldBe(plain.Text);
            (await App.Get(path, null, ("Origin", "https://inspector.example")))[
                "Access-Control-Allow-Origin"
            ]
                .ShouldBe("*");
        }
        foreach (
            var none in new[] { "/mcp/", "/mcp/x", "/mcp/x/Credentials", "/mcp/else", "/v1", "/mc" }
        )
        {
            (await App.Get(Resources + none)).Should(404);
            (await App.Get(Servers + none)).Should(404);
        }
    }

    [Fact]
    public async Task The_servers_document_names_addresses_that_are_there()
    {
        var server = (await App.Get(Servers)).Should(200).Json;
        server.GetProperty("issuer").GetString().ShouldBe(App.PublicUrl);
        foreach (
            var (name, status) in new[]
            {
                ("authorization_endpoint", 400),
                ("token_endpoint", 405),
                ("registration_endpoint", 405),
                ("revocation_endpoint", 405),
                ("introspection_endpoint", 405),
                ("jwks_uri", 200),
            }
        )
        {
            var address = server.GetProperty(name).GetString()!;
            address.ShouldStartWith(App.PublicUrl + "/oauth/");
            (await App.Get(address[App.PublicUrl.Length..])).Should(status);
        }
        server.GetProperty("client_id_metadata_document_supported").GetBoolean().ShouldBeTrue();
        server.GetProperty("response_types_supported").GetRawText().ShouldBe("""["code"]""");
    }

    [Fact]
    public async Task Clients_in_a_browser_reach_the_token_endpoint_and_never_the_page_that_asks()
    {
        foreach (var path in new[] { "/oauth/token", "/oauth/revoke", "/oauth/register" })
        {
            var preflight = await App.Send(
                HttpMethod.Options,
                path,
                null,
                null,
                ("Origin", "https://inspector.example"),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type, mcp-protocol-version")
            );
            preflight["Access-Control-Allow-Origin"].ShouldBe("*", path);
        }
        foreach (var path in new[] { "/oauth/authorize", "/oauth/introspect", "/v1/grants" })
            (await App.Get(path, null, ("Origin", "https://inspector.example")))[
                "Access-Control-Allow-Origin"
            ]
                .ShouldBeNull(path);
    }

    public sealed class Sqlite(OnSqlite shared) : MetadataTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : MetadataTests(shared),
            IClassFixture<OnPostgres>;
}
