using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Repeating;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>Nodes that die or stand still at a chosen moment on an event's way to its receiver.</summary>
public sealed class WebhookFaultTests
{
    private const string Taking = "UPDATE webhooks_deliveries AS t0 SET next_at";
    private const string WritingDown = "UPDATE webhooks_deliveries SET";

    [Fact]
    public async Task W9_killed_before_or_after_any_commit_on_its_way_an_event_is_neither_lost_nor_made_up()
    {
        Engines.Demand(Engine.Postgres);
        var database = await PostgresServer.CreateDatabase();
        try
        {
            await using var held = new HeldDatabase(database);
            await using var receiver = Receiver.Answering();
            await using var cluster = await Cluster.Start(
                Engine.Postgres,
                new()
                {
                    ConnectionString = database,
                    Through = held.ConnectionString,
                    Settings = Receiver.Allowed,
                }
            );
            await new Journey(cluster, held, receiver).Run();
        }
        finally
        {
            await PostgresServer.DropDatabase(database);
        }
    }

    [Fact]
    public async Task F6_what_a_node_that_stood_still_found_out_is_not_written_over_what_another_did()
    {
        var release = new TaskCompletionSource();
        await using var receiver = Receiver.Behaving(async i =>
        {
            // The one that is to stand still is kept waiting, and would bring bad news.
            if (i.Request.Headers["User-Agent"] == "Still")
            {
                await release.Task.WaitAsync(i.Stop);
                await i.Answer(500);
            }
            else
                await i.Answer(204);
        });
        await using var cluster = await Cluster.Start(
            Engine.Postgres,
            new()
            {
                Settings = new Dictionary<string, string>(Receiver.Allowed)
                {
                    ["Outgoing:UserAgent"] = "Still",
                },
            }
        );
        var (key, group) = await cluster.NewProgramme();
        var hook = await Hook.Make(cluster.First, key, receiver, "credential.issued");
        await Issue(cluster.First, key, group);
        await receiver.Wait();
        await cluster.First.Pause();
        await using var other = cluster.Another(null, ("Outgoing:UserAgent", "Other"));
        await other.Start();
        await Task.Delay(TimeSpan.FromSeconds(1));
        receiver.Count.ShouldBe(1, "the lease lasts");

        if (Long.Wanted)
            await Task.Delay(TimeSpan.FromSeconds(90));
        else
            await WebhookInvariants.EndLeases(cluster.Store);

        await receiver.Wait(2);
        await Settles(cluster.Store, "state = 'succeeded'");
        release.SetResult();
        await cluster.First.Continue();
        // Its late try is on the record of tries, and changes nothing.
        await Settles(
            cluster.Store,
            "1 = (SELECT count(*) FROM webhooks_attempts WHERE number = 1)"
        );
        (
            await cluster.Store.Query(
                "SELECT state, attempts, tries, lease, last_status FROM webhooks_deliveries"
            )
        )
            .ShouldHaveSingleItem()
            .Select(value => $"{value}")
            .ShouldBe(["succeeded", "2", "0", "0", "204"]);
        (await cluster.Store.Query("SELECT number, outcome FROM webhooks_attempts ORDER BY number"))
            .Select(r => $"{r[0]} {r[1]}")
            .ShouldBeSubsetOf(["1 refused", "1 unreachable", "1 timeout", "2 succeeded"]);
        await Task.Delay(500);
        hook.Received.Select(r => r.Id).Distinct().ShouldHaveSingleItem();
        receiver.Count.ShouldBe(2);
        await Invariants.Hold(cluster.Store, null, hook);
    }

    private static async Task Settles(Store store, string condition)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(2); )
        {
            if (
                await store.Number($"SELECT count(*) FROM webhooks_deliveries WHERE {condition}")
                == 1
            )
                return;
            await Task.Delay(20);
        }
        throw new TimeoutException(condition);
    }

    private static Task<Answer> Issue(
        Node node,
        string key,
        string group,
        string repeatKey = "once"
    ) =>
        node.Post(
            "/v1/credentials",
            key,
            $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}""",
            ("Idempotency-Key", repeatKey)
        );

    /// <summary>One event after the other, with a death at each step of the way.</summary>
    private sealed class Journey(Cluster cluster, HeldDatabase held, Receiver receiver)
    {
        private string _key = "";
        private string _group = "";
        private Hook? _hook;

        public async Task Run()
        {
            (_key, _group) = await cluster.NewProgramme();
            _hook = await Hook.Make(cluster.First, _key, receiver, "credential.issued");

            await DieInIssue(Step.BeforeCommit);
            (await Delivered()).ShouldBe((0, 0), "what was not committed did not happen");
            (await Issue(cluster.First, _key, _group, "BeforeCommit")).Should(201);
            await ArrivesAs(1, attempts: 1);

            await DieInIssue(Step.AfterCommit);
            await ArrivesAs(2, attempts: 1);
            (await Issue(cluster.First, _key, _group, "AfterCommit")).Should(201);

            await DieInDelivery(Step.AfterCommit, Taking);
            receiver.Count.ShouldBe(2, "taken and not sent");
            await WebhookInvariants.EndLeases(cluster.Store);
            await ArrivesAs(3, attempts: 2);

            await DieInDelivery(Step.BeforeCommit, WritingDown);
            receiver.Count.ShouldBe(4, "sent and not written down");
            await WebhookInvariants.EndLeases(cluster.Store);
            await ArrivesAs(5, attempts: 2);
            var received = receiver.Received;
            received[4].Id.ShouldBe(received[3].Id, "the same event again");

            await DieInDelivery(Step.AfterCommit, WritingDown);
            await ArrivesAs(6, attempts: 1);
            await WebhookInvariants.EndLeases(cluster.Store);
            await Task.Delay(600);
            receiver.Count.ShouldBe(6, "what is written down is not sent again");
            (await Delivered()).ShouldBe((5, 5));
            await WebhookInvariants.AllArrives(cluster.Store, [_hook]);
            await Invariants.Hold(cluster.Store, null, _hook);
        }

        private async Task DieInIssue(Step step)
        {
            var reached = held.Hold(step);
            var asked = Issue(cluster.First, _key, _group, step.ToString());
            await Die(reached);
            await Should.ThrowAsync<HttpRequestException>(asked);
            await cluster.First.Start();
        }

        private async Task DieInDelivery(Step step, string change)
        {
            var reached = held.Hold(step, change: change);
            (await Issue(cluster.First, _key, _group, Guid.NewGuid().ToString())).Should(201);
            await Die(reached);
            await cluster.First.Start();
        }

        private async Task Die(Task reached)
        {
            await reached.WaitAsync(TimeSpan.FromSeconds(60));
            await cluster.First.Kill();
            held.Break();
        }

        /// <summary>The newest delivery has succeeded with so many attempts, and the receiver has got so much.</summary>
        private async Task ArrivesAs(int received, int attempts)
        {
            await receiver.Wait(received);
            var newest = "created_at = (SELECT max(created_at) FROM webhooks_deliveries)";
            await Settles(
                cluster.Store,
                $"state = 'succeeded' AND attempts = {attempts} AND {newest}"
            );
            receiver.Count.ShouldBe(received);
        }

        private async Task<(long All, long Succeeded)> Delivered() =>
            (
                await cluster.Store.Number("SELECT count(*) FROM webhooks_deliveries"),
                await cluster.Store.Number(
                    "SELECT count(*) FROM webhooks_deliveries WHERE state = 'succeeded'"
                )
            );
    }
}
