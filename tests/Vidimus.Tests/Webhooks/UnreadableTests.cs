using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>One row that cannot be read or written is one endpoint's trouble, and nobody else's.</summary>
public abstract class UnreadableTests(Engine engine)
{
    private const string SetSecret =
        "UPDATE webhooks_secrets SET secret = @v WHERE endpoint_id = @e";

    [Fact]
    public async Task A_secret_that_cannot_be_read_holds_up_nobody_else_and_is_tried_again()
    {
        await using var app = await Start();
        var (bad, good) = await Both(app);
        await using var _ = bad.Receiver;
        await using var __ = good.Receiver;
        var secret = await One(
            app,
            "SELECT secret FROM webhooks_secrets WHERE endpoint_id = @e",
            bad.Endpoint
        );
        var other = await One(
            app,
            "SELECT private_key FROM webhooks_signing_keys LIMIT 1",
            bad.Endpoint
        );
        await app.Execute(SetSecret, ("@v", other), ("@e", bad.Endpoint));

        await OthersHearAtOnce(bad, good);

        await AllUnreadable(app, bad.Endpoint);
        bad.Receiver.Count.ShouldBe(1, "the one before");
        await app.Execute(SetSecret, ("@v", secret), ("@e", bad.Endpoint));
        app.Clock.Jump(TimeSpan.FromSeconds(7));
        await app.Until(bad.Endpoint, d => d.All(x => x.State == "succeeded"));
        await bad.Receiver.Wait(Many + 2);
    }

    [Theory]
    [InlineData(
        "UPDATE webhooks_endpoints SET headers = (SELECT private_key FROM webhooks_signing_keys LIMIT 1) WHERE id = @e"
    )]
    [InlineData(
        "UPDATE webhooks_signing_keys SET id = 'whk_changed', private_key = (SELECT secret FROM webhooks_secrets LIMIT 1) WHERE organization_id = (SELECT organization_id FROM webhooks_endpoints WHERE id = @e)"
    )]
    public async Task Headers_or_a_key_that_cannot_be_read_hold_up_nobody_else(string sql)
    {
        await using var app = await Start();
        var (bad, good) = await Both(app);
        await using var _ = bad.Receiver;
        await using var __ = good.Receiver;
        await app.Execute(sql, ("@e", bad.Endpoint));

        await OthersHearAtOnce(bad, good);

        await AllUnreadable(app, bad.Endpoint);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_holds_up_no_other_not_even_at_its_endpoint()
    {
        await using var app = await Start();
        var (bad, good) = await Both(app);
        await using var _ = bad.Receiver;
        await using var __ = good.Receiver;
        var id = (await app.Deliveries(bad.Endpoint)).First(d => d.State == "pending").EventId;
        (
            await app.Execute(
                "UPDATE platform_facts SET members = '{' WHERE id = @f",
                ("@f", $"fct_{id[4..]}")
            )
        ).ShouldBe(1);

        await OthersHearAtOnce(bad, good);

        await app.Until(
            bad.Endpoint,
            d => d.All(x => x.EventId == id ? x is { Tries: 1, Lease: 0 } : x.State == "succeeded")
        );
        (await app.Attempts(bad.Endpoint))
            .Single(a => a.EventId == id)
            .Reason.ShouldBe("unreadable");
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_down_does_not_keep_others_from_it()
    {
        await using var app = await Start();
        var (bad, good) = await Both(app);
        await using var _ = bad.Receiver;
        await using var __ = good.Receiver;
        bad.Receiver.Behaviour = i => i.Answer(500);
        // More than a number holds: the next failure cannot be counted.
        await app.Execute(
            "UPDATE webhooks_deliveries SET tries = 2147483647 WHERE endpoint_id = @e AND state = 'pending'",
            ("@e", bad.Endpoint)
        );
        await bad.Programme.Resume(bad.Endpoint);
        await bad.Receiver.Wait(2);
        await Task.Delay(300);

        for (var i = 0; i < 10; i++)
            await good.Programme.Issue();

        await app.Until(good.Endpoint, d => d.Count == 11 && d.All(x => x.State == "succeeded"));
    }

    private const int Many = 12;

    private sealed record Side(Programme Programme, Receiver Receiver, string Endpoint);

    /// <summary>Two organizations that hear; the first is paused, with events that wait.</summary>
    private static async Task<(Side Bad, Side Good)> Both(VidimusApp app)
    {
        List<Side> sides = [];
        for (var i = 0; i < 2; i++)
        {
            var programme = await Programme.Start(app);
            var receiver = Receiver.Answering();
            sides.Add(
                new(programme, receiver, await programme.Listen(receiver, "credential.issued"))
            );
            await programme.Issue();
            await app.Until(sides[i].Endpoint, d => d is [{ State: "succeeded" }]);
        }
        await sides[0].Programme.Pause(sides[0].Endpoint);
        await sides[0].Programme.IssueMany(Many);
        return (sides[0], sides[1]);
    }

    private static async Task OthersHearAtOnce(Side bad, Side good)
    {
        // Not through the door, which reads what it shows; the event that follows says that there is something to send.
        await bad.Programme.App.Execute(
            "UPDATE webhooks_endpoints SET state = 'active' WHERE id = @e",
            ("@e", bad.Endpoint)
        );
        await bad.Programme.Issue();
        var before = good.Receiver.Count;
        for (var i = 0; i < 10; i++)
            await good.Programme.Issue();
        await good.Receiver.Wait(before + 10, TimeSpan.FromSeconds(5));
    }

    private static async Task AllUnreadable(VidimusApp app, string endpoint)
    {
        await app.Until(
            endpoint,
            d => d.All(x => x.State == "succeeded" || x is { Tries: 1, Lease: 0, NextAt: not null })
        );
        var attempts = await app.Attempts(endpoint);
        attempts.Count(a => a.Outcome == "succeeded").ShouldBe(1, "the one before");
        attempts
            .Where(a => a.Outcome != "succeeded")
            .Select(a => (a.Outcome, a.Reason))
            .ShouldBe(Enumerable.Repeat(("unreachable", (string?)"unreadable"), Many + 1));
    }

    private static async Task<object> One(VidimusApp app, string sql, string endpoint) =>
        (await app.Query(sql, ("@e", endpoint)))[0][0]!;

    private Task<VidimusApp> Start()
    {
        Engines.Demand(engine);
        return VidimusApp.Start(new AppOptions(engine) { Settings = Listening.Settings });
    }

    public sealed class Sqlite() : UnreadableTests(Engine.Sqlite);

    public sealed class Postgres() : UnreadableTests(Engine.Postgres);
}
