using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>Several nodes at work on the same data.</summary>
public sealed class SeveralNodesTests
{
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

    [Fact]
    public async Task K9_a_revocation_binds_every_other_process_at_once_also_one_that_stood_still_meanwhile()
    {
        await using var cluster = await Cluster.Start(Engine.Postgres, new() { Nodes = 3 });
        var (admin, _) = await cluster.NewProgramme();
        var key = Key.Of(
            (await cluster.First.Post("/v1/keys", admin, new { label = "Ends", mode = "live" }))
                .Should(201)
                .Json
        );
        foreach (var node in cluster.Nodes)
            (await node.Get("/v1/auth/me", key.Secret)).Should(200);
        await cluster.Nodes[2].Pause();
        (await cluster.First.Post($"/v1/keys/{key.Id}/revoke", admin, "{}")).Should(200);
        (await cluster.Nodes[1].Get("/v1/auth/me", key.Secret)).ShouldBeProblem(
            401,
            "AUTH_REVOKED_KEY"
        );
        await cluster.Nodes[2].Continue();
        (await cluster.Nodes[2].Get("/v1/auth/me", key.Secret)).ShouldBeProblem(
            401,
            "AUTH_REVOKED_KEY"
        );
    }
}
