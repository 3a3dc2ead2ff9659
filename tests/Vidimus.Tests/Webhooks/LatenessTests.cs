using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Metrics of lateness tell of events that could be sent and were not, and of no others.</summary>
[Collection(nameof(Alone))]
public sealed class LatenessTests
{
    /// <summary>No other server of this process has moved its clock by so much.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1_234_567);

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task The_time_for_which_an_endpoint_is_paused_is_no_lateness(Engine engine)
    {
        await using var app = await Start(engine);
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Pause(endpoint);
        await programme.Issue();
        app.Clock.Jump(Long);
        var (oldest, first) = (new ConcurrentQueue<double>(), new ConcurrentQueue<double>());
        using var listener = Listen(oldest, first);

        // Longer than what is paused is left alone without being looked at.
        for (var i = 0; i < 28; i++)
        {
            app.Clock.Jump(TimeSpan.FromMilliseconds(300));
            await Task.Delay(80);
        }
        await programme.Resume(endpoint);
        await app.Until(endpoint, d => d is [{ State: "succeeded" }]);
        await Task.Delay(300);

        oldest.Count.ShouldBeGreaterThan(3);
        oldest.ShouldAllBe(v => v < Long.TotalSeconds / 2);
        first.ShouldNotBeEmpty();
        first.ShouldAllBe(v => v < Long.TotalSeconds / 2);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task What_is_sent_again_is_late_from_then_on_also_when_it_is_given_back(
        Engine engine
    )
    {
        await using var app = await Start(engine);
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.IssueMany(40);
        await app.Until(endpoint, d => d.Count == 40 && d.All(x => x.State == "succeeded"));
        app.Clock.Jump(TimeSpan.FromDays(20));
        var again = new TaskCompletionSource();
        var begun = 0;
        receiver.Behaviour = async i =>
        {
            // The first ones fail together, and those behind them are given back; then nothing moves.
            if (Interlocked.Increment(ref begun) > 8)
                await again.Task.WaitAsync(i.Stop);
            else
                await Task.Delay(300);
            await i.Answer(500);
        };

        await app.Execute(
            "UPDATE webhooks_deliveries SET state = 'pending', next_at = @n, tries = 0, ended_at = NULL WHERE endpoint_id = @e",
            ("@n", app.Clock.Now.ToUnixTimeMilliseconds()),
            ("@e", endpoint)
        );
        // Not all of them fitted in: some were taken, and were given back.
        var back = await app.Until(
            endpoint,
            d => d.Count(x => x.Tries == 1) >= 8 && d.Count(x => x.Lease == 0) >= 38
        );

        back.ShouldAllBe(d => d.NextAt > app.Clock.Now.AddMinutes(-10));
        again.SetResult();
    }

    private static MeterListener Listen(
        ConcurrentQueue<double> oldest,
        ConcurrentQueue<double> first
    )
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, l) =>
            {
                if (
                    instrument.Name
                    is "vidimus.webhooks.oldest.due"
                        or "vidimus.webhooks.first.attempt"
                )
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, _, _) =>
                (
                    instrument.Name.EndsWith("due", StringComparison.Ordinal) ? oldest : first
                ).Enqueue(value)
        );
        listener.Start();
        return listener;
    }

    private static Task<VidimusApp> Start(Engine engine)
    {
        Engines.Demand(engine);
        return VidimusApp.Start(new AppOptions(engine) { Settings = Listening.Settings });
    }
}
