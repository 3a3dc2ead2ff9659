using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What the installation's operator may do, and nobody else.</summary>
public abstract class OperatorTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : OperatorTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : OperatorTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_new_organization_comes_with_a_live_and_a_test_key_that_may_do_everything()
    {
        var answer = (
            await App.Post("/v1/organizations", App.OperatorToken, new { name = "Ada's Academy" })
        ).Should(201);
        var organization = answer.Json;
        organization.GetProperty("name").GetString().ShouldBe("Ada's Academy");
        organization.GetProperty("state").GetString().ShouldBe("active");
        foreach (var (member, mode) in new[] { ("firstKey", "live"), ("firstTestKey", "test") })
        {
            var key = Key.Of(answer.Json.GetProperty(member));
            key.Mode.ShouldBe(mode);
            (await App.Get("/v1/auth/me", key.Secret))
                .Should(200)
                .At("scopes")
                .ShouldBe("""["admin"]""");
        }
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"name":"x","state":"disabled"}""", "state")]
    [InlineData("""{"name":"x","id":"org_mine"}""", "id")]
    public async Task A_wrong_organization_is_refused_by_name(string body, string field) =>
        (await App.Post("/v1/organizations", App.OperatorToken, body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );

    [Fact]
    public async Task The_operators_routes_take_the_operators_token_only()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var (method, path) in new[]
            {
                ("POST", "/v1/organizations"),
                ("GET", "/v1/organizations"),
                ("PATCH", $"/v1/organizations/{issuer.Id}"),
            }
        )
        {
            object? body = method == "GET" ? null : new { name = "x" };
            (await App.Send(new HttpMethod(method), path, null, body)).ShouldBeProblem(
                401,
                "AUTH_MISSING"
            );
            (
                await App.Send(new HttpMethod(method), path, issuer.Live.Secret, body)
            ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
            (
                await App.Send(new HttpMethod(method), path, App.OperatorToken + "x", body)
            ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
        }
        (await App.Get("/v1/keys", App.OperatorToken)).ShouldBeProblem(401, "AUTH_INVALID_KEY");
        (await App.Get("/v1/organization", issuer.Live.Secret)).At("name").ShouldBe(issuer.Name);
    }

    [Fact]
    public async Task Organizations_are_listed_page_by_page_without_their_data()
    {
        for (var i = 0; i < 3; i++)
            await App.NewOrganization();
        var seen = new HashSet<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (
                await App.Get(
                    $"/v1/organizations?limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}",
                    App.OperatorToken
                )
            ).Should(200);
            foreach (var organization in page.Json.GetProperty("data").EnumerateArray())
            {
                seen.Add(organization.GetProperty("id").GetString()!).ShouldBeTrue();
                organization
                    .EnumerateObject()
                    .Select(m => m.Name)
                    .ShouldBe(["id", "name", "state", "createdAt", "publicUrl"]);
            }
            cursor = page.At("nextCursor");
        }
        seen.Count.ShouldBeGreaterThanOrEqualTo(3);
        (await App.Get("/v1/organizations?limit=0", App.OperatorToken)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "limit"
        );
        (await App.Get("/v1/organizations?cursor=x", App.OperatorToken)).ShouldBeProblem(
            400,
            "INVALID_CURSOR"
        );
    }

    [Fact]
    public async Task An_organization_is_renamed_and_an_unknown_one_is_not_found()
    {
        var issuer = await App.NewOrganization();
        (
            await App.Patch(
                $"/v1/organizations/{issuer.Id}",
                App.OperatorToken,
                new { name = "Renamed" }
            )
        )
            .Should(200)
            .At("name")
            .ShouldBe("Renamed");
        (
            await App.Patch("/v1/organizations/org_unknown", App.OperatorToken, new { name = "x" })
        ).ShouldBeProblem(404, "NOT_FOUND");
        (
            await App.Patch(
                $"/v1/organizations/{issuer.Id}",
                App.OperatorToken,
                new { state = "gone" }
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "state");
        (
            await App.Patch(
                $"/v1/organizations/{issuer.Id}",
                App.OperatorToken,
                """{"name":null}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "name");
    }

    [Fact]
    public async Task An_administrator_renames_the_own_organization_with_a_live_key()
    {
        var issuer = await App.NewOrganization();
        (await App.Patch("/v1/organization", issuer.Live.Secret, new { name = "Own name" }))
            .Should(200)
            .At("name")
            .ShouldBe("Own name");
        (await App.Get("/v1/organization", issuer.Test.Secret))
            .Should(200)
            .At("name")
            .ShouldBe("Own name");
        (
            await App.Patch("/v1/organization", issuer.Test.Secret, new { name = "x" })
        ).ShouldBeProblem(403, "AUTH_MODE_FORBIDDEN");
        (
            await App.Patch("/v1/organization", issuer.Live.Secret, new { name = "" })
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "name");
        (
            await App.Patch("/v1/organization", issuer.Live.Secret, new { state = "disabled" })
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "state");
    }

    [Fact]
    public async Task Without_an_operators_token_configured_the_operators_routes_stay_closed()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Operator:TokenDigest"] = "" },
            }
        );
        (
            await app.Post("/v1/organizations", app.OperatorToken, new { name = "x" })
        ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
    }
}
