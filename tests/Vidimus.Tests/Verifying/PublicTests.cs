using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>What strangers' browsers and programs rely on: content types, CORS, the public keys.</summary>
public abstract class PublicTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PublicTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PublicTests(shared),
            IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    [InlineData("*/*", "text/html")]
    [InlineData(null, "text/html")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    public async Task The_verify_link_is_a_page_for_people_and_JSON_for_programs(
        string? accept,
        string type
    )
    {
        var issued = await (await Programme.Start(App)).Issue();
        (string, string)[] headers = accept is null ? [] : [("Accept", accept)];
        foreach (
            var path in (string[])
                [
                    $"/verify/{issued.Id}",
                    $"/verify/{issued.Uuid}",
                    $"/credential/{issued.Uuid}",
                    $"/credential/{issued.Uuid}/",
                ]
        )
        {
            var answer = (await App.Get(path, null, headers)).Should(200);
            answer.MediaType.ShouldBe(type);
            answer["Vary"].ShouldNotBeNull().ShouldContain("Accept");
            if (type == "application/json")
                answer.ShouldSay("valid");
            else
                answer.Text.ShouldContain("Ada Example");
        }
        (await App.Get($"/verify/{issued.Id}?format=json", null, headers)).ShouldSay("valid");
    }

    [Fact]
    public async Task P8_a_page_shows_names_as_text_and_lets_nothing_run()
    {
        var issued = await (await Programme.Start(App)).Issue(
            recipient: """{"name":"<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"}"""
        );
        var page = (await App.Get($"/verify/{issued.Id}", null, ("Accept", "text/html"))).Should(
            200
        );
        page.Text.ShouldNotContain("<script>alert");
        page.Text.ShouldNotContain("<img src=x");
        var policy = page["Content-Security-Policy"].ShouldNotBeNull();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe-inline");
        page["X-Content-Type-Options"].ShouldBe("nosniff");
    }

    [Fact]
    public async Task Any_page_may_read_verifications_documents_and_keys()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        foreach (
            var path in (string[])
                [
                    $"/verify/{issued.Id}?format=json",
                    $"/credential/{issued.Uuid}?format=json",
                    $"/verify/{issued.Id}/document",
                    $"/verify/{issued.Id}/document?form=jwt",
                    "/.well-known/jwks.json",
                    $"/o/{programme.Issuer.Id}/live/did.json",
                ]
        )
            (await App.Get(path, null, ("Origin", "https://example.org")))
                .Should(200)["Access-Control-Allow-Origin"]
                .ShouldBe("*", path);
        var missing = await App.Get(
            "/verify/cred_00000000000000000000000000?format=json",
            null,
            ("Origin", "https://example.org")
        );
        missing.Should(404)["Access-Control-Allow-Origin"].ShouldBe("*");
        var verified = await App.Post(
            "/v1/verifications",
            null,
            $$"""{"id":"{{issued.Id}}"}""",
            ("Origin", "https://example.org")
        );
        verified.Should(200)["Access-Control-Allow-Origin"].ShouldBe("*");
        (await App.Get("/v1/groups", programme.Key.Secret, ("Origin", "https://example.org")))
            .Should(200)["Access-Control-Allow-Origin"]
            .ShouldBeNull();
    }

    [Fact]
    public async Task A_browser_may_ask_before_it_verifies_and_before_nothing_else()
    {
        (string, string)[] asking =
        [
            ("Origin", "https://example.org"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"),
        ];
        var allowed = await App.Send(HttpMethod.Options, "/v1/verifications", null, null, asking);
        allowed.Should(204);
        allowed["Access-Control-Allow-Origin"].ShouldBe("*");
        allowed["Access-Control-Allow-Methods"].ShouldNotBeNull().ShouldContain("POST");
        allowed["Access-Control-Allow-Headers"]
            .ShouldNotBeNull()
            .ShouldBe("content-type", StringCompareShould.IgnoreCase);
        allowed["Access-Control-Allow-Credentials"].ShouldBeNull();
        var refused = await App.Send(HttpMethod.Options, "/v1/credentials", null, null, asking);
        refused["Access-Control-Allow-Origin"].ShouldBeNull();
    }

    [Fact]
    public async Task The_identity_document_names_the_keys_that_sign()
    {
        var programme = await Programme.Start(App);
        var path = $"/o/{programme.Issuer.Id}/live/did.json";
        (await App.Get(path)).ShouldBeProblem(404, "NOT_FOUND");
        var issued = await programme.Issue();
        var did = (await App.Get(path)).Should(200);
        did.MediaType.ShouldBe("application/did+json");
        did.At("id").ShouldBe($"did:web:localhost%3A{App.Port}:o:{programme.Issuer.Id}:live");
        var document = (await App.Get($"/verify/{issued.Id}/document")).Should(200);
        document.At("issuer", "id").ShouldBe(did.At("id"));
        var method = document
            .Json.GetProperty("proof")[0]
            .GetProperty("verificationMethod")
            .GetString();
        did.Json.GetProperty("assertionMethod")
            .EnumerateArray()
            .Select(m => m.GetString())
            .ShouldBe([method]);
        did.Text.ShouldNotContain("private", Case.Insensitive);
        (await App.Get($"/o/{programme.Issuer.Id}/test/did.json")).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (await App.Get($"/o/{programme.Issuer.Id}/prod/did.json")).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (await App.Get("/o/org_00000000000000000000000000/live/did.json")).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
    }
}
