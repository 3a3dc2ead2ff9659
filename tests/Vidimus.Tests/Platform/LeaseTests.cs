using Microsoft.EntityFrameworkCore;
using Shouldly;
using Vidimus.Platform.Persistence;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>One node at a time, and a late one writes nothing.</summary>
public abstract class LeaseTests(SharedApp shared) : Scenario(shared)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public sealed class Sqlite(OnSqlite shared) : LeaseTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : LeaseTests(shared), IClassFixture<OnPostgres>
    {
        [Fact]
        public async Task Asking_while_the_holder_writes_waits_for_nothing()
        {
            await using var other = await VidimusApp.Start(new(App.Engine) { Beside = App });
            var lease = (await Leases(App).Acquire("busy", Length, Cancellation)).ShouldNotBeNull();
            var written = new TaskCompletionSource();
            var go = new TaskCompletionSource();
            var writing = App
                .Inside.Get<Commits>()
                .Keep(
                    "platform.lease",
                    async unit =>
                    {
                        await Leases(App).Demand(unit, lease);
                        written.TrySetResult();
                        await go.Task;
                    },
                    Cancellation
                );
            await written.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
            App.Advance(TimeSpan.FromSeconds(60));
            var asked = Leases(other).Acquire("busy", Length, Cancellation);
            (await asked.WaitAsync(TimeSpan.FromSeconds(10), Cancellation)).ShouldBeNull();
            go.SetResult();
            await writing;
            (await Leases(other).Acquire("busy", Length, Cancellation)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_the_lease()
    {
        await using var other = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var asked = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i => Leases(i % 2 == 0 ? App : other).Acquire("many", Length, Cancellation))
        );
        asked.Count(l => l is not null).ShouldBe(1);
    }

    [Fact]
    public async Task F6_what_a_holder_writes_after_its_lease_ended_is_refused_although_it_knows_nothing_of_the_end()
    {
        await using var other = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var paused = (await Leases(App).Acquire("late", Length, Cancellation)).ShouldNotBeNull();
        await Write(App, paused);
        (await Leases(other).Acquire("late", Length, Cancellation)).ShouldBeNull();

        App.Advance(TimeSpan.FromSeconds(90));
        await Should.ThrowAsync<LeaseLostException>(() => Write(App, paused));
        (await Leases(App).Renew(paused, Cancellation)).ShouldBeNull();

        var next = (await Leases(other).Acquire("late", Length, Cancellation)).ShouldNotBeNull();
        next.Number.ShouldBeGreaterThan(paused.Number);
        await Should.ThrowAsync<LeaseLostException>(() => Write(App, paused));
        await Write(other, next);
    }

    [Fact]
    public async Task A_renewed_lease_lasts_and_one_given_back_is_free_at_once()
    {
        var lease = (await Leases(App).Acquire("kept", Length, Cancellation)).ShouldNotBeNull();
        App.Advance(TimeSpan.FromSeconds(20));
        lease = (await Leases(App).Renew(lease, Cancellation)).ShouldNotBeNull();
        App.Advance(TimeSpan.FromSeconds(20));
        Leases(App).Lasts(lease, TimeSpan.FromSeconds(5)).ShouldBeTrue();
        Leases(App).Lasts(lease, TimeSpan.FromSeconds(15)).ShouldBeFalse();
        await Write(App, lease);
        (await Leases(App).Acquire("kept", Length, Cancellation)).ShouldBeNull();

        await Leases(App).Release(lease, Cancellation);
        await Should.ThrowAsync<LeaseLostException>(() => Write(App, lease));
        var again = (await Leases(App).Acquire("kept", Length, Cancellation)).ShouldNotBeNull();
        again.Number.ShouldBe(lease.Number + 1);
    }

    [Fact]
    public async Task F7_a_clock_that_went_back_leaves_no_lease_that_nobody_can_take()
    {
        var before = (await Leases(App).Acquire("back", Length, Cancellation)).ShouldNotBeNull();
        await App.Execute("UPDATE platform_leases SET until = until + 3600000 WHERE name = 'back'");
        var after = (await Leases(App).Acquire("back", Length, Cancellation)).ShouldNotBeNull();
        after.Number.ShouldBe(before.Number + 1);
        await Should.ThrowAsync<LeaseLostException>(() => Write(App, before));
        await Write(App, after);
        (await Leases(App).Acquire("back", Length, Cancellation)).ShouldBeNull();
    }

    private static Leases Leases(VidimusApp app) => app.Inside.Get<Leases>();

    private static Task Write(VidimusApp app, Lease lease) =>
        app
            .Inside.Get<Commits>()
            .Keep("platform.lease", unit => Leases(app).Demand(unit, lease), Cancellation);
}
