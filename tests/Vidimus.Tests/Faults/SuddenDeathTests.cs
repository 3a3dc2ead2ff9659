using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>Servers that are killed while they work.</summary>
[Collection(nameof(Alone))]
public sealed class SuddenDeathTests
{
    [Theory]
    [InlineData(Engine.Sqlite, 1)]
    [InlineData(Engine.Postgres, 3)]
    public async Task F1_a_server_killed_at_random_among_all_kinds_of_work_leaves_nothing_half_done(
        Engine engine,
        int nodes
    )
    {
        var kills = Long.Wanted ? 200 : 3;
        var random = new Random(20261126);
        await using var cluster = await Cluster.Start(engine, new() { Nodes = nodes });
        var (key, group) = await cluster.NewProgramme();
        ClientLog log;
        await using (var load = new MixedLoad(cluster, key, group))
        {
            log = load.Log;
            await load.WaitFor(20);
            for (var kill = 0; kill < kills; kill++)
            {
                var node = cluster.Nodes[random.Next(nodes)];
                await Task.Delay(random.Next(5, 300));
                await node.Kill();
                await node.Start();
                node.StartedIn.ShouldBeLessThan(TimeSpan.FromSeconds(10));
                await load.WaitFor(10);
                if (kill % 10 == 9)
                    await Invariants.Hold(cluster.Store);
            }
        }
        await Invariants.Hold(cluster.Store, log);
        log.Issued.Count.ShouldBeGreaterThan(kills);
        foreach (var id in log.Issued.Take(5))
            (await cluster.First.Post("/v1/verifications", null, $$"""{"id":"{{id}}"}"""))
                .Should(200)
                .At("verdict")
                .ShouldBeOneOf("valid", "invalid");
    }

    [Fact]
    public async Task Three_nodes_that_meet_on_the_same_rows_lose_no_change()
    {
        await using var cluster = await Cluster.Start(Engine.Postgres, new() { Nodes = 3 });
        var (key, group) = await cluster.NewProgramme();
        var each = Long.Wanted ? 400 : 40;
        var log = new ClientLog();
        // One group, one organization, one total: every unit of every node moves the same rows.
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(client =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < each / 4; i++)
                        {
                            var node = cluster.Nodes[(client + i) % 3];
                            log.Told(
                                (
                                    await node.Post(
                                        "/v1/credentials",
                                        key,
                                        $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}"""
                                    )
                                )
                                    .Should(201)
                                    .At("id")!
                            );
                        }
                    })
                )
        );
        // Hot on one row itself: edits with the version that was read, each of which either counts or says conflict.
        var edits = await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(i =>
                    cluster
                        .Nodes[i % 3]
                        .Send(
                            HttpMethod.Patch,
                            $"/v1/groups/{group}",
                            key,
                            $$"""{"description":"{{i}}"}"""
                        )
                )
        );
        edits.ShouldAllBe(e => e.Status == 200);
        (await cluster.Store.Number("SELECT count(*) FROM credentials_credentials")).ShouldBe(
            3 * each
        );
        (
            await cluster.Store.Number(
                "SELECT count(*) FROM platform_facts WHERE kind = 'group.edited'"
            )
        ).ShouldBe(30);
        (await cluster.Nodes[2].Get($"/v1/groups/{group}", key))
            .Should(200)
            .Json.ToString()
            .ShouldContain((3 * each).ToString(CultureInfo.InvariantCulture));
        await Invariants.Hold(cluster.Store, log);
    }
}
