using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>A recovery whose node is killed again and again.</summary>
public sealed class RecoveryKillTests
{
    private const int Count = 6_000;

    [Theory]
    [InlineData(Engine.Sqlite, 1, 40)]
    [InlineData(Engine.Postgres, 1, 40)]
    public async Task W12_killed_in_the_middle_a_recovery_goes_on_where_it_was_and_counts_each_event_once(
        Engine engine,
        int kills,
        int killsInLongRun
    )
    {
        await using var cluster = await Cluster.Start(engine);
        var node = cluster.First;
        var (key, _) = await cluster.NewProgramme();
        var organization = (await node.Get("/v1/organization", key)).Should(200).At("id")!;
        var endpoint = (
            await node.Post(
                "/v1/webhooks",
                key,
                """{"url":"https://93.184.215.14/hook","events":["credential.*"]}"""
            )
        )
            .Should(201)
            .At("id")!;
        (await node.Post($"/v1/webhooks/{endpoint}/pause", key)).Should(200);
        var now = TimeProvider.System.GetUtcNow();
        await Listener.StateFacts(cluster.Store, organization, Count, now.AddHours(-1));
        for (var kill = 1; kill <= (Long.Wanted ? killsInLongRun : kills); kill++)
        {
            await cluster.Store.Execute("DELETE FROM webhooks_deliveries");
            var replay = (
                await node.Post(
                    $"/v1/webhooks/{endpoint}/recover",
                    key,
                    $$"""{"since":"{{now.AddHours(-2):O}}"}"""
                )
            )
                .Should(202)
                .At("id")!;
            var at = Random.Shared.Next(1, Count / 2);
            await Listener.Until(async () => await Position(cluster.Store, replay) >= at);
            await node.Kill();
            var before = await Position(cluster.Store, replay);
            (await Deliveries(cluster.Store)).ShouldBe(before);
            // The dead node's lease ends by itself a quarter of a minute later; nothing waits for that here.
            await cluster.Store.Execute("UPDATE platform_leases SET until = 0");
            await node.Start();
            await Listener.Until(async () =>
                (await node.Get($"/v1/webhook-replays/{replay}", key)).At("state") == "done"
            );
            (await Position(cluster.Store, replay)).ShouldBe(Count);
            (await Deliveries(cluster.Store)).ShouldBe(Count);
        }
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_recovery_that_ran_when_the_backup_was_made_does_not_go_on_by_itself_after_the_restore(
        Engine engine
    )
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var programme = await Programme.Start(app);
        var endpoint = (
            await programme.Post(
                "/v1/webhooks",
                """{"url":"https://93.184.215.14/hook","events":["credential.*"]}"""
            )
        ).Should(201);
        await Listener.Until(async () =>
            await app.Execute(
                "UPDATE platform_leases SET holder = 'node_of_a_test', number = number + 1, until = @until WHERE name = 'webhooks.recovering'",
                ("@until", app.Clock.Now.AddSeconds(25).ToUnixTimeMilliseconds())
            ) == 1
        );
        var replay = (
            await programme.Post(
                $"/v1/webhooks/{endpoint.At("id")}/recover",
                $$"""{"since":"{{app.Clock.Now.AddHours(-1):O}}"}"""
            )
        ).Should(202);
        var restored = await app
            .Inside.Get<Vidimus.Platform.Persistence.Restoring>()
            .Run(TestContext.Current.CancellationToken);
        restored.Ended.ShouldContain(e => e.Contains("recoveries", StringComparison.Ordinal));
        var row = (
            await app.Query(
                "SELECT state, running_for FROM webhooks_replays WHERE id = @id",
                ("@id", replay.At("id")!)
            )
        )[0];
        row.ShouldBe(["cancelled", null]);
    }

    private static Task<long> Deliveries(Store store) =>
        store.Number("SELECT count(*) FROM webhooks_deliveries");

    private static Task<long> Position(Store store, string replay) =>
        store.Number("SELECT count FROM webhooks_replays WHERE id = @id", ("@id", replay));
}
