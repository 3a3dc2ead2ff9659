using Shouldly;
using Vidimus.Platform.Facts;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Who is told of what concerns everybody: those who listen, in the mode in which they do.</summary>
public abstract class ListenerTests(HookedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HookedOnSqlite shared)
        : ListenerTests(shared),
            IClassFixture<HookedOnSqlite>;

    public sealed class Postgres(HookedOnPostgres shared)
        : ListenerTests(shared),
            IClassFixture<HookedOnPostgres>;

    [Fact]
    public async Task Those_with_an_endpoint_that_asks_for_it_and_is_not_disabled_listen()
    {
        var both = await App.NewOrganization();
        await App.TryMake(both.Live, Hooks.Body(kind: "policy.*"));
        await App.TryMake(both.Live, Hooks.Body(kind: "policy.retired"));
        await App.TryMake(both.Test, Hooks.Body(kind: "*"));
        var paused = await App.NewOrganization();
        var id = (await App.TryMake(paused.Live, Hooks.Body(kind: "policy.retired")))
            .Should(201)
            .At("id");
        (await App.Post($"{Hooks.Path}/{id}/pause", paused.Live.Secret)).Should(200);
        var other = await App.NewOrganization();
        await App.TryMake(other.Live, Hooks.Body(kind: "policy.created"));
        var disabled = await App.NewOrganization();
        id = (await App.TryMake(disabled.Live, Hooks.Body(kind: "*"))).Should(201).At("id");
        (await App.Post($"{Hooks.Path}/{id}/disable", disabled.Live.Secret)).Should(200);
        var deleted = await App.NewOrganization();
        id = (await App.TryMake(deleted.Live, Hooks.Body(kind: "*"))).Should(201).At("id");
        (await App.Delete($"{Hooks.Path}/{id}", deleted.Live.Secret)).Should(204);
        var ofKey = await App.NewOrganization();
        (
            await App.TryMake(ofKey.Live, Hooks.Body($",\"keyId\":\"{ofKey.Live.Id}\"", kind: "*"))
        ).Should(201);

        var retired = await Of("policy.retired");
        retired.ShouldContain((both.Id, "live"));
        retired.ShouldContain((both.Id, "test"));
        retired.ShouldContain((paused.Id, "live"));
        retired.Count(l => l.OrganizationId == both.Id).ShouldBe(2);
        foreach (var none in (Issuer[])[other, disabled, deleted, ofKey])
            retired.ShouldNotContain(l => l.OrganizationId == none.Id);
        (await Of("policy.created", "policy.retired")).ShouldContain((other.Id, "live"));
        (await Of("no.such-kind")).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<(string OrganizationId, string Mode)>> Of(
        params string[] kinds
    )
    {
        await using var db = App.Inside.NewDb();
        return await App.Inside.Get<IFactListeners>().Of(db, kinds, CancellationToken.None);
    }
}
