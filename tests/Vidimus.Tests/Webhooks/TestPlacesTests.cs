using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Tests of endpoints that do not answer take places of their own, and few.</summary>
public abstract class TestPlacesTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HearingOnSqlite shared)
        : TestPlacesTests(shared),
            IClassFixture<HearingOnSqlite>;

    public sealed class Postgres(HearingOnPostgres shared)
        : TestPlacesTests(shared),
            IClassFixture<HearingOnPostgres>;

    [Fact]
    public async Task W8_tests_of_silent_receivers_take_no_place_of_expensive_requests()
    {
        var end = new TaskCompletionSource();
        await using var silent = Receiver.Behaving(async i =>
        {
            await end.Task;
            await i.Answer(204);
        });
        List<Task<Answer>> tests = [];
        for (var n = 0; n < 4; n++)
        {
            var programme = await Programme.Start(App);
            var id = await programme.Listen(silent, "group.created");
            for (var i = 0; i < 4; i++)
                tests.Add(
                    programme.Post(
                        i % 2 == 0 ? $"/v1/webhooks/{id}/test" : "/api/v1/webhooks/1/test"
                    )
                );
        }
        await silent.Wait(8);
        var other = await Programme.Start(App);

        (await other.Get("/v1/audit")).Should(200);
        (
            await (await Programme.In(other.Issuer)).Post(
                $"/v1/webhooks/{await other.Listen(silent, "group.archived")}/pause"
            )
        ).Should(200);

        end.SetResult();
        (await Task.WhenAll(tests)).ShouldAllBe(a => a.Status == 200 || a.Status == 429);
        silent.MostAtOnce.ShouldBe(8);
    }

    [Fact]
    public async Task W8_more_than_two_tests_of_an_organization_at_once_are_refused_and_then_possible_again()
    {
        var end = new TaskCompletionSource();
        await using var silent = Receiver.Behaving(async i =>
        {
            await end.Task;
            await i.Answer(204);
        });
        var programme = await Programme.Start(App);
        var path = $"/v1/webhooks/{await programme.Listen(silent, "group.created")}/test";
        var tests = Enumerable.Range(0, 6).Select(_ => programme.Post(path)).ToArray();
        List<Answer> refused = [];
        for (var i = 0; i < 4; i++)
        {
            var first = await Task.WhenAny(tests);
            tests = [.. tests.Where(t => t != first)];
            refused.Add(await first);
        }
        foreach (var answer in refused)
        {
            answer.ShouldBeProblem(429, "WEBHOOK_TESTS_RUNNING");
            answer["Retry-After"].ShouldBe("5");
        }
        end.SetResult();
        (await Task.WhenAll(tests)).ShouldAllBe(a => a.Status == 200);
        silent.Count.ShouldBe(2);
        (await programme.Post(path)).Should(200).At("success").ShouldBe("true");
    }
}
