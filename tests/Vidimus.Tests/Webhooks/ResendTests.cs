using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Sending one event again.</summary>
public abstract class ResendTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HearingOnSqlite shared)
        : ResendTests(shared),
            IClassFixture<HearingOnSqlite>;

    public sealed class Postgres(HearingOnPostgres shared)
        : ResendTests(shared),
            IClassFixture<HearingOnPostgres>;

    [Fact]
    public async Task W12_an_event_sent_again_has_the_same_id_and_body_and_a_new_time_and_signature()
    {
        var listener = await Listener.Start(await Programme.Start(App));
        var id = await listener.Hear();
        await listener.InState(id, "succeeded");
        App.Advance(TimeSpan.FromSeconds(90));
        var answer = (await listener.Resend(id)).Should(202);
        answer.At("state").ShouldBe("pending");
        answer.At("eventId").ShouldBe(id);
        await Listener.Until(() => listener.Of(id).Length == 2);
        var (first, again) = (listener.Of(id)[0], listener.Of(id)[1]);
        again.Body.ShouldBe(first.Body);
        long.Parse(again.Timestamp).ShouldBeGreaterThanOrEqualTo(long.Parse(first.Timestamp) + 90);
        again.Signature.ShouldNotBe(first.Signature);
        var delivery = await listener.InState(id, "succeeded");
        delivery
            .GetProperty("attempts")
            .EnumerateArray()
            .Select(a => a.GetProperty("number").GetInt32())
            .ShouldBe([2, 1]);
    }

    [Fact]
    public async Task W12_sent_again_twice_at_once_it_arrives_once_more()
    {
        var listener = await Listener.Start(await Programme.Start(App));
        var id = await listener.Hear();
        await listener.InState(id, "succeeded");
        (await listener.Programme.Post($"{listener.Path}/pause")).Should(200);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => listener.Resend(id)));
        answers.ShouldAllBe(a => a.Status == 202);
        (await Resent(id)).ShouldBe(1);
        (await listener.Programme.Post($"{listener.Path}/resume")).Should(200);
        await listener.InState(id, "succeeded");
        listener.Of(id).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("held")]
    public async Task W12_an_event_that_was_given_up_cancelled_or_held_is_sent_when_it_is_asked_for(
        string state
    )
    {
        var listener = await Listener.Start(await Programme.Start(App));
        var id = await listener.Hear();
        await listener.InState(id, "succeeded");
        await listener.Set(id, $"state = '{state}', tries = 10");
        (await listener.Resend(id)).Should(202);
        await Listener.Until(() => listener.Of(id).Length == 2);
        await listener.InState(id, "succeeded");
    }

    [Fact]
    public async Task W12_an_event_that_waits_for_another_try_is_tried_at_once()
    {
        var listener = await Listener.Start(await Programme.Start(App), answer: Listener.With(500));
        var id = await listener.Hear();
        await Listener.Until(async () =>
            (await listener.Programme.Get($"{listener.Path}/deliveries/{id}")).At(
                "delivery",
                "nextAttemptAt"
            )
                is not null
        );
        listener.Answer = Listener.With(204);
        (await listener.Resend(id)).Should(202);
        await listener.InState(id, "succeeded");
        listener.Of(id).Length.ShouldBe(2);
    }

    [Fact]
    public async Task W12_an_event_whose_delivery_was_removed_long_ago_is_sent_again_from_its_fact()
    {
        var listener = await Listener.Start(await Programme.Start(App));
        var id = await listener.Hear();
        await listener.InState(id, "succeeded");
        foreach (var table in (string[])["webhooks_deliveries", "webhooks_attempts"])
            await App.Execute($"DELETE FROM {table} WHERE event_id = @id", ("@id", id));
        (await listener.Programme.Get($"{listener.Path}/deliveries/{id}")).ShouldBeProblem(
            404,
            "WEBHOOK_DELIVERY_NOT_FOUND"
        );
        (await listener.Resend(id)).Should(202);
        await Listener.Until(() => listener.Of(id).Length == 2);
        listener.Of(id)[1].Body.ShouldBe(listener.Of(id)[0].Body);
        await listener.InState(id, "succeeded");
    }

    [Fact]
    public async Task W12_an_event_that_the_endpoint_does_not_ask_for_is_not_sent_to_it()
    {
        var programme = await Programme.Start(App);
        var listener = await Listener.Start(programme);
        var deaf = await Listener.Start(programme, events: "\"group.*\"");
        var id = await listener.Hear();
        foreach (var other in (string[])[id, "evt_1", $"evt_{new string('0', 26)}"])
            (await deaf.Resend(other)).ShouldBeProblem(404, "WEBHOOK_DELIVERY_NOT_FOUND");
    }

    [Fact]
    public async Task W12_nothing_is_sent_again_to_an_endpoint_that_is_disabled_or_deleted()
    {
        var listener = await Listener.Start(await Programme.Start(App));
        var id = await listener.Hear();
        await listener.InState(id, "succeeded");
        await App.Execute(
            "UPDATE webhooks_endpoints SET state = 'disabled', disabled_reason = 'gone' WHERE id = @id",
            ("@id", listener.Id)
        );
        var since = App.Clock.Now.AddHours(-1);
        (await listener.Resend(id)).ShouldBeProblem(409, "WEBHOOK_DISABLED");
        (await listener.TryRecover($$"""{"since":"{{since:O}}"}""")).ShouldBeProblem(
            409,
            "WEBHOOK_DISABLED"
        );
        (await listener.Programme.Delete(listener.Path)).Should(204);
        (await listener.Programme.Get($"{listener.Path}/deliveries/{id}")).Should(200);
        (await listener.Resend(id)).ShouldBeProblem(410, "WEBHOOK_DELETED");
        (await listener.TryRecover($$"""{"since":"{{since:O}}"}""")).ShouldBeProblem(
            410,
            "WEBHOOK_DELETED"
        );
        listener.Of(id).Length.ShouldBe(1);
    }

    private async Task<long> Resent(string eventId) =>
        (await App.Query("SELECT members FROM platform_facts WHERE kind = 'webhook.resent'")).Count(
            r => ((string)r[0]!).Contains(eventId, StringComparison.Ordinal)
        );
}
