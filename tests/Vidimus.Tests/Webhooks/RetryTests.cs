using Shouldly;
using Vidimus.Platform.Persistence;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>What does not arrive is tried again, for days and not for ever; who moves the clock has a server of his own.</summary>
public abstract class RetryTests(Engine engine)
{
    private static readonly int[] Steps =
    [
        5,
        300,
        1_800,
        7_200,
        18_000,
        36_000,
        50_400,
        72_000,
        86_400,
    ];

    [Fact]
    public async Task W13_Every_step_of_the_schedule_is_within_a_fifth_and_the_last_is_the_end()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering(500);
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        var total = TimeSpan.Zero;
        for (var i = 0; i < Steps.Length; i++)
        {
            var waiting = (await app.Until(endpoint, d => d[0].Tries == i + 1 && d[0].Lease == 0))[
                0
            ];
            var pause = waiting.NextAt!.Value - app.Clock.Now;
            pause.TotalSeconds.ShouldBeInRange(Steps[i] * 0.8, Steps[i] * 1.2);
            total += pause;
            app.Clock.Jump(pause);
        }

        var over = (await app.Until(endpoint, d => d[0].State == "failed"))[0];

        (over.Tries, over.Attempts, over.NextAt).ShouldBe((10, 10, null));
        total.TotalHours.ShouldBeInRange(60, 91);
        receiver.Count.ShouldBe(10);
        receiver.Received.Select(r => r.Id).Distinct().ShouldHaveSingleItem();
        (await app.Attempts(endpoint)).Select(a => a.Number).ShouldBe(Enumerable.Range(1, 10));
    }

    [Fact]
    public async Task W13_After_three_days_without_the_receiver_there_is_no_storm()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering(503);
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        for (var i = 0; i < 40; i++)
            await programme.Issue();
        await app.Until(endpoint, d => d.Count == 40 && d.All(x => x.Tries > 0 && x.Lease == 0));
        var times = (await app.Deliveries(endpoint)).Select(d => d.NextAt).Distinct();
        times.Count().ShouldBeGreaterThan(30, "by chance they are spread");
        receiver.Behaviour = async i =>
        {
            await Task.Delay(5);
            await i.Answer(204);
        };
        var before = receiver.Count;

        app.Clock.Jump(TimeSpan.FromDays(3));

        await app.Until(endpoint, d => d.All(x => x.State == "succeeded"));
        receiver.Count.ShouldBe(before + 40);
        receiver.MostAtOnce.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task W15_An_endpoint_that_fails_for_five_days_is_disabled_and_another_node_knows_since_when()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering(500);
        await using var other = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Listen(other, "webhook.disabled");
        await programme.Issue();
        await app.Settled(endpoint);
        // A success in between, and the time begins anew.
        app.Clock.Jump(TimeSpan.FromDays(3));
        receiver.Behaviour = i => i.Answer(204);
        await app.Until(endpoint, d => d[0].State == "succeeded");
        (await Failing(app, endpoint)).ShouldBe((null, 0L));
        receiver.Behaviour = i => i.Answer(500);
        await programme.Issue();
        await app.Settled(endpoint, 2);
        // Each day a try, and each fails.
        for (var day = 1; day <= 4; day++)
        {
            app.Clock.Jump(TimeSpan.FromDays(1));
            await app.Until(endpoint, d => d[1].Tries == day + 1 && d[1].Lease == 0);
        }
        (await programme.Endpoint(endpoint)).GetProperty("state").GetString().ShouldBe("active");
        await using var restarted = await VidimusApp.Start(
            new AppOptions(engine) { Beside = app, Settings = Listening.Settings }
        );

        app.Clock.Jump(TimeSpan.FromDays(1.1));

        (await other.Wait())[0].Kind.ShouldBe("webhook.disabled");
        var row = await programme.Endpoint(endpoint);
        row.GetProperty("state").GetString().ShouldBe("disabled");
        row.GetProperty("disabledReason").GetString().ShouldBe("failing");
        await app.Until(endpoint, d => d[1].State == "cancelled");
        (
            await app.Query(
                "SELECT members FROM platform_facts WHERE kind = 'webhook.disabled' AND resource_id = @id",
                ("@id", endpoint)
            )
        )
            .ShouldHaveSingleItem()[0]
            .ShouldBe("""{"state":"disabled","reason":"failing"}""");
        await programme.Issue();
        (await app.Deliveries(endpoint)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task W15_Days_in_which_nothing_was_tried_are_no_days_of_failure()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering(500);
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        await app.Settled(endpoint);
        var (first, _) = await Failing(app, endpoint);
        await app.Execute(
            "UPDATE webhooks_deliveries SET state = 'failed', next_at = NULL, ended_at = created_at WHERE endpoint_id = @e",
            ("@e", endpoint)
        );
        // Nothing happens for a long time.
        app.Clock.Jump(TimeSpan.FromDays(40));
        await programme.Issue();
        await app.Until(endpoint, d => d[^1] is { Tries: 1, Lease: 0 });
        var (second, count) = await Failing(app, endpoint);
        count.ShouldBe(2);
        ((long)second! - (long)first!).ShouldBeGreaterThanOrEqualTo(40 * 86_400_000L);
        // The server is away for longer than that.
        app.Clock.Jump(TimeSpan.FromDays(6));
        await app.Until(endpoint, d => d[^1] is { Tries: 2, Lease: 0 });

        await Task.Delay(200);

        (await programme.Endpoint(endpoint)).GetProperty("state").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task W10_When_a_lease_ends_under_a_slow_send_the_event_comes_again_with_the_same_id()
    {
        await using var app = await Start();
        var release = new TaskCompletionSource();
        await using var receiver = Receiver.Behaving(async i =>
        {
            await release.Task.WaitAsync(i.Stop);
            await i.Answer(204);
        });
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        await receiver.Wait();
        await Task.Delay(400);
        receiver.Count.ShouldBe(1, "not twice while the lease lasts");

        app.Clock.Jump(TimeSpan.FromSeconds(61));

        var both = await receiver.Wait(2, TimeSpan.FromSeconds(2));
        release.SetResult();
        both.Select(r => r.Id).Distinct().ShouldHaveSingleItem();
        var delivery = (await app.Until(endpoint, d => d[0].State == "succeeded"))[0];
        delivery.Attempts.ShouldBe(2);
        await Patience.Until(async () => (await app.Attempts(endpoint)).Count >= 2);
        (await app.Attempts(endpoint)).Select(a => a.Number).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task W10_Two_nodes_send_each_event_once()
    {
        await using var app = await Start();
        await using var second = await VidimusApp.Start(
            new AppOptions(engine) { Beside = app, Settings = Listening.Settings }
        );
        await using var receiver = Receiver.Behaving(async i =>
        {
            await Task.Delay(10);
            await i.Answer(204);
        });
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Pause(endpoint);
        await programme.IssueMany(200);

        await programme.Resume(endpoint);

        await app.Until(endpoint, d => d.All(x => x.State == "succeeded"));
        receiver.Count.ShouldBe(200);
        receiver.Received.Select(r => r.Id).Distinct().Count().ShouldBe(200);
        (await app.Attempts(endpoint)).ShouldAllBe(a => a.Number == 1);
    }

    [Fact]
    public async Task Nodes_that_stop_in_the_midst_of_taking_leave_nothing_leased()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        for (var round = 1; round <= 3; round++)
        {
            await programme.Pause(endpoint);
            await programme.IssueMany(100);
            var second = await VidimusApp.Start(
                new AppOptions(engine) { Beside = app, Settings = Listening.Settings }
            );
            await programme.Resume(endpoint);
            await receiver.Wait((round - 1) * 100 + 5 * round);

            await second.DisposeAsync();

            // The clock stands: no lease ends, and what was not given back would stay.
            await app.Until(
                endpoint,
                d => d.Count == round * 100 && d.All(x => x.State == "succeeded")
            );
        }
    }

    [Fact]
    public async Task A_restore_holds_what_was_pending_and_tells_what_happens_after_it()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering(500);
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        await app.Settled(endpoint);

        await app.Inside.Get<Restoring>().Run(CancellationToken.None);

        (await app.Deliveries(endpoint))[0]
            .ShouldSatisfyAllConditions(
                d => d.State.ShouldBe("held"),
                d => d.NextAt.ShouldBeNull(),
                d => d.Lease.ShouldBe(0)
            );
    }

    [Fact]
    public async Task Deliveries_that_ended_long_ago_are_removed_with_their_attempts()
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        await app.Until(endpoint, d => d is [{ State: "succeeded" }]);

        app.Clock.Jump(TimeSpan.FromDays(29));
        await programme.Issue();
        await app.Until(endpoint, d => d.Count == 2 && d.All(x => x.State == "succeeded"));
        app.Clock.Jump(TimeSpan.FromDays(2));

        await app.Until(endpoint, d => d.Count == 1);
        (await app.Attempts(endpoint)).ShouldHaveSingleItem();
    }

    private Task<VidimusApp> Start()
    {
        Engines.Demand(engine);
        return VidimusApp.Start(new AppOptions(engine) { Settings = Listening.Settings });
    }

    private static async Task<(object? Since, long Count)> Failing(VidimusApp app, string endpoint)
    {
        var row = (
            await app.Query(
                "SELECT failing_since, failure_count FROM webhooks_endpoints WHERE id = @id",
                ("@id", endpoint)
            )
        )[0];
        return (row[0], Convert.ToInt64(row[1]));
    }

    public sealed class Sqlite() : RetryTests(Engine.Sqlite);

    public sealed class Postgres() : RetryTests(Engine.Postgres);
}
