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

    private static readonly object Body = new { label = "Once", mode = "test" };

    private Task<Answer> Mint(
        Key with,
        string key,
        object? body = null,
        string header = "Idempotency-Key"
    ) => App.Post("/v1/keys", with.Secret, body ?? Body, (header, key));

    private async Task<int> Count(Issuer issuer) =>
        (await App.Get("/v1/keys?limit=100", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength();

    [Fact]
    public async Task L7_a_repetition_gets_the_same_bytes_and_status_and_does_nothing()
    {
        var issuer = await App.NewOrganization();
        var first = (await Mint(issuer.Live, "one")).Should(201);
        first["Idempotency-Replayed"].ShouldBeNull();
        var again = (await Mint(issuer.Live, "one")).Should(201);
        again.Bytes.ShouldBe(first.Bytes);
        again["Idempotency-Replayed"].ShouldBe("true");
        again["Content-Type"].ShouldBe(first["Content-Type"]);
        again["X-Request-Id"].ShouldNotBe(first["X-Request-Id"]);
        (await Count(issuer)).ShouldBe(3);
        Key.Of(first.Json);
    }

    [Fact]
    public async Task L7_quoted_bare_and_the_older_header_name_the_same_key()
    {
        var issuer = await App.NewOrganization();
        var first = (await Mint(issuer.Live, "a-b")).Should(201);
        (await Mint(issuer.Live, "\"a-b\"")).Should(201).Bytes.ShouldBe(first.Bytes);
        (await Mint(issuer.Live, "a-b", header: "X-Idempotency-Key"))
            .Should(201)
            .Bytes.ShouldBe(first.Bytes);
        (await Count(issuer)).ShouldBe(3);
    }

    [Fact]
    public async Task L7_the_same_key_with_another_body_is_a_conflict()
    {
        var issuer = await App.NewOrganization();
        (await Mint(issuer.Live, "two")).Should(201);
        (await Mint(issuer.Live, "two", new { label = "Other", mode = "test" })).ShouldBeProblem(
            422,
            "IDEMPOTENCY_CONFLICT"
        );
        (await Count(issuer)).ShouldBe(3);
    }

    [Fact]
    public async Task L7_other_routes_tenants_and_modes_are_independent()
    {
        var (a, b) = (await App.NewOrganization(), await App.NewOrganization());
        (await Mint(a.Live, "three")).Should(201);
        (await Mint(b.Live, "three"))["Idempotency-Replayed"].ShouldBeNull();
        (await Mint(a.Test, "three"))["Idempotency-Replayed"].ShouldBeNull();
        (
            await App.Post(
                $"/v1/keys/{a.Test.Id}/suspend",
                a.Live.Secret,
                null,
                ("Idempotency-Key", "three")
            )
        )["Idempotency-Replayed"]
            .ShouldBeNull();
        (await Count(a)).ShouldBe(4);
    }

    [Fact]
    public async Task L9_another_tenant_cannot_read_an_answer_by_guessing_its_key()
    {
        var (a, b) = (await App.NewOrganization(), await App.NewOrganization());
        var first = Key.Of((await Mint(a.Live, "guess")).Should(201).Json);
        (await Mint(b.Live, "guess")).Should(201).Text.ShouldNotContain(first.Secret);
    }

    [Fact]
    public async Task L7_another_key_of_the_same_tenant_gets_the_first_answer()
    {
        var issuer = await App.NewOrganization();
        var other = await issuer.KeyWith("admin");
        var first = (await Mint(issuer.Live, "four")).Should(201);
        (await Mint(other, "four")).Should(201).Bytes.ShouldBe(first.Bytes);
    }

    [Fact]
    public async Task L7_a_first_answer_is_kept_for_24_hours()
    {
        var issuer = await App.NewOrganization();
        var first = (await Mint(issuer.Live, "five")).Should(201);
        App.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await Mint(issuer.Live, "five")).Should(201).Bytes.ShouldBe(first.Bytes);
        App.Advance(TimeSpan.FromSeconds(2));
        var anew = (await Mint(issuer.Live, "five")).Should(201);
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
        (await Mint(issuer.Live, key)).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (await Count(issuer)).ShouldBe(2);
    }

    [Fact]
    public async Task L7_255_characters_pass_and_256_do_not()
    {
        var issuer = await App.NewOrganization();
        (await Mint(issuer.Live, new string('k', 255))).Should(201);
        (await Mint(issuer.Live, new string('k', 256))).ShouldBeProblem(
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
                "/v1/keys",
                issuer.Live.Secret,
                Body,
                ("Idempotency-Key", "a"),
                ("X-Idempotency-Key", "b")
            )
        ).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                Body,
                ("Idempotency-Key", "a"),
                ("Idempotency-Key", "b")
            )
        ).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (
            await App.Post(
                "/v1/keys",
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
        (await Mint(issuer.Live, "six", new { label = "", mode = "test" })).Should(400);
        (await Mint(issuer.Live, "six")).Should(201);
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
    public async Task L7_twins_in_parallel_make_one_key_and_get_one_answer()
    {
        var issuer = await App.NewOrganization();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Mint(issuer.Live, "twins"))
        );
        // Whoever comes while the first is running may be told so; nobody gets a second key.
        answers
            .Where(a => a.Status != 409)
            .Select(a => a.Should(201).Text)
            .Distinct()
            .Count()
            .ShouldBe(1);
        (await Count(issuer)).ShouldBe(3);
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
    public async Task A_repeated_creation_of_an_organization_makes_one()
    {
        var name = $"Twice {Guid.NewGuid():N}";
        var first = (
            await App.Post(
                "/v1/organizations",
                App.OperatorToken,
                new { name },
                ("Idempotency-Key", "create-organization")
            )
        ).Should(201);
        var again = (
            await App.Post(
                "/v1/organizations",
                App.OperatorToken,
                new { name },
                ("Idempotency-Key", "create-organization")
            )
        ).Should(201);
        again.Bytes.ShouldBe(first.Bytes);
    }
}
