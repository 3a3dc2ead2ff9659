using System.Collections.Concurrent;
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
        var settings = new Dictionary<string, string>(Receiver.Allowed)
        {
            ["Prices:credential.issue"] = "3",
        };
        await using var cluster = await Cluster.Start(
            engine,
            new() { Nodes = nodes, Settings = settings }
        );
        var (key, group) = await cluster.NewProgramme();
        await using var receiver = Receiver.Answering();
        await using var unsteady = Unsteady();
        Hook[] hooks =
        [
            await Hook.Make(cluster.First, key, receiver),
            await Hook.Make(cluster.First, key, unsteady, "credential.* key.revoked"),
        ];
        ClientLog log;
        await using (var load = new MixedLoad(cluster, key, group, hooks: hooks))
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
                    await Invariants.Hold(cluster.Store, hooks: hooks);
            }
        }
        // One that died may have left them paused.
        foreach (var hook in hooks)
            (await cluster.First.Post($"{hook.Path}/resume", key)).Should(200);
        await WebhookInvariants.AllArrives(cluster.Store, hooks);
        await Invariants.Hold(cluster.Store, log, hooks);
        ShouldHaveHeard(hooks[0], log.Issued.Count);
        log.Issued.Count.ShouldBeGreaterThan(kills);
        foreach (var id in log.Issued.Take(5))
            (await cluster.First.Post("/v1/verifications", null, $$"""{"id":"{{id}}"}"""))
                .Should(200)
                .At("verdict")
                .ShouldBeOneOf("valid", "invalid");
    }

    /// <summary>Slow now and then, and every third event it takes only when it comes again.</summary>
    private static Receiver Unsteady()
    {
        var seen = new ConcurrentDictionary<string, bool>();
        return Receiver.Behaving(async i =>
        {
            var first = seen.TryAdd(i.Request.Id, true);
            await Task.Delay(Random.Shared.Next(20));
            await i.Answer(first && i.Request.Id[^1] % 3 == 0 ? 500 : 200);
        });
    }

    private static void ShouldHaveHeard(Hook hook, int issued) =>
        hook
            .Received.Where(r => r.Kind == "credential.issued")
            .Select(r => r.Id)
            .Distinct()
            .Count()
            .ShouldBeGreaterThanOrEqualTo(issued, "what a client was told, a receiver was told");

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

    [Fact]
    public async Task K13_no_plain_key_stands_in_the_files_a_sudden_death_leaves_nor_in_a_backup_of_them()
    {
        await using var cluster = await Cluster.Start(Engine.Sqlite);
        var (admin, group) = await cluster.NewProgramme();
        var key = Key.Of(
            (
                await cluster.First.Post(
                    "/v1/keys",
                    admin,
                    """{"label":"Kept","mode":"live","scopes":["credentials:issue"]}""",
                    ("Idempotency-Key", "kept")
                )
            )
                .Should(201)
                .Json
        );
        (
            await cluster.First.Post(
                "/v1/credentials",
                key.Secret,
                $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}""",
                ("Idempotency-Key", "kept")
            )
        ).Should(201);
        await cluster.First.Kill();
        // The first start's own file holds its keys on purpose; the operator is told to delete it.
        File.Delete(Path.Combine(cluster.Store.Folder, "first-keys.txt"));
        foreach (var file in Directory.GetFiles(cluster.Store.Folder))
            Output
                .FoundIn(await File.ReadAllBytesAsync(file))
                .ShouldBeEmpty(Path.GetFileName(file));
        var backup = Path.Combine(cluster.Store.Folder, "backup.db");
        (await cluster.Command("backup", backup)).Code.ShouldBe(0);
        Output.FoundIn(await File.ReadAllBytesAsync(backup)).ShouldBeEmpty();
        await Invariants.Hold(cluster.Store);
    }
}
