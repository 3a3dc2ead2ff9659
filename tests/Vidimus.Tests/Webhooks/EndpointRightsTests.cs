using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Nobody has told to an address of their choice, or reads from deliveries, what they could not read.</summary>
public abstract class EndpointRightsTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ListeningOnSqlite shared)
        : EndpointRightsTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : EndpointRightsTests(shared),
            IClassFixture<ListeningOnPostgres>;

    private const string Elsewhere = "http://127.0.0.1:48888/elsewhere";

    [Theory]
    [InlineData("credential.issued", "recipient", "credentials:read")]
    [InlineData("credential.issued", "resource", "credentials:read")]
    [InlineData("credential.issued", "resource", "groups:read", "credentials:read")]
    [InlineData("key.minted", null, "keys:admin")]
    [InlineData("key.*", null, "keys:admin", "write")]
    [InlineData("spend.threshold", null, "keys:admin", "write")]
    public async Task An_endpoint_is_made_with_the_scopes_that_read_what_it_is_told(
        string kind,
        string? include,
        string needed,
        params string[] more
    )
    {
        var issuer = await App.NewOrganization();
        var without = await issuer.KeyWith(["webhooks:write", .. more]);
        var included = include is null ? "" : $$""","include":["{{include}}"]""";
        Lacks(await Make(without, kind, included), needed);
        if (include is not null)
            (await Make(await issuer.KeyWith("webhooks:write", "read"), kind, included)).Should(
                201
            );
        if (include is null)
            Lacks(
                await App.Post(
                    "/api/v1/webhooks",
                    without.Secret,
                    $$"""{"url":"{{Elsewhere}}","events":["{{kind}}"]}"""
                ),
                needed
            );
        // By whoever may read it; and what is there already is not made more of by anybody else.
        var id = (await Make(issuer.Live, kind, included)).Should(201).At("id")!;
        foreach (
            var change in (string[])
                [$$"""{"url":"{{Elsewhere}}"}""", $$"""{"events":["{{kind}}"]{{included}}}"""]
        )
            Lacks(await App.Patch($"{Hooks.Path}/{id}", without.Secret, change), needed);
        var thin = (await Make(without, "credential.issued", "")).Should(201).At("id")!;
        Lacks(
            await App.Patch(
                $"{Hooks.Path}/{thin}",
                without.Secret,
                $$"""{"events":["{{kind}}"]{{included}}}"""
            ),
            needed
        );
        (await App.Post($"{Hooks.Path}/{id}/disable", without.Secret)).Should(200);
        Lacks(await App.Post($"{Hooks.Path}/{id}/resume", without.Secret), needed);
        var number = (
            await App.Query("SELECT number FROM webhooks_endpoints WHERE id = @id", ("@id", id))
        )[0][0];
        Lacks(
            await App.Patch(
                $"/api/v1/webhooks/{number}",
                without.Secret,
                """{"status":"active"}"""
            ),
            needed
        );
        (await App.Post($"{Hooks.Path}/{id}/rotate-secret", without.Secret)).Should(201);
        (await App.Get($"{Hooks.Path}/{id}", issuer.Live.Secret))
            .Should(200)
            .At("url")
            .ShouldNotBe(Elsewhere);
    }

    [Theory]
    [InlineData("/v1/webhooks")]
    [InlineData("/api/v1/webhooks")]
    public async Task Whoever_cannot_read_keys_hears_of_everything_but_keys(string path)
    {
        await using var all = Receiver.Answering();
        await using var some = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(all);
        var writer = await programme.Issuer.KeyWith("write");
        var made = (
            await App.Post(path, writer.Secret, $$"""{"url":"{{some.Url}}","events":["*"]}""")
        ).Should(201);
        if (path == Hooks.Path)
            (made.At("events"), made.At("withheld")).ShouldBe(
                ("""["*"]""", """["admin","approvals:decide","keys:admin","members:admin"]""")
            );
        await programme.Issuer.KeyWith("read");
        await programme.Issue();
        foreach (var receiver in (Receiver[])[all, some])
            await Patience.Until(() =>
                Task.FromResult(receiver.Received.Any(r => r.Kind == "credential.issued"))
            );
        some.Received.Select(r => r.Kind).ShouldContain("credential.issued");
        all.Received.Select(r => r.Kind).ShouldContain("key.minted");
        some.Received.Select(r => r.Kind).ShouldNotContain("key.minted");
    }

    [Fact]
    public async Task What_was_put_up_before_does_not_go_to_an_address_of_somebody_who_may_not_read_it()
    {
        await using var first = Receiver.Answering();
        await using var second = Receiver.Answering();
        var programme = await Programme.Start(App);
        var id = await programme.Listen(first);
        await programme.Issuer.KeyWith("read");
        var key = (await App.Until(id, all => all.Any(d => d.Kind == "key.minted"))).First(d =>
            d.Kind == "key.minted"
        );
        await App.Settled(id);
        var writer = await programme.Issuer.KeyWith("webhooks:write", "webhooks:read");
        (
            await App.Patch(
                $"{Hooks.Path}/{id}",
                writer.Secret,
                $$"""{"url":"{{second.Url}}","events":["credential.*"]}"""
            )
        ).Should(200);
        await App.Post($"{Hooks.Path}/{id}/deliveries/{key.EventId}/resend", writer.Secret);
        await programme.Issue();
        await second.Wait();
        await App.Until(id, all => all.All(d => d.NextAt is null));
        second.Received.Select(r => r.Kind).ShouldNotContain("key.minted");
        (await App.Deliveries(id))
            .Single(d => d.EventId == key.EventId)
            .State.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_delivery_shows_nobody_more_than_they_may_read()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var id = await programme.Listen(receiver, "*", ""","include":["resource","recipient"]""");
        var reader = await programme.Issuer.KeyWith("webhooks:read");
        var issued = await programme.Issue();
        var settled = await App.Until(
            id,
            all =>
                all.Any(d => d.Kind == "credential.issued") && all.Any(d => d.Kind == "key.minted")
        );
        foreach (var (key, may) in new[] { (programme.Key, true), (reader, false) })
        {
            var credential = await Shown(key, "credential.issued");
            var body = credential.At("request", "body")!;
            body.ShouldContain(issued.Id);
            body.Contains("Ada Example").ShouldBe(may);
            body.Contains("\"state\":{").ShouldBe(may);
            var minted = await Shown(key, "key.minted");
            (minted.Json.GetProperty("request").ValueKind == JsonValueKind.Object).ShouldBe(may);
        }

        async Task<Answer> Shown(Key key, string kind) =>
            (
                await App.Get(
                    $"{Hooks.Path}/{id}/deliveries/{settled.First(d => d.Kind == kind).EventId}",
                    key.Secret
                )
            ).Should(200);
    }

    private Task<Answer> Make(Key key, string kind, string more) =>
        App.TryMake(key, Hooks.Body(more, "http://127.0.0.1:48889/here", kind));

    private static void Lacks(Answer answer, string scope)
    {
        answer.Should(403);
        answer.Text.ShouldContain("AUTH_SCOPE_INSUFFICIENT");
        answer.Text.ShouldContain(scope);
    }
}
