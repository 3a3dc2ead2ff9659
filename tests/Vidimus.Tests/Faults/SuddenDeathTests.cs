using System.Collections.Concurrent;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>
/// Servers that are killed while they work. They run alone: one that starts again is there within ten seconds, which is said of a
/// machine that has nothing else to do.
/// </summary>
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
}
