using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Webhooks;

public sealed class Remembering
{
    private readonly FakeClock clock = new();

    [Fact]
    public async Task W2_an_exact_copy_passes_the_verifier_and_is_known_for_as_long_as_it_passes()
    {
        var verifier = new WebhookVerifier(Signed.Secret);
        var memory = new ReplayMemory(clock: clock);
        // As far ahead as is allowed: it passes for ten minutes.
        var sent = Signed.By(Signed.Secret, at: clock.GetUtcNow().AddSeconds(300));

        var first = verifier.Verify(sent.Header, sent.Body, clock.GetUtcNow());
        (await memory.Begin(first.Id)).ShouldBe(WebhookSeen.New);
        await memory.End(first.Id, done: true);
        for (var seconds = 0; seconds <= 600; seconds += 50)
        {
            var copy = verifier.Verify(sent.Header, sent.Body, clock.GetUtcNow());
            (await memory.Begin(copy.Id)).ShouldBe(WebhookSeen.Done, $"after {seconds} s");
            clock.Advance(TimeSpan.FromSeconds(50));
        }

        Should
            .Throw<WebhookRefusedException>(() =>
                verifier.Verify(sent.Header, sent.Body, clock.GetUtcNow())
            )
            .Reason.ShouldBe(WebhookRefusal.TooOld);
        (await memory.Begin("another")).ShouldBe(WebhookSeen.New);
        memory.Count.ShouldBe(1, "what can pass no more is forgotten");
    }

    [Fact]
    public async Task What_failed_counts_when_it_comes_again_and_what_runs_is_not_begun_twice()
    {
        var memory = new ReplayMemory(clock: clock);

        (await memory.Begin("a")).ShouldBe(WebhookSeen.New);
        (await memory.Begin("a")).ShouldBe(WebhookSeen.Running);
        await memory.End("a", done: false);
        (await memory.Begin("a")).ShouldBe(WebhookSeen.New);
        await memory.End("a", done: true);
        await memory.End("a", done: false);
        (await memory.Begin("a")).ShouldBe(WebhookSeen.Done);
        await memory.End("never begun", done: true);
        memory.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_memory_lets_nothing_in_twice_and_takes_new_ids_again_later()
    {
        var memory = new ReplayMemory(capacity: 3, clock: clock);
        foreach (var id in new[] { "a", "b", "c" })
        {
            await memory.Begin(id);
            await memory.End(id, done: true);
        }

        (await memory.Begin("d")).ShouldBe(WebhookSeen.Running);
        (await memory.Begin("a")).ShouldBe(WebhookSeen.Done);
        memory.Count.ShouldBe(3);
        clock.Advance(TimeSpan.FromSeconds(603));
        (await memory.Begin("d")).ShouldBe(WebhookSeen.New);
        memory.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_at_once_with_the_same_id_one_does_the_work()
    {
        var memory = new ReplayMemory();
        var worked = 0;

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 10_000),
            async (i, token) =>
            {
                var id = $"evt_{i % 100}";
                if (await memory.Begin(id, token) is not WebhookSeen.New)
                    return;
                Interlocked.Increment(ref worked);
                await memory.End(id, done: true, token);
            }
        );

        worked.ShouldBe(100);
        memory.Count.ShouldBe(100);
    }
}
