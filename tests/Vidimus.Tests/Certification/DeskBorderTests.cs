using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Who gets to the desk, and whose orders are there.</summary>
public abstract class DeskBorderTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DeskBorderTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : DeskBorderTests(shared),
            IClassFixture<OnPostgres>;

    private static readonly (HttpMethod Method, string Path, string? Body)[] Routes =
    [
        (HttpMethod.Get, "", null),
        (HttpMethod.Post, "/claim", """{"version":1}"""),
        (HttpMethod.Post, "/release", """{"version":1}"""),
        (HttpMethod.Post, "/submit", """{"version":1}"""),
        (HttpMethod.Post, "/sign-off", """{"version":1}"""),
        (HttpMethod.Post, "/draft", """{"version":1}"""),
        (HttpMethod.Post, "/send-back", """{"version":1,"reason":"A reason"}"""),
        (HttpMethod.Post, "/fail", """{"version":1,"reason":"A reason"}"""),
        (HttpMethod.Post, "/comments", """{"text":"A comment"}"""),
        (HttpMethod.Put, "/text", """{"version":1,"text":"A text"}"""),
        (HttpMethod.Post, "/documents?version=1", "%PDF-1.4"),
        (HttpMethod.Get, "/documents/doc_00000000000000000000000000/content", null),
    ];

    [Fact]
    public async Task K7_to_members_of_other_organizations_the_customers_own_too_an_order_is_not_there()
    {
        var desk = await Desk.Of(App);
        var order = await desk.Order();
        var own = await desk.Reviewer();
        var document = (await own.See(order)).GetProperty("documents")[0].GetProperty("id");
        foreach (var stranger in new[] { await App.NewOrganization(), desk.Customer })
        {
            var token = await (await App.Member("reviewer", stranger)).Token();
            foreach (var (method, path, body) in Routes)
            {
                var answer = await Ask(method, $"{order}{path}", token, body);
                answer.ShouldBeProblem(404, "JOB_NOT_FOUND");
                // What is not the caller's is told of as what is not there at all.
                var nowhere = await Ask(method, $"ord_{new string('0', 26)}{path}", token, body);
                nowhere.Status.ShouldBe(404);
                nowhere.At("error", "message").ShouldBe(answer.At("error", "message"));
            }
            (
                await App.Get(
                    $"/v1/desk/orders/{order}/documents/{document.GetString()}/content",
                    token
                )
            ).ShouldBeProblem(404, "JOB_NOT_FOUND");
            (await App.Get("/v1/desk/orders", token))
                .Should(200)
                .Json.GetProperty("data")
                .GetArrayLength()
                .ShouldBe(0);
            (await App.Get("/v1/desk/counts", token)).Should(200).At("unclaimed").ShouldBe("0");
            (await App.Get($"/v1/reviewers/{own.Member.Id}", token)).ShouldBeProblem(
                404,
                "REVIEWER_NOT_FOUND"
            );
        }
        (await own.State(order)).ShouldBe("paid");
        (await own.Version(order)).ShouldBe(1);
    }

    [Fact]
    public async Task Viewers_issuers_and_keys_without_the_scope_are_refused_and_keys_with_it_read()
    {
        var desk = await Desk.Of(App);
        var order = await desk.Order(documents: []);
        string[] without =
        [
            await (await App.Member("viewer", desk.Agency)).Token(),
            await (await App.Member("issuer", desk.Agency)).Token(),
            (await desk.Agency.KeyWith("write", "orders:read", "orders:submit")).Secret,
        ];
        foreach (var token in without)
        {
            foreach (var (method, path, body) in Routes)
                (await Ask(method, $"{order}{path}", token, body)).ShouldBeProblem(
                    403,
                    "AUTH_SCOPE_INSUFFICIENT"
                );
            (await App.Get("/v1/desk/orders", token)).ShouldBeProblem(
                403,
                "AUTH_SCOPE_INSUFFICIENT"
            );
            (await App.Get("/v1/reviewers", token)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        }
        var key = (await desk.Agency.KeyWith("orders:review")).Secret;
        var seen = (await App.Get($"/v1/desk/orders/{order}", key)).Should(200);
        seen.Json.GetProperty("actions").GetArrayLength().ShouldBe(0);
        foreach (var (method, path, body) in Routes.Where(r => r.Method != HttpMethod.Get))
            (await Ask(method, $"{order}{path}", key, body)).ShouldBeProblem(
                403,
                "MEMBER_REQUIRED"
            );
    }

    [Fact]
    public async Task A_test_key_and_a_member_who_looks_at_tests_see_no_order()
    {
        var desk = await Desk.Of(App);
        var live = await desk.Order(documents: []);
        var test = await desk.Order(mode: "test", documents: []);
        var reviewer = await desk.Reviewer();
        (await reviewer.Get(test)).ShouldBeProblem(404, "JOB_NOT_FOUND");
        await reviewer.Member.Look("test");
        (await reviewer.Get(live)).ShouldBeProblem(404, "JOB_NOT_FOUND");
        (await reviewer.Get(test)).ShouldBeProblem(404, "JOB_NOT_FOUND");
        (await reviewer.Step(live, "claim", 1)).ShouldBeProblem(404, "JOB_NOT_FOUND");
        (await App.Get($"/v1/desk/orders/{live}", desk.Agency.Test.Secret)).ShouldBeProblem(
            404,
            "JOB_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Administrators_set_profiles_of_their_members_and_reviewers_read_them()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer(languages: """["ar","fa"]""");
        var token = await reviewer.Member.Token();
        var path = $"/v1/reviewers/{reviewer.Member.Id}";
        var read = (await App.Get(path, token)).Should(200);
        read.At("name").ShouldBe("Grace Sample");
        read.At("languages").ShouldBe("""["ar","fa"]""");
        read.At("active").ShouldBe("true");
        (await App.Get("/v1/reviewers", token))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
        const string own = """{"name":"Grace Example","credentials":"Whatever I like"}""";
        (await App.Send(HttpMethod.Put, path, token, own)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        var admin = await (await App.Member("admin", desk.Agency)).Token();
        var changed = (
            await App.Send(
                HttpMethod.Put,
                path,
                admin,
                """{"name":"Grace Sample","credentials":"Sworn","active":false,"version":1}"""
            )
        ).Should(200);
        changed.At("version").ShouldBe("2");
        changed.At("languages").ShouldBe("[]");
        (
            await App.Send(
                HttpMethod.Put,
                path,
                admin,
                """{"name":"Grace Sample","credentials":"Sworn","version":1}"""
            )
        ).ShouldBeProblem(409, "CONFLICT");
        (await App.Send(HttpMethod.Put, path, admin, """{"name":"Grace"}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "credentials"
        );
        // Only of a member, and not with a test key.
        var stranger = await App.NewMember("reviewer");
        (
            await App.Send(HttpMethod.Put, $"/v1/reviewers/{stranger.Id}", admin, own)
        ).ShouldBeProblem(404, "REVIEWER_NOT_FOUND");
        (await App.Send(HttpMethod.Put, path, desk.Agency.Test.Secret, own)).ShouldBeProblem(
            403,
            "PERSON_REQUIRED"
        );
        (await App.Delete(path, admin)).Should(204);
        (await App.Get(path, token)).ShouldBeProblem(404, "REVIEWER_NOT_FOUND");
        (await desk.Facts(desk.Agency, reviewer.Member.Id))
            .Where(k => k.StartsWith("reviewer.", StringComparison.Ordinal))
            .ShouldBe(["reviewer.set", "reviewer.set", "reviewer.removed"]);
    }

    private Task<Answer> Ask(HttpMethod method, string path, string token, string? body)
    {
        object? content = body;
        if (body is not null && body.StartsWith('%'))
        {
            var file = new ByteArrayContent(Desk.Pdf("A text"));
            file.Headers.ContentType = new("application/octet-stream");
            content = file;
        }
        return App.Send(method, $"/v1/desk/orders/{path}", token, content);
    }
}
