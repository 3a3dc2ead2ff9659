using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>Deliveries while clocks jump or are wrong; each test has a server of its own.</summary>
public abstract class WebhookClockTests(Engine engine)
{
    public sealed class Sqlite() : WebhookClockTests(Engine.Sqlite);

    public sealed class Postgres() : WebhookClockTests(Engine.Postgres);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(72)]
    public async Task F7_when_the_databases_clock_jumps_nothing_is_lost_and_nothing_storms(
        int hours
    )
    {
        await using var app = await Start();
        await using var receiver = Receiver.Answering(503);
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        for (var i = 0; i < 10; i++)
            await programme.Issue();
        await app.Until(endpoint, d => d.Count == 10 && d.All(x => x.Tries == 1 && x.Lease == 0));
        receiver.Behaviour = async i =>
        {
            await Task.Delay(5);
            await i.Answer(204);
        };

        app.Clock.Step(TimeSpan.FromHours(hours));

        // What happens after the jump is told at once, whatever waits from before it.
        for (var i = 0; i < 10; i++)
            await programme.Issue();
        await app.Until(endpoint, d => d.Count(x => x.State == "succeeded") >= 10);
        if (hours < 0)
        {
            await Task.Delay(300);
            receiver.Count.ShouldBe(20, "what waits for its time goes on waiting");
            app.Clock.Step(TimeSpan.FromHours(-hours) + TimeSpan.FromSeconds(10));
        }
        await app.Until(endpoint, d => d.Count == 20 && d.All(x => x.State == "succeeded"));
        receiver.Count.ShouldBe(30);
        receiver.MostAtOnce.ShouldBeLessThanOrEqualTo(8);
        receiver.Received.Select(r => r.Id).Distinct().Count().ShouldBe(20);
        await Invariants.Hold(app.Store);
    }

    [Fact]
    public async Task F7_a_clock_that_goes_back_under_a_send_does_not_make_it_twice()
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
        foreach (var step in (TimeSpan[])[TimeSpan.FromHours(-1), TimeSpan.FromSeconds(59)])
        {
            app.Clock.Step(step);
            await Task.Delay(400);
            receiver.Count.ShouldBe(1);
        }
        release.SetResult();
        var delivery = (await app.Until(endpoint, d => d[0].State == "succeeded"))[0];
        (delivery.Attempts, receiver.Count).ShouldBe((1, 1));
        await Invariants.Hold(app.Store);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(72)]
    public async Task F7_a_node_whose_clock_is_wrong_sends_by_the_databases(int hours)
    {
        await using var app = await Start();
        await using var wrong = await VidimusApp.Start(
            new(engine)
            {
                Beside = app,
                Settings = Listening.Settings,
                Skew = TimeSpan.FromHours(hours),
            }
        );
        await using var receiver = Receiver.Behaving(async i =>
        {
            // Long enough for the other one to look at it.
            await Task.Delay(300);
            await i.Answer(204);
        });
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        for (var i = 0; i < 6; i++)
        {
            await programme.Issue();
            (await wrong.Post("/v1/credentials", programme.Key.Secret, programme.Body())).Should(
                201
            );
        }
        await app.Until(endpoint, d => d.Count == 12 && d.All(x => x.State == "succeeded"));
        receiver.Count.ShouldBe(12);
        receiver.Received.Select(r => r.Id).Distinct().Count().ShouldBe(12);
        // Receivers refuse what is more than five minutes off their own time.
        var now = app.Clock.Now.ToUnixTimeSeconds();
        foreach (var request in receiver.Received)
            long.Parse(request.Headers["webhook-timestamp"]).ShouldBeInRange(now - 60, now + 60);
        await Invariants.Hold(app.Store);
    }

    private Task<VidimusApp> Start()
    {
        Engines.Demand(engine);
        return VidimusApp.Start(new(engine) { Settings = Listening.Settings });
    }
}
