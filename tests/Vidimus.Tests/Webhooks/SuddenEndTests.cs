using System.Collections.Concurrent;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Faults;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>A server that ends at any moment loses no event.</summary>
public sealed class SuddenEndTests
{
    // On PostgreSQL the tests of faults kill a process at every step of the way in the normal run, too.
    public static TheoryData<Engine> Killed =>
        Long.Wanted ? [Engine.Sqlite, Engine.Postgres] : [Engine.Sqlite];

    [Theory]
    [MemberData(nameof(Killed))]
    public async Task W9_Killed_at_random_under_load_it_loses_no_event_and_repeats_none_under_another_id(
        Engine engine
    )
    {
        var kills = Long.Wanted ? 200 : 2;
        var random = new Random(20261126);
        await using var receiver = Receiver.Behaving(async i =>
        {
            await Task.Delay(Random.Shared.Next(20));
            await i.Answer(204);
        });
        await using var cluster = await Cluster.Start(
            engine,
            new() { Settings = Receiver.Allowed }
        );
        var (key, group) = await cluster.NewProgramme();
        await Listen(cluster, key, receiver);
        var told = new ConcurrentBag<string>();
        using var end = new CancellationTokenSource();
        var load = Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Issue(cluster, key, group, told, end.Token))
        );
        for (var kill = 0; kill < kills; kill++)
        {
            var before = told.Count;
            while (told.Count < before + 10)
                await Task.Delay(5);
            await Task.Delay(random.Next(0, 200));
            await cluster.First.Kill();
            await Expire(cluster);
            await cluster.First.Start();
        }
        await end.CancelAsync();
        await load;

        await Drained(cluster);

        var heard = receiver.Received.ToLookup(r => r.Id);
        var facts = await cluster.Store.Query(
            "SELECT id, resource_id FROM platform_facts WHERE kind = 'credential.issued'"
        );
        var byResource = facts.ToDictionary(f => (string)f[1]!, f => $"evt_{((string)f[0]!)[4..]}");
        foreach (var id in told)
            heard.Contains(byResource[id]).ShouldBeTrue($"{id} was answered and not told");
        heard.Count.ShouldBe(facts.Count, "one id for each, and each at least once");
    }

    [Theory]
    [MemberData(nameof(Killed))]
    public async Task W9_Killed_while_it_sends_it_sends_again_with_the_same_id(Engine engine)
    {
        var holding = true;
        await using var receiver = Receiver.Behaving(i => holding ? i.Silence() : i.Answer(204));
        await using var cluster = await Cluster.Start(
            engine,
            new() { Settings = Receiver.Allowed }
        );
        var (key, group) = await cluster.NewProgramme();
        await Listen(cluster, key, receiver);
        await Issue(cluster.First, key, group);
        var first = (await receiver.Wait())[0];
        // Taken, sent, and not written down.
        await cluster.First.Kill();
        holding = false;
        (
            await cluster.Store.Number(
                "SELECT count(*) FROM webhooks_deliveries WHERE lease <> 0 AND attempts = 1"
            )
        ).ShouldBe(1);
        await Expire(cluster);
        await cluster.First.Start();

        await Drained(cluster);

        receiver.Received.Select(r => r.Id).ShouldBe([first.Id, first.Id]);
        (await cluster.Store.Number("SELECT attempts FROM webhooks_deliveries")).ShouldBe(2);
        // Written down: killed again, and nothing comes a third time.
        await cluster.First.Kill();
        await cluster.First.Start();
        await Issue(cluster.First, key, group);
        await receiver.Wait(3);
        receiver.Received.Select(r => r.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Told_to_stop_it_ends_what_it_sends_and_gives_the_rest_back()
    {
        await using var receiver = Receiver.Behaving(async i =>
        {
            await Task.Delay(500);
            await i.Answer(204);
        });
        await using var cluster = await Cluster.Start(
            Engine.Sqlite,
            new() { Settings = Receiver.Allowed }
        );
        var (key, group) = await cluster.NewProgramme();
        await Listen(cluster, key, receiver);
        for (var i = 0; i < 30; i++)
            await Issue(cluster.First, key, group);
        await receiver.Wait(4);

        (await cluster.First.Terminate()).ShouldBe(0);

        (
            await cluster.Store.Number("SELECT count(*) FROM webhooks_deliveries WHERE lease <> 0")
        ).ShouldBe(0);
        (
            await cluster.Store.Number(
                "SELECT count(*) FROM webhooks_deliveries WHERE state = 'pending' AND attempts <> 0"
            )
        ).ShouldBe(0);
        await cluster.First.Start();
        await Drained(cluster);
        receiver.Count.ShouldBe(30);
    }

    private static async Task Listen(Cluster cluster, string key, Receiver receiver) =>
        (
            await cluster.First.Post(
                "/v1/webhooks",
                key,
                $$"""{"url":"{{receiver.Url}}","events":["credential.issued"]}"""
            )
        ).Should(201);

    private static async Task<string> Issue(Node node, string key, string group) =>
        (
            await node.Post(
                "/v1/credentials",
                key,
                $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}"""
            )
        )
            .Should(201)
            .At("id")!;

    private static async Task Issue(
        Cluster cluster,
        string key,
        string group,
        ConcurrentBag<string> told,
        CancellationToken end
    )
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                told.Add(await Issue(cluster.First, key, group));
            }
            catch (Exception e) when (e is HttpRequestException or ShouldAssertException)
            {
                await Task.Delay(20, CancellationToken.None); // dead, or just about to be
            }
        }
    }

    /// <summary>What a minute of waiting comes to: the leases of the one that was killed are over.</summary>
    private static Task Expire(Cluster cluster) =>
        cluster.Store.Execute("UPDATE webhooks_deliveries SET next_at = 1 WHERE lease <> 0");

    private static async Task Drained(Cluster cluster)
    {
        for (var end = DateTime.UtcNow.AddMinutes(2); ; await Task.Delay(50))
        {
            var left = await cluster.Store.Number(
                "SELECT count(*) FROM webhooks_deliveries WHERE state <> 'succeeded'"
            );
            if (left == 0)
                return;
            DateTime.UtcNow.ShouldBeLessThan(end, $"{left} are left");
        }
    }
}
