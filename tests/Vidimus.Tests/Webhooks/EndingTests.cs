using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Endpoints that change or end while something is on its way to them.</summary>
public abstract class EndingTests(SharedApp app) : Scenario(app)
{
    [Fact]
    public async Task W11_What_waits_goes_to_the_address_that_is_set_when_it_is_sent()
    {
        await using var before = Receiver.Answering();
        await using var after = Receiver.Answering();
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(before, "credential.issued");
        await programme.Pause(endpoint);
        await programme.Issue();
        await Task.Delay(400);

        (await programme.Patch($"/v1/webhooks/{endpoint}", $$"""{"url":"{{after.Url}}"}""")).Should(
            200
        );
        (await App.Deliveries(endpoint)).ShouldHaveSingleItem().Attempts.ShouldBe(0);
        await programme.Resume(endpoint);

        await after.Wait();
        before.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("delete")]
    public async Task W11_What_waits_for_an_endpoint_that_ends_is_cancelled(string how)
    {
        await using var receiver = Receiver.Answering(500);
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        for (var i = 0; i < 5; i++)
            await programme.Issue();
        await App.Settled(endpoint, 5);
        var sent = receiver.Count;

        await End(programme, endpoint, how);

        await App.Until(
            endpoint,
            d => d.All(x => x is { State: "cancelled", NextAt: null, Lease: 0 })
        );
        await programme.Issue();
        await Task.Delay(300);
        receiver.Count.ShouldBe(sent);
        (await App.Deliveries(endpoint)).Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("delete")]
    public async Task W11_What_is_on_its_way_when_the_endpoint_ends_is_not_tried_again(string how)
    {
        var release = new TaskCompletionSource();
        await using var receiver = Receiver.Behaving(async i =>
        {
            await release.Task.WaitAsync(i.Stop);
            await i.Answer(500);
        });
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        await receiver.Wait();

        await End(programme, endpoint, how);
        release.SetResult();

        var over = await App.Until(endpoint, d => d.All(x => x is { NextAt: null, Lease: 0 }));
        over[0].State.ShouldBe("cancelled");
        receiver.Count.ShouldBe(1);
    }

    [Fact]
    public async Task W11_What_happens_while_the_organization_is_disabled_waits_and_is_told_once_it_is_in_use_again()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(receiver, "*");
        await programme.Issue();
        await App.Settled(endpoint, 2);
        var sent = receiver.Count;
        await programme.Pause(endpoint);
        await programme.Issue();
        await TurnTo(programme, "disabled");
        // As if it had been resumed just before.
        await App.Execute(
            "UPDATE webhooks_endpoints SET state = 'active' WHERE id = @id",
            ("@id", endpoint)
        );

        await Task.Delay(1500);
        receiver.Count.ShouldBe(sent);
        (await App.Deliveries(endpoint))
            .Count(d => d is { State: "pending", NextAt: not null, Attempts: 0 })
            .ShouldBeGreaterThanOrEqualTo(3, "the pause, the issue and the end of use");
        await TurnTo(programme, "active");

        var told = await App.Until(endpoint, d => d.All(x => x.State == "succeeded"));
        told.Count(d => d.Kind == "organization.changed").ShouldBe(2);
        receiver.Count.ShouldBe(told.Count);
    }

    private async Task TurnTo(Programme programme, string state) =>
        (
            await App.Patch(
                $"/v1/organizations/{programme.Issuer.Id}",
                App.OperatorToken,
                $$"""{"state":"{{state}}"}"""
            )
        ).Should(200);

    private static async Task End(Programme programme, string endpoint, string how)
    {
        if (how == "delete")
            (await programme.Delete($"/v1/webhooks/{endpoint}")).Should(204);
        else
            (await programme.Post($"/v1/webhooks/{endpoint}/disable")).Should(200);
    }

    public sealed class Sqlite(ListeningOnSqlite app)
        : EndingTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : EndingTests(app),
            IClassFixture<ListeningOnPostgres>;
}
