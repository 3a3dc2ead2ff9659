using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class IdempotencyTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : IdempotencyTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : IdempotencyTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_repeated_issue_answers_the_same_bytes_and_issues_once()
    {
        var programme = await Programme.Start(App);
        var body = programme.Body();
        var first = (await programme.Post("/v1/credentials", body, Key("k-1"))).Should(201);
        first["Idempotency-Replayed"].ShouldBeNull();
        App.Advance(TimeSpan.FromHours(23));
        var again = (await programme.Post("/v1/credentials", body, Key("k-1"))).Should(201);
        again["Idempotency-Replayed"].ShouldBe("true");
        again.Bytes.ShouldBe(first.Bytes);
        var seed = (
            await programme.Post("/v1/credentials", body, ("X-Idempotency-Key", "k-1"))
        ).Should(201);
        (seed["Idempotency-Replayed"], seed.Text).ShouldBe(("true", first.Text));
        var quoted = (await programme.Post("/v1/credentials", body, Key("\"k-1\""))).Should(201);
        quoted.Text.ShouldBe(first.Text);
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task L7_twins_issue_one_credential_and_wait_for_its_answer()
    {
        var programme = await Programme.Start(App);
        var twins = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(_ => programme.Insist("/v1/credentials", programme.Body(), Key("twin")))
        );
        twins.Select(t => t.Should(201).Text).Distinct().Count().ShouldBe(1);
        twins.Count(t => t["Idempotency-Replayed"] is null).ShouldBe(1);
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Another_body_with_the_same_key_is_refused_and_another_key_issues_another_credential()
    {
        var programme = await Programme.Start(App);
        var first = Issued.Of(
            (await programme.Post("/v1/credentials", programme.Body(), Key("one"))).Should(201)
        );
        (
            await programme.Post(
                "/v1/credentials",
                programme.Body(recipient: """{"name":"Eve Example"}"""),
                Key("one")
            )
        ).ShouldBeProblem(422, "IDEMPOTENCY_CONFLICT");
        var second = Issued.Of(
            (await programme.Post("/v1/credentials", programme.Body(), Key("two"))).Should(201)
        );
        second.Id.ShouldNotBe(first.Id);
        (await programme.Counts()).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_refusal_is_not_remembered()
    {
        var programme = await Programme.Start(App);
        (await programme.Post($"/v1/groups/{programme.GroupId}/archive")).Should(200);
        (await programme.Post("/v1/credentials", programme.Body(), Key("k"))).ShouldBeProblem(
            409,
            "GROUP_ARCHIVED"
        );
        (await programme.Post($"/v1/groups/{programme.GroupId}/restore")).Should(200);
        var issued = (await programme.Post("/v1/credentials", programme.Body(), Key("k"))).Should(
            201
        );
        issued["Idempotency-Replayed"].ShouldBeNull();
    }

    [Fact]
    public async Task A_key_belongs_to_its_route_its_organization_and_its_mode()
    {
        var live = await Programme.Start(App);
        var test = await Programme.In(live.Issuer, test: true);
        var other = await Programme.Start(App);
        var ids = new List<string>();
        foreach (var programme in (Programme[])[live, test, other])
        {
            ids.Add(
                (await programme.Post("/v1/credentials", programme.Body(), Key("same")))
                    .Should(201)
                    .At("id")!
            );
            (await programme.Post("/v1/groups", """{"name":"x"}""", Key("same")))
                .Should(201)["Idempotency-Replayed"]
                .ShouldBeNull();
        }
        ids.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task After_a_day_the_key_is_free_again()
    {
        var programme = await Programme.Start(App);
        var first = (await programme.Post("/v1/credentials", programme.Body(), Key("day"))).Should(
            201
        );
        App.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        var later = (await programme.Post("/v1/credentials", programme.Body(), Key("day"))).Should(
            201
        );
        later["Idempotency-Replayed"].ShouldBeNull();
        later.At("id").ShouldNotBe(first.At("id"));
        (await programme.Post("/v1/credentials", programme.Body(), Key("day")))
            .Should(201)
            .Text.ShouldBe(later.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("a b")]
    [InlineData("long")]
    public async Task A_key_without_a_usable_form_is_refused(string key)
    {
        var programme = await Programme.Start(App);
        (
            await programme.Post(
                "/v1/credentials",
                programme.Body(),
                Key(key == "long" ? new string('k', 256) : key)
            )
        ).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (
            await programme.Post(
                "/v1/credentials",
                programme.Body(),
                Key("a"),
                ("X-Idempotency-Key", "b")
            )
        ).ShouldBeProblem(400, "IDEMPOTENCY_KEY_INVALID");
        (
            await programme.Post("/v1/credentials", programme.Body(), Key(new string('k', 255)))
        ).Should(201);
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_repeated_list_answers_the_same_bytes_and_issues_once()
    {
        var programme = await Programme.Start(App);
        var body =
            $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{"name":"Ada Example"}},{"recipient":{}},{"recipient":{"name":"Bo Example"}}]}""";
        var twins = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => programme.Insist("/v1/credentials/batch", body, Key("list")))
        );
        twins.Select(t => t.Should(200).Text).Distinct().Count().ShouldBe(1);
        (await programme.Counts()).ShouldBe((2, 0));
    }

    private static (string, string) Key(string key) => ("Idempotency-Key", key);
}
