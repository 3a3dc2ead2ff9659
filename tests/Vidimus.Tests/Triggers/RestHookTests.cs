using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Triggers;

/// <summary>Both ways with Zapier: a Zap's action posts an event here, and a Zap's trigger subscribes to what comes of it.</summary>
public abstract class RestHookTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ListeningOnSqlite shared)
        : RestHookTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : RestHookTests(shared),
            IClassFixture<ListeningOnPostgres>;

    [Fact]
    public async Task A_zap_subscribes_hears_of_what_an_event_issued_and_unsubscribes()
    {
        await using var zap = Receiver.Answering(200);
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith("webhooks:write", "read");
        var subscribed = await App.Post(
            "/v1/webhooks",
            key.Secret,
            $$"""{"url":"{{zap.Url}}","events":["credential.issued"],"include":["resource"]}"""
        );
        var id = subscribed.Should(201).At("id");
        var hook = await Hook.Make(programme, Hook.File("zapier.trigger.json"));
        var done = (await hook.Send(Hook.File("zapier.json"))).Should(200);

        var heard = (await zap.Wait()).ShouldHaveSingleItem();
        heard.Kind.ShouldBe("credential.issued");
        heard
            .Json.GetProperty("resource")
            .GetProperty("id")
            .GetString()
            .ShouldBe(done.At("credentialId"));
        // The samples of a Zap that is being made have the same members.
        var sample = (await App.Get("/v1/webhooks/events"))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Single(t => t.GetProperty("type").GetString() == "credential.issued")
            .GetProperty("example");
        sample
            .EnumerateObject()
            .Select(m => m.Name)
            .Except(heard.Json.EnumerateObject().Select(m => m.Name))
            .ShouldBeEmpty();

        (await App.Delete($"/v1/webhooks/{id}", key.Secret)).Should(204);
        (await programme.Issue()).Id.ShouldNotBeNull();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        zap.Count.ShouldBe(1);
    }
}
