using Shouldly;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Which endpoint is told of what.</summary>
public abstract class FollowingTests(SharedApp app) : Scenario(app)
{
    [Fact]
    public async Task An_endpoint_is_told_of_what_it_asked_for_in_its_own_mode()
    {
        await using var receiver = Receiver.Answering();
        var live = await Programme.Start(App);
        var test = await Programme.In(live.Issuer, test: true);
        var stranger = await Programme.Start(App);
        var (all, some, one, none, other) = (
            await live.Listen(receiver),
            await live.Listen(receiver, "credential.*"),
            await live.Listen(receiver, "credential.revoked"),
            await live.Listen(receiver, "group.*"),
            await test.Listen(receiver)
        );
        var foreign = await stranger.Listen(receiver);

        var issued = await live.Issue();
        (
            await live.Post(
                $"/v1/credentials/{issued.Id}/revoke",
                """{"reason":"Issued in error"}"""
            )
        ).Should(200);

        string[] both = ["credential.issued", "credential.revoked"];
        (await Kinds(all))
            .Where(k => k.StartsWith("credential.", StringComparison.Ordinal))
            .ShouldBe(both);
        (await Kinds(all)).ShouldContain("webhook.created");
        (await Kinds(some)).ShouldBe(both);
        (await Kinds(one)).ShouldBe(["credential.revoked"]);
        (await Kinds(none)).ShouldBeEmpty();
        (await Kinds(other)).ShouldNotContain("credential.issued");
        (await Kinds(foreign)).ShouldNotContain("credential.issued");
    }

    [Fact]
    public async Task What_star_leaves_out_is_told_to_those_who_name_it()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var (star, prefix, name) = (
            await programme.Listen(receiver, "*"),
            await programme.Listen(receiver, "credential.*"),
            await programme.Listen(receiver, "credential.verified")
        );
        var types = (await programme.Get("/v1/webhooks/events")).Text;
        types.ShouldContain("credential.verified");
        // Stated as the server itself states it.
        await State(programme, "credential.verified");

        (await Kinds(star)).ShouldNotContain("credential.verified");
        (await Kinds(prefix)).ShouldNotContain("credential.verified");
        (await Kinds(name)).ShouldBe(["credential.verified"]);
    }

    [Fact]
    public async Task A_keys_endpoint_hears_of_its_doings_and_an_objects_endpoint_of_the_object_instead()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith("admin");
        var own = await programme.Listen(receiver, "credential.*", $$""","keyId":"{{key.Id}}" """);
        var by = programme with { Key = key };
        await programme.Issue();
        var issued = await by.Issue();
        (await Kinds(own)).ShouldBe(["credential.issued"]);
        var about = await programme.Listen(
            receiver,
            "credential.*",
            $$""","resourceId":"{{issued.Id}}" """
        );

        (
            await by.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Issued in error"}""")
        ).Should(200);
        await by.Issue();

        (await Kinds(own)).ShouldBe(["credential.issued", "credential.issued"]);
        (await Kinds(about)).ShouldBe(["credential.revoked"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_objects_endpoint_that_is_not_told_does_not_keep_it_from_the_keys_endpoint(
        bool disabled
    )
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith("admin");
        var own = await programme.Listen(receiver, "credential.*", $$""","keyId":"{{key.Id}}" """);
        var by = programme with { Key = key };
        var issued = await by.Issue();
        var about = await programme.Listen(
            receiver,
            disabled ? "credential.*" : "credential.suspended",
            $$""","resourceId":"{{issued.Id}}" """
        );
        if (disabled)
            (await programme.Post($"/v1/webhooks/{about}/disable")).Should(200);

        (
            await by.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Issued in error"}""")
        ).Should(200);

        (await Kinds(own)).ShouldBe(["credential.issued", "credential.revoked"]);
        (await Kinds(about)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Facts_about_one_object_are_numbered_in_their_order_without_gaps()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        await programme.Listen(receiver, "credential.suspended");

        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                    await programme.Post(
                        $"/v1/credentials/{issued.Id}/{(i % 2 == 0 ? "suspend" : "reinstate")}",
                        """{"reason":"Under review"}"""
                    )
                )
        );
        await programme.Post(
            $"/v1/credentials/{issued.Id}/revoke",
            """{"reason":"Issued in error"}"""
        );

        var numbers = (
            await App.Query(
                "SELECT sequence FROM platform_facts WHERE resource_id = @id ORDER BY id",
                ("@id", issued.Id)
            )
        )
            .Select(r => r[0])
            .ToList();
        numbers.Count(n => n is null).ShouldBe(1, "nobody listened when it was issued");
        var counted = numbers.Where(n => n is not null).Select(Convert.ToInt64).ToList();
        counted.Order().ShouldBe(Enumerable.Range(1, counted.Count).Select(n => (long)n));
    }

    private async Task<IEnumerable<string>> Kinds(string endpoint) =>
        (await App.Deliveries(endpoint)).Select(d => d.Kind).Order(StringComparer.Ordinal);

    private async Task State(Programme programme, string kind) =>
        (
            await App
                .Inside.Get<Commits>()
                .Commit<bool>(
                    Author.Installation with
                    {
                        OrganizationId = programme.Issuer.Id,
                    },
                    unit =>
                    {
                        unit.State(new SimpleFact(kind, "cred_example"));
                        return Task.FromResult<Result<bool>>(true);
                    },
                    CancellationToken.None
                )
        ).Ok.ShouldBeTrue();

    public sealed class Sqlite(ListeningOnSqlite app)
        : FollowingTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : FollowingTests(app),
            IClassFixture<ListeningOnPostgres>;
}
