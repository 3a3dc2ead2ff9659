using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>Clients that an organization enters for its own members.</summary>
public abstract class ClientEnteringTests(SharedApp shared) : Scenario(shared)
{
    private const string Path = "/v1/oauth/clients";
    private static readonly string[] Uris = ["https://helper.example/cb", "http://127.0.0.1/cb"];

    [Fact]
    public async Task An_administrator_enters_a_client_sees_its_secret_once_and_deletes_it()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live.Secret;
        var entered = (
            await App.Post(
                Path,
                key,
                new
                {
                    name = "Back Office",
                    redirectUris = Uris,
                    authMethod = "client_secret_post",
                }
            )
        ).Should(201);
        var (id, secret) = (entered.At("id")!, entered.At("clientSecret")!);
        id.ShouldStartWith("oac_");
        secret.ShouldStartWith("oas_");
        var read = (await App.Get($"{Path}/{id}", key)).Should(200);
        read.At("name").ShouldBe("Back Office");
        read.Text.ShouldNotContain("ecret\":");
        (await App.Get(Path, key)).Should(200).Text.ShouldContain(id);
        var rotated = (await App.Post($"{Path}/{id}/rotate-secret", key, null)).Should(200);
        rotated.At("clientSecret").ShouldNotBe(secret);
        var kept = Encoding.UTF8.GetString(await App.Store.Dump());
        kept.ShouldNotContain(secret);
        kept.ShouldNotContain(rotated.At("clientSecret")!);
        (await App.Delete($"{Path}/{id}", key)).Should(204);
        (await App.Get($"{Path}/{id}", key)).Should(404);
        (await App.Delete($"{Path}/{id}", key)).Should(404);
        var audit = (await App.Get("/v1/audit", key)).Should(200).Text;
        foreach (var kind in new[] { "client-entered", "client-secret-rotated", "client-deleted" })
            audit.ShouldContain($"oauth.{kind}");
    }

    [Fact]
    public async Task A_public_client_has_no_secret_and_gets_none()
    {
        var issuer = await App.NewOrganization();
        var entered = (
            await App.Post(Path, issuer.Live.Secret, new { name = "Desk", redirectUris = Uris })
        ).Should(201);
        entered.At("clientSecret").ShouldBeNull();
        entered.At("authMethod").ShouldBe("none");
        (
            await App.Post($"{Path}/{entered.At("id")}/rotate-secret", issuer.Live.Secret, null)
        ).ShouldBeProblem(409, "OAUTH_CLIENT_WITHOUT_SECRET");
    }

    [Fact]
    public async Task Nobody_else_sees_or_changes_it()
    {
        var (issuer, other) = (await App.NewOrganization(), await App.NewOrganization());
        var id = (
            await App.Post(
                Path,
                issuer.Live.Secret,
                new
                {
                    name = "Ours",
                    redirectUris = Uris,
                    authMethod = "client_secret_basic",
                }
            )
        ).Should(201).At("id");
        (await App.Get($"{Path}/{id}", other.Live.Secret)).Should(404);
        (await App.Delete($"{Path}/{id}", other.Live.Secret)).Should(404);
        (await App.Post($"{Path}/{id}/rotate-secret", other.Live.Secret, null)).Should(404);
        (await App.Get(Path, other.Live.Secret)).Should(200).Text.ShouldNotContain(id!);
        (await App.Get(Path)).Should(401);
        var narrow = await issuer.KeyWith("write");
        (await App.Get(Path, narrow.Secret)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        // What it opens is not of one mode.
        (await App.Delete($"{Path}/{id}", issuer.Test.Secret)).ShouldBeProblem(
            403,
            "AUTH_MODE_FORBIDDEN"
        );
        (
            await App.Post(Path, issuer.Test.Secret, new { name = "Ours", redirectUris = Uris })
        ).ShouldBeProblem(403, "AUTH_MODE_FORBIDDEN");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var issuer = await App.NewOrganization();
        var answer = await App.Post(
            Path,
            issuer.Live.Secret,
            new
            {
                name = "Hidden\u200bName",
                redirectUris = new[] { "https://right.example/", "javascript:alert(1)" },
                authMethod = "private_key_jwt",
            }
        );
        answer.ShouldBeProblem(400, "VALIDATION_ERROR");
        foreach (var field in new[] { "name", "redirectUris.1", "authMethod" })
            answer.Text.ShouldContain($"\"{field}\"");
        (await App.Post(Path, issuer.Live.Secret, new { name = "None" })).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "redirectUris"
        );
    }

    [Fact]
    public async Task An_organization_has_fifty_at_most()
    {
        var issuer = await App.NewOrganization();
        for (var i = 0; i < 50; i++)
            (
                await App.Post(
                    Path,
                    issuer.Live.Secret,
                    new { name = $"N {i}", redirectUris = Uris }
                )
            ).Should(201);
        (
            await App.Post(Path, issuer.Live.Secret, new { name = "N 51", redirectUris = Uris })
        ).ShouldBeProblem(409, "OAUTH_CLIENT_LIMIT");
        var first = (await App.Get(Path + "?limit=30", issuer.Live.Secret)).Should(200);
        var second = (
            await App.Get($"{Path}?limit=30&cursor={first.At("nextCursor")}", issuer.Live.Secret)
        ).Should(200);
        second.Json.GetProperty("data").GetArrayLength().ShouldBe(20);
    }

    public sealed class Sqlite(OnSqlite shared)
        : ClientEnteringTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ClientEnteringTests(shared),
            IClassFixture<OnPostgres>;
}
