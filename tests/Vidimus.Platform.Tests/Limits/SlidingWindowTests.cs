using Shouldly;
using Vidimus.Platform.Limits;
using Xunit;

namespace Vidimus.Platform.Tests.Limits;

/// <summary>Windows against the plainest thing that is right: a list of all that was let through.</summary>
public sealed class SlidingWindowTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    [Fact]
    public void L6_twice_the_limit_over_ten_windows_lets_the_limit_through_and_no_minute_more()
    {
        const int limit = 300;
        var window = new SlidingWindow();
        var passed = new List<TimeSpan>();
        for (var i = 0; i < limit * 20; i++)
        {
            // Ten minutes at twice the limit, at times that are no whole milliseconds.
            var at = TimeSpan.FromMinutes(10.0 * i / (limit * 20));
            if (window.Take(at, limit, 1)!.Value.Allowed)
                passed.Add(at);
        }
        for (var i = limit; i < passed.Count; i++)
            (passed[i] - passed[i - limit]).ShouldBeGreaterThanOrEqualTo(Minute);
        passed.Count.ShouldBeInRange((limit * 10) - 10, limit * 10);
    }

    [Fact]
    public void L6_bursts_at_the_edges_of_minutes_get_no_more_than_the_limit()
    {
        var window = new SlidingWindow();
        Burst(window, TimeSpan.FromSeconds(59.999)).ShouldBe(300);
        Burst(window, TimeSpan.FromSeconds(60.001)).ShouldBe(0);
        Burst(window, TimeSpan.FromSeconds(119.998)).ShouldBe(0);
        Burst(window, TimeSpan.FromSeconds(119.999)).ShouldBe(300);

        static int Burst(SlidingWindow window, TimeSpan at) =>
            Enumerable.Range(0, 600).Count(_ => window.Take(at, 300, 1)!.Value.Allowed);
    }

    [Fact]
    public void What_passes_how_much_is_left_and_how_long_to_wait_are_those_of_a_plain_list()
    {
        var random = new Random(20261125);
        for (var run = 0; run < 200; run++)
        {
            var window = new SlidingWindow();
            var list = new List<(long At, int Weight)>();
            long now = 0;
            for (var i = 0; i < 300; i++)
            {
                now += random.Next(4) == 0 ? random.Next(20_000) : random.Next(5);
                var (limit, weight) = (random.Next(1, 60), random.Next(0, 12));
                list.RemoveAll(e => e.At + 60_000 <= now);
                var sum = list.Sum(e => e.Weight);
                var taken = window.Take(TimeSpan.FromMilliseconds(now), limit, weight)!.Value;
                taken.Allowed.ShouldBe(sum + weight <= limit);
                if (taken.Allowed)
                {
                    list.Add((now, weight));
                    taken.Remaining.ShouldBe(limit - sum - weight);
                    continue;
                }
                taken.Remaining.ShouldBe(Math.Max(0, limit - sum));
                if (weight > limit)
                    continue; // never passes: the door says so before it comes here
                var wait = list.Select(e => e.At + 60_000)
                    .Order()
                    .First(t =>
                        list.Where(e => e.At + 60_000 > t).Sum(e => e.Weight) + weight <= limit
                    );
                taken.Wait.ShouldBe(TimeSpan.FromMilliseconds(wait - now));
            }
        }
    }

    [Fact]
    public void L13_a_window_needs_no_more_than_its_busy_milliseconds_and_a_quiet_one_is_retired()
    {
        var window = new SlidingWindow();
        var before = GC.GetAllocatedBytesForCurrentThread();
        // A million requests in a minute, of a key that may make that many.
        var refused = 0;
        for (var i = 0; i < 1_000_000; i++)
        {
            if (window.Take(TimeSpan.FromTicks(i * 600L), int.MaxValue, 1) is not { Allowed: true })
                refused++;
        }
        refused.ShouldBe(0);
        // A ring of 65,536 places, and the smaller ones it grew from.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
        window.Retire(TimeSpan.FromSeconds(61)).ShouldBeFalse();
        window.Retire(TimeSpan.FromSeconds(121)).ShouldBeTrue();
        window.Take(TimeSpan.FromSeconds(122), 1, 1).ShouldBeNull();
    }

    [Fact]
    public void What_other_nodes_let_through_counts_until_it_has_left()
    {
        var window = new SlidingWindow();
        window.Learn(290, TimeSpan.FromSeconds(40));
        for (var i = 0; i < 10; i++)
            window.Take(TimeSpan.FromSeconds(1), 300, 1)!.Value.Remaining.ShouldBe(9 - i);
        var refused = window.Take(TimeSpan.FromSeconds(2), 300, 1)!.Value;
        refused.Allowed.ShouldBeFalse();
        refused.Wait.ShouldBe(TimeSpan.FromSeconds(59));
        window.Take(TimeSpan.FromSeconds(40), 300, 1)!.Value.Remaining.ShouldBe(289);
    }

    [Fact]
    public async Task Threads_never_pass_more_than_the_limit_between_them()
    {
        var window = new SlidingWindow();
        var passed = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 50_000; i++)
                        {
                            if (window.Take(TimeSpan.FromTicks(i), 30_000, 1)!.Value.Allowed)
                                Interlocked.Increment(ref passed);
                        }
                    })
                )
        );
        passed.ShouldBe(30_000);
    }
}
