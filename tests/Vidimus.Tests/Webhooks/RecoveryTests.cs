using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Delivering the events of a stretch of time again.</summary>
public abstract class RecoveryTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HearingOnSqlite shared)
        : RecoveryTests(shared),
            IClassFixture<HearingOnSqlite>;

    public sealed class Postgres(HearingOnPostgres shared)
        : RecoveryTests(shared),
            IClassFixture<HearingOnPostgres>;

    private DateTimeOffset Past => App.Clock.Now.AddHours(-2);

    [Fact]
    public async Task W12_1001_events_that_were_never_put_up_arrive_once_and_again_when_all_are_asked_for()
    {
        var count = Long.Wanted ? 10_001 : 1_001;
        var programme = await Programme.Start(App);
        var events = await Listener.StateFacts(App.Store, programme.Issuer.Id, count, Past);
        var listener = await Listener.Start(programme);
        (await listener.Recover("missing", Past)).ShouldBe(count);
        await Listener.Until(() => listener.Arrivals.Count >= count);
        listener.Arrivals.Select(a => a.EventId).Order().ShouldBe(events.Order());
        await Listener.Until(async () => await Pending(listener) == 0);
        (await listener.Recover("missing", Past)).ShouldBe(0);
        (await listener.Recover("failed", Past)).ShouldBe(0);
        listener.Arrivals.Count.ShouldBe(count);
        (await listener.Recover("all", Past)).ShouldBe(count);
        await Listener.Until(() => listener.Arrivals.Count >= 2 * count);
        listener
            .Arrivals.GroupBy(a => a.EventId)
            .ShouldAllBe(g => g.Count() == 2 && events.Contains(g.Key));
    }

    [Fact]
    public async Task W12_a_recovery_puts_up_what_happened_in_its_time_and_is_of_its_kinds_and_the_endpoints()
    {
        var programme = await Programme.Start(App);
        var listener = await Listener.Start(programme);
        (await programme.Post($"{listener.Path}/pause")).Should(200);
        var since = Past;
        async Task<string[]> Facts(double minutes, string kind = "credential.issued") =>
            await Listener.StateFacts(
                App.Store,
                programme.Issuer.Id,
                3,
                since.AddMinutes(minutes),
                kind
            );
        var before = await Facts(-1);
        var inside = await Facts(1);
        var revoked = await Facts(2, "credential.revoked");
        var unasked = await Facts(3, "group.edited");
        var after = await Facts(30);
        var until = $",\"until\":\"{since.AddMinutes(30):O}\"";
        (
            await listener.Recover("missing", since, until + ""","events":["credential.issued"]""")
        ).ShouldBe(3);
        (await Events(listener)).ShouldBe(inside, ignoreOrder: true);
        (await listener.Recover("missing", since, until)).ShouldBe(3);
        (await Events(listener)).ShouldBe([.. inside, .. revoked], ignoreOrder: true);
        before.Concat(unasked).Concat(after).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task W12_missing_failed_and_all_say_which_deliveries_are_put_up_again()
    {
        var programme = await Programme.Start(App);
        var events = await Listener.StateFacts(App.Store, programme.Issuer.Id, 7, Past);
        var listener = await Listener.Start(programme);
        await listener.Recover("missing", Past);
        await Listener.Until(async () => await Pending(listener) == 0);
        (await programme.Post($"{listener.Path}/pause")).Should(200);
        async Task Spread()
        {
            await listener.Set(events[0], "state = 'failed', next_at = NULL");
            await listener.Set(events[1], "state = 'cancelled', next_at = NULL");
            await listener.Set(events[2], "state = 'held', next_at = NULL");
            await listener.Set(events[3], "state = 'succeeded', next_at = NULL");
            await listener.Set(
                events[4],
                $"state = 'pending', tries = 3, next_at = {App.Clock.Now.AddHours(5).ToUnixTimeMilliseconds()}"
            );
            await listener.Set(events[5], "state = 'pending', tries = 0, next_at = 1");
            await App.Execute(
                "DELETE FROM webhooks_deliveries WHERE event_id = @id",
                ("@id", events[6])
            );
        }
        await Spread();
        (await listener.Recover("missing", Past)).ShouldBe(2);
        (await Events(listener, "pending")).ShouldBe(
            [events[1], events[4], events[5], events[6]],
            ignoreOrder: true
        );
        await Spread();
        (await listener.Recover("failed", Past)).ShouldBe(4);
        (await Events(listener, "pending")).ShouldBe(
            [events[0], events[1], events[2], events[4], events[5]],
            ignoreOrder: true
        );
        await Spread();
        (await listener.Recover("all", Past)).ShouldBe(6);
        (await Events(listener, "pending")).Length.ShouldBe(7);
    }

    [Fact]
    public async Task W12_one_recovery_of_an_endpoint_runs_at_a_time_and_the_same_request_is_answered_with_it()
    {
        var programme = await Programme.Start(App);
        await Listener.StateFacts(App.Store, programme.Issuer.Id, 1_200, Past);
        var listener = await Listener.Start(programme);
        (await programme.Post($"{listener.Path}/pause")).Should(200);
        var body = $$"""{"since":"{{Past:O}}"}""";
        await Hold();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => listener.TryRecover(body))
        );
        answers.ShouldAllBe(a => a.Status == 202);
        var id = answers.Select(a => a.At("id")).Distinct().ShouldHaveSingleItem()!;
        (await listener.TryRecover($$"""{"since":"{{Past:O}}","which":"all"}""")).ShouldBeProblem(
            409,
            "WEBHOOK_RECOVERY_RUNNING"
        );
        await LetGo();
        (await listener.Ended(id)).GetProperty("count").GetInt64().ShouldBe(1_200);
        (await Events(listener)).Length.ShouldBe(1_200);
        (await listener.TryRecover(body)).Should(202).At("id").ShouldNotBe(id);
    }

    [Fact]
    public async Task W12_a_recovery_is_cancelled_where_it_stands_and_stated_on_the_record()
    {
        var programme = await Programme.Start(App);
        var listener = await Listener.Start(programme);
        await Listener.StateFacts(App.Store, programme.Issuer.Id, 1_000, Past);
        (await programme.Post($"{listener.Path}/pause")).Should(200);
        await Hold();
        var started = (await listener.TryRecover($$"""{"since":"{{Past:O}}"}""")).Should(202);
        var path = $"/v1/webhook-replays/{started.At("id")}";
        var cancelled = (await programme.Post($"{path}/cancel")).Should(200);
        cancelled.At("state").ShouldBe("cancelled");
        (await programme.Post($"{path}/cancel")).Should(200).Text.ShouldBe(cancelled.Text);
        await LetGo();
        // Another one gets its turn, so that this one would have had its own.
        (await listener.Recover("failed", Past)).ShouldBe(0);
        (await programme.Get(path)).Should(200).Text.ShouldBe(cancelled.Text);
        (await Events(listener)).ShouldBeEmpty();
        var listed = (await programme.Get("/v1/webhook-replays")).Should(200).Json;
        listed
            .GetProperty("data")
            .EnumerateArray()
            .Select(r => r.GetRawText())
            .ShouldContain(cancelled.Text);
        var facts = (await programme.Get("/v1/audit?kind=webhook.*&limit=10")).Should(200).Text;
        facts.ShouldContain("webhook.recovery-started");
        facts.ShouldContain("webhook.recovery-ended");
    }

    [Fact]
    public async Task W12_many_recoveries_of_one_organization_have_one_turn_together()
    {
        var many = await Programme.Start(App);
        var one = await Programme.Start(App);
        await Listener.StateFacts(App.Store, many.Issuer.Id, 1_500, Past);
        await Listener.StateFacts(App.Store, one.Issuer.Id, 3_000, Past);
        List<Listener> listeners = [];
        for (var i = 0; i < 12; i++)
        {
            listeners.Add(await Listener.Start(many));
            (await many.Post($"{listeners[i].Path}/pause")).Should(200);
        }
        var alone = await Listener.Start(one);
        await Hold();
        var ids = new List<string>();
        foreach (var listener in listeners)
            ids.Add(
                (await listener.TryRecover($$"""{"since":"{{Past:O}}"}""")).Should(202).At("id")!
            );
        var started = await alone.TryRecover($$"""{"since":"{{Past:O}}","which":"failed"}""");
        await LetGo();

        await alone.Ended(started.Should(202).At("id")!);
        // Seven turns of the one, of more than forty that the others need.
        var running = 0;
        foreach (var id in ids)
            running +=
                (await many.Get($"/v1/webhook-replays/{id}")).At("state") == "running" ? 1 : 0;
        running.ShouldBeGreaterThan(6);
        foreach (var (listener, id) in listeners.Zip(ids))
            (await listener.Ended(id)).GetProperty("count").GetInt64().ShouldBe(1_500);
    }

    [Fact]
    public async Task A_recovery_of_an_endpoint_that_is_disabled_meanwhile_ends()
    {
        var programme = await Programme.Start(App);
        var listener = await Listener.Start(programme);
        await Listener.StateFacts(App.Store, programme.Issuer.Id, 1_000, Past);
        await Hold();
        var started = (await listener.TryRecover($$"""{"since":"{{Past:O}}"}""")).Should(202);
        (await programme.Post($"{listener.Path}/disable")).Should(200);
        await LetGo();
        var ended = await listener.Ended(started.At("id")!);
        ended.GetProperty("state").GetString().ShouldBe("cancelled");
        ended.GetProperty("count").GetInt64().ShouldBe(0);
        (await Events(listener)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_recovery_may_ask_for_is_bounded()
    {
        var listener = await Listener.Start(await Programme.Start(App));
        var now = App.Clock.Now;
        (string Body, string Field)[] wrong =
        [
            ("{}", "since"),
            ($$"""{"since":"{{now.AddMinutes(1):O}}"}""", "since"),
            ($$"""{"since":"{{now.AddDays(-32):O}}"}""", "since"),
            ($$"""{"since":"{{now.AddDays(-40):O}}","until":"{{now.AddDays(-8):O}}"}""", "until"),
            ($$"""{"since":"{{now.AddDays(-1):O}}","until":"{{now.AddDays(-2):O}}"}""", "until"),
            ($$"""{"since":"{{now.AddDays(-1):O}}","which":"some"}""", "which"),
            ($$"""{"since":"{{now.AddDays(-1):O}}","events":[]}""", "events"),
            ($$"""{"since":"{{now.AddDays(-1):O}}","events":["a b"]}""", "events.0"),
            ($$"""{"since":"{{now.AddDays(-1):O}}","events":[null]}""", "events.0"),
        ];
        foreach (var (body, field) in wrong)
            (await listener.TryRecover(body)).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        (await listener.Recover("all", now.AddDays(-31))).ShouldBe(0);
    }

    /// <summary>As if another node had the work and stood still.</summary>
    private async Task Hold()
    {
        await Listener.Until(async () =>
            await App.Execute(
                "UPDATE platform_leases SET holder = 'node_of_a_test', number = number + 1, until = @until WHERE name = 'webhooks.recovering'",
                ("@until", App.Clock.Now.AddSeconds(25).ToUnixTimeMilliseconds())
            ) == 1
        );
    }

    private Task LetGo() =>
        App.Execute("UPDATE platform_leases SET until = 0 WHERE name = 'webhooks.recovering'");

    private async Task<string[]> Events(Listener listener, string? state = null) =>
        [
            .. (
                await App.Query(
                    "SELECT event_id, state FROM webhooks_deliveries WHERE endpoint_id = @id",
                    ("@id", listener.Id)
                )
            )
                .Where(r => state is null || (string)r[1]! == state)
                .Select(r => (string)r[0]!),
        ];

    private async Task<int> Pending(Listener listener) =>
        (await Events(listener, "pending")).Length;
}
