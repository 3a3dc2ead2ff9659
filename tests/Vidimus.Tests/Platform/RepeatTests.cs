using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>Repeated requests with an idempotency key.</summary>
public abstract class RepeatTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RepeatTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RepeatTests(shared),
            IClassFixture<OnPostgres>;

    private static readonly object Body = new { name = "Once" };

    private Task<Answer> Make(
        Key with,
        string key,
        object? body = null,
        string header = "Idempotency-Key"
    ) => App.Post("/v1/groups", with.Secret, body ?? Body, (header, key));

    private Task<Answer> Mint(Key with, string key, object? body = null) =>
        App.Post(
            "/v1/keys",
            with.Secret,
            body ?? new { label = "Once", mode = "test" },
            ("Idempotency-Key", key)
        );

    private async Task<int> Count(Issuer issuer) =>
        (await App.Get("/v1/groups?limit=100", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength();

    [Fact]
    public async Task L7_a_repetition_gets_the_same_bytes_and_status_and_does_nothing()
    {
        var issuer = await App.NewOrganization();
        var first = (await Make(issuer.Live, "one")).Should(201);
        first["Idempotency-Replayed"].ShouldBeNull();
        var again = (await Make(issuer.Live, "one")).Should(201);
        again.Bytes.ShouldBe(first.Bytes);
        again["Idempotency-Replayed"].ShouldBe("true");
        again["Content-Type"].ShouldBe(first["Content-Type"]);
        again["X-Request-Id"].ShouldNotBe(first["X-Request-Id"]);
        (await Count(issuer)).ShouldBe(1);
    }

    [Fact]
    public async Task L7_quoted_bare_and_the_older_header_name_the_same_key()
    {
        var issuer = await App.NewOrganization();
        var first = (await Make(issuer.Live, "a-b")).Should(201);
        (await Make(issuer.Live, "\"a-b\"")).Should(201).Bytes.ShouldBe(first.Bytes);
        (await Make(issuer.Live, "a-b", header: "X-Idempotency-Key"))
            .Should(201)
            .Bytes.ShouldBe(first.Bytes);
        (await Count(issuer)).ShouldBe(1);
    }

    [Fact]
    public async Task L7_the_same_key_with_another_body_is_a_conflict()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer.Live, "two")).Should(201);
        (await Make(issuer.Live, "two", new { name = "Other" })).ShouldBeProblem(
            422,
            "IDEMPOTENCY_CONFLICT"
        );
        (await Count(issuer)).ShouldBe(1);
    }

    [Fact]
    public async Task L7_other_routes_tenants_and_modes_are_independent()
    {
        var (a, b) = (await App.NewOrganization(), await App.NewOrganization());
        (await Make(a.Live, "three")).Should(201);
        (await Make(b.Live, "three"))["Idempotency-Replayed"].ShouldBeNull();
        (await Make(a.Test, "three"))["Idempotency-Replayed"].ShouldBeNull();
        (
            await App.Post(
                $"/v1/keys/{a.Test.Id}/suspend",
                a.Live.Secret,
                null,
                ("Idempotency-Key", "three")
            )
        )["Idempotency-Replayed"]
            .ShouldBeNull();
        (await Count(a)).ShouldBe(1);
    }

    [Fact]
    public async Task L9_another_tenant_cannot_read_an_answer_by_guessing_its_key()
    {
        var (a, b) = (await App.NewOrganization(), await App.NewOrganization());
        var first = (await Make(a.Live, "guess")).Should(201);
        var other = (await Make(b.Live, "guess")).Should(201);
        other["Idempotency-Replayed"].ShouldBeNull();
        other.Text.ShouldNotContain(first.At("id")!);
        // Another body with a stranger's key is no conflict either: nobody learns that the key was used.
        (await Make(a.Live, "quiet")).Should(201);
        (await Make(b.Live, "quiet", new { name = "Other" })).Should(201);
    }

    [Fact]
    public async Task L7_another_key_of_the_same_tenant_gets_the_first_answer()
    {
        var issuer = await App.NewOrganization();
        var other = await issuer.KeyWith("admin");
        var first = (await Make(issuer.Live, "four")).Should(201);
        (await Make(other, "four")).Should(201).Bytes.ShouldBe(first.Bytes);
    }

    [Fact]
    public async Task L7_a_first_answer_is_kept_for_24_hours()
    {
        var issuer = await App.NewOrganization();
        var first = (await Make(issuer.Live, "five")).Should(201);
        App.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await Make(issuer.Live, "five")).Should(201).Bytes.ShouldBe(first.Bytes);
        App.Advance(TimeSpan.FromSeconds(2));
        var anew = (await Make(issuer.Live, "five")).Should(201);
        anew["Idempotency-Replayed"].ShouldBeNull();
        anew.At("id").ShouldNotBe(first.At("id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("\"\"")]
    [InlineData("tab\tbed")]
    public async Task L7_a_key_without_usable_form_is_refused(string key)
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer.Live, key)).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (await Count(issuer)).ShouldBe(0);
    }

    [Fact]
    public async Task L7_255_characters_pass_and_256_do_not()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer.Live, new string('k', 255))).Should(201);
        (await Make(issuer.Live, new string('k', 256))).ShouldBeProblem(
            400,
            "IDEMPOTENCY_KEY_INVALID"
        );
    }

    [Fact]
    public async Task L7_two_different_keys_in_one_request_are_refused()
    {
        var issuer = await App.NewOrganization();
        (
            await App.Post(
                "/v1/groups",
                issuer.Live.Secret,
                Body,
                ("Idempotency-Key", "a"),
                ("X-Idempotency-Key", "b")
            )
        ).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (
            await App.Post(
                "/v1/groups",
                issuer.Live.Secret,
                Body,
                ("Idempotency-Key", "a"),
                ("Idempotency-Key", "b")
            )
        ).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (
            await App.Post(
                "/v1/groups",
                issuer.Live.Secret,
                Body,
                ("Idempotency-Key", "a"),
                ("X-Idempotency-Key", "a")
            )
        ).Should(201);
    }

    [Fact]
    public async Task L7_a_refused_request_leaves_its_key_free()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer.Live, "six", new { name = "" })).Should(400);
        (await Make(issuer.Live, "six")).Should(201);
        (
            await App.Post(
                "/v1/keys/key_unknown/revoke",
                issuer.Live.Secret,
                null,
                ("Idempotency-Key", "seven")
            )
        ).Should(404);
        (
            await App.Post(
                $"/v1/keys/{issuer.Test.Id}/revoke",
                issuer.Live.Secret,
                null,
                ("Idempotency-Key", "seven")
            )
        ).Should(200);
    }

    [Fact]
    public async Task L7_twins_in_parallel_make_one_group_and_get_one_answer_or_are_told_to_wait()
    {
        var issuer = await App.NewOrganization();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Make(issuer.Live, "twins"))
        );
        // Whoever comes while the first is running is told so; nobody makes a second group.
        foreach (var waits in answers.Where(a => a.Status == 409))
            waits.ShouldBeProblem(409, "IDEMPOTENCY_IN_PROGRESS")["Retry-After"].ShouldBe("1");
        answers
            .Where(a => a.Status != 409)
            .Append(await Make(issuer.Live, "twins"))
            .Select(a => a.Should(201).Text)
            .Distinct()
            .Count()
            .ShouldBe(1);
        (await Count(issuer)).ShouldBe(1);
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("revoke")]
    public async Task Every_change_of_state_can_be_repeated(string verb)
    {
        var issuer = await App.NewOrganization();
        var path = $"/v1/keys/{issuer.Test.Id}/{verb}";
        var first = (
            await App.Post(path, issuer.Live.Secret, null, ("Idempotency-Key", "same"))
        ).Should(200);
        App.Advance(TimeSpan.FromMinutes(2));
        var again = (
            await App.Post(path, issuer.Live.Secret, null, ("Idempotency-Key", "same"))
        ).Should(200);
        again.Bytes.ShouldBe(first.Bytes);
        again["Idempotency-Replayed"].ShouldBe("true");
    }

    [Fact]
    public async Task A_repeated_minting_makes_one_key_and_leaves_its_text_out()
    {
        var issuer = await App.NewOrganization();
        var first = (await Mint(issuer.Live, "mint")).Should(201);
        first.At("secretOmitted").ShouldBeNull();
        var key = Key.Of(first.Json);
        var again = (await Mint(issuer.Live, "mint")).Should(201);
        again["Idempotency-Replayed"].ShouldBe("true");
        again.At("secretOmitted").ShouldBe("true");
        again.At("secretHint").ShouldNotBeNullOrWhiteSpace();
        var left = first
            .Json.EnumerateObject()
            .Where(m => m.Name is not ("secret" or "basicHeader"));
        again
            .Json.EnumerateObject()
            .Where(m => !m.Name.StartsWith("secret", StringComparison.Ordinal))
            .Select(m => m.ToString())
            .ShouldBe(left.Select(m => m.ToString()));
        again.Text.ShouldNotContain(key.Secret);
        (await Mint(issuer.Live, "mint")).Bytes.ShouldBe(again.Bytes);
        (await Mint(issuer.Live, "mint", new { label = "Other", mode = "test" })).ShouldBeProblem(
            422,
            "IDEMPOTENCY_CONFLICT"
        );
        (await App.Get("/v1/keys?limit=100", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(3);
    }

    [Fact]
    public async Task A_repeated_creation_of_an_organization_makes_one_and_leaves_its_keys_out()
    {
        var name = $"Twice {Guid.NewGuid():N}";
        var first = await Create();
        var again = await Create();
        var keys = new[]
        {
            Key.Of(first.Json.GetProperty("firstKey")),
            Key.Of(first.Json.GetProperty("firstTestKey")),
        };
        again["Idempotency-Replayed"].ShouldBe("true");
        again.At("id").ShouldBe(first.At("id"));
        again.At("secretOmitted").ShouldBe("true");
        again.At("firstKey", "id").ShouldBe(keys[0].Id);
        again.At("firstTestKey", "secretOmitted").ShouldBe("true");
        foreach (var key in keys)
            again.Text.ShouldNotContain(key.Secret);
        Output.FoundIn(again.Bytes).ShouldBeEmpty();

        async Task<Answer> Create() =>
            (
                await App.Post(
                    "/v1/organizations",
                    App.OperatorToken,
                    new { name },
                    ("Idempotency-Key", "create-organization")
                )
            ).Should(201);
    }

    [Fact]
    public async Task L9_a_first_answer_is_shown_to_nobody_who_may_not_do_the_same()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer.Live, "mine")).Should(201);
        (await Make(await issuer.KeyWith("groups:write"), "mine"))
            .Should(201)["Idempotency-Replayed"]
            .ShouldBe("true");
        var reader = await issuer.KeyWith("groups:read");
        (await Make(reader, "mine")).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        var former = await issuer.KeyWith("groups:write");
        (await App.Post($"/v1/keys/{former.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await Make(former, "mine")).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
        (await App.Post("/v1/groups", null, Body, ("Idempotency-Key", "mine"))).ShouldBeProblem(
            401,
            "AUTH_MISSING"
        );
    }

    [Fact]
    public async Task L7_the_same_key_with_the_same_body_of_another_type_is_a_conflict()
    {
        var issuer = await App.NewOrganization();
        (await Send("application/json; charset=utf-8")).Should(201);
        (await Send("APPLICATION/JSON")).Should(201)["Idempotency-Replayed"].ShouldBe("true");
        (await Send("application/merge-patch+json")).ShouldBeProblem(422, "IDEMPOTENCY_CONFLICT");

        Task<Answer> Send(string type)
        {
            var content = VidimusApp.Json(Body);
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return App.Post("/v1/groups", issuer.Live.Secret, content, ("Idempotency-Key", "type"));
        }
    }

    [Fact]
    public async Task L7_an_answer_kept_by_a_version_that_looked_at_less_is_repeated_too()
    {
        var issuer = await App.NewOrganization();
        var first = (await Make(issuer.Live, "before")).Should(201);
        // What that version did not write.
        await App.Execute(
            "UPDATE platform_replays SET request_type = NULL, content_type = NULL, header = NULL WHERE organization_id = @o",
            ("o", issuer.Id)
        );
        var again = (await Make(issuer.Live, "before")).Should(201);
        again["Idempotency-Replayed"].ShouldBe("true");
        again.Bytes.ShouldBe(first.Bytes);
        again["Content-Type"].ShouldBe(first["Content-Type"]);
        (await Make(issuer.Live, "before", new { name = "Other" })).ShouldBeProblem(
            422,
            "IDEMPOTENCY_CONFLICT"
        );
    }

    [Fact]
    public async Task L7_a_long_query_is_part_of_the_route()
    {
        var issuer = await App.NewOrganization();
        (await Send(new string('q', 7000))).Should(201);
        (await Send(new string('q', 7000))).Should(201)["Idempotency-Replayed"].ShouldBe("true");
        (await Send(new string('q', 6999) + "r"))
            .Should(201)["Idempotency-Replayed"]
            .ShouldBeNull();
        (await Count(issuer)).ShouldBe(2);

        Task<Answer> Send(string query) =>
            App.Post(
                $"/v1/groups?x={query}",
                issuer.Live.Secret,
                Body,
                ("Idempotency-Key", "long")
            );
    }

    [Theory]
    [InlineData("Idempotency-Key: a\0b\r\n")]
    [InlineData("Idempotency-Key: same\r\nIdempotency-Key: same\r\n")]
    [InlineData("X-Idempotency-Key: same\r\nX-Idempotency-Key: same\r\n")]
    public async Task L7_NUL_and_doubled_headers_are_refused(string headers)
    {
        var issuer = await App.NewOrganization();
        const string body = """{"name":"Once"}""";
        var answer = await App.Raw(
            $"POST /v1/groups HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {issuer.Live.Secret}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n{body}"
        );
        answer.ShouldStartWith("HTTP/1.1 400");
        (await Count(issuer)).ShouldBe(0);
    }

    [Fact]
    public async Task L13_first_answers_are_removed_once_they_are_a_day_old_however_many_there_are()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer.Live, "kept")).Should(201);
        // Four thousand more of the same time, as they are stored.
        await App.Execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4100)
            INSERT INTO platform_replays (organization_id, mode, route, key_digest, request_digest, status, body, resource_id, created_at)
            SELECT organization_id, mode, route, 'many-' || i, request_digest, status, body, resource_id, created_at + i
            FROM platform_replays, n WHERE organization_id = @o
            """,
            ("o", issuer.Id)
        );
        App.Advance(TimeSpan.FromHours(23));
        await Task.Delay(300);
        (await Stored()).ShouldBe(4101);
        App.Advance(TimeSpan.FromMinutes(71));
        for (var waited = 0; waited < 100 && await Stored() > 0; waited++)
            await Task.Delay(50);
        (await Stored()).ShouldBe(0);

        async Task<long> Stored() =>
            Convert.ToInt64(
                (
                    await App.Query(
                        "SELECT count(*) FROM platform_replays WHERE organization_id = @o",
                        ("o", issuer.Id)
                    )
                )[0][0],
                System.Globalization.CultureInfo.InvariantCulture
            );
    }
}
