using System.Net;
using Shouldly;
using Vidimus.Platform.Limits;
using Xunit;

namespace Vidimus.Platform.Tests.Limits;

public sealed class AddressCountsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void L13_a_million_addresses_and_in_the_long_run_ten_make_the_table_no_larger_and_a_busy_one_is_not_forgotten()
    {
        var counts = new AddressCounts(_clock);
        for (var i = 0; i < 30; i++)
            counts.Add(7);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var forgotten = 0;
        var many =
            Environment.GetEnvironmentVariable("VIDIMUS_LONG_TESTS") == "1"
                ? 10_000_000
                : 1_000_000;
        for (var i = 0; i < many; i++)
        {
            counts.Add(0x2001_0db8_0000_0000 + (ulong)i);
            if (counts.Wait(7, 30) == TimeSpan.Zero)
                forgotten++;
        }
        forgotten.ShouldBe(0);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
        AddressCounts.Places.ShouldBe(65_536);
    }

    [Fact]
    public async Task A_request_that_counts_for_more_than_the_whole_limit_is_refused_and_told_to_wait_longest()
    {
        var counts = new AddressCounts(_clock);
        counts.Add(1, 3);
        _clock.Advance(TimeSpan.FromSeconds(7));
        foreach (var address in new ulong[] { 1, 2 })
        {
            var taken = await Task.Run(() => counts.Take(address, limit: 5, weight: 10))
                .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            taken.Allowed.ShouldBeFalse();
            taken.Wait.ShouldBe(TimeSpan.FromSeconds(65));
        }
    }

    [Fact]
    public void No_minute_holds_more_than_the_limit_and_a_place_is_free_five_seconds_late_at_most()
    {
        const int limit = 20;
        var counts = new AddressCounts(_clock);
        var passed = new List<double>();
        for (var now = 0.0; now < 600; now += 0.5)
        {
            if (counts.Take(1, limit, 1).Allowed)
                passed.Add(now);
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }
        for (var i = limit; i < passed.Count; i++)
            (passed[i] - passed[i - limit]).ShouldBeInRange(60, 66);
    }

    [Fact]
    public void The_wait_that_is_told_is_enough_and_not_longer_than_needed()
    {
        var random = new Random(4);
        for (var run = 0; run < 300; run++)
        {
            var counts = new AddressCounts(_clock);
            while (counts.Take(1, 30, random.Next(1, 6)).Allowed)
                _clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 4000)));
            var weight = random.Next(1, 10);
            var refused = counts.Take(1, 30, weight);
            if (refused.Allowed)
                continue;
            refused.Wait.ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromSeconds(65));
            _clock.Advance(refused.Wait - TimeSpan.FromTicks(1));
            counts.Take(1, 30, weight).Allowed.ShouldBeFalse();
            _clock.Advance(TimeSpan.FromTicks(1));
            counts.Take(1, 30, weight).Allowed.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    public void A_household_of_IPv6_is_one_caller(string left, string right, bool same) =>
        (
            CallerAddress.Of(IPAddress.Parse(left)) == CallerAddress.Of(IPAddress.Parse(right))
        ).ShouldBe(same);

    [Fact]
    public void A_key_that_was_right_is_known_at_its_address_until_it_is_wrong_or_pushed_out()
    {
        var passed = new PassedKeys();
        passed.Remember(1, "vdm_live_aaaaaaaa_bbbbbb");
        passed.Contains(1, "vdm_live_aaaaaaaa_bbbbbb").ShouldBeTrue();
        passed.Contains(2, "vdm_live_aaaaaaaa_bbbbbb").ShouldBeFalse();
        passed.Contains(1, "vdm_live_aaaaaaaa_bbbbbc").ShouldBeFalse();
        passed.Forget(1, "vdm_live_aaaaaaaa_bbbbbb");
        passed.Contains(1, "vdm_live_aaaaaaaa_bbbbbb").ShouldBeFalse();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var key = "";
        for (var i = 0; i < 200_000; i++)
            passed.Remember(1, key = $"k{i}");
        passed.Contains(1, key).ShouldBeTrue();
        // The texts themselves and nothing else.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000 * 80);
    }

    [Fact]
    public async Task Places_are_bounded_for_each_and_for_all_and_nothing_is_left_behind()
    {
        var places = new Places<string>(2, 3, TimeSpan.FromMilliseconds(50), mostWaiting: 4);
        var ct = TestContext.Current.CancellationToken;
        var (first, _) = await places.Enter("a", ct);
        var (second, _) = await places.Enter("a", ct);
        (await places.Enter("a", ct)).ShouldBe((null, true));
        var (third, _) = await places.Enter("b", ct);
        (await places.Enter("c", ct)).ShouldBe((null, false));
        var waiting = Enumerable.Range(0, 3).Select(_ => places.Enter("a", ct).AsTask()).ToArray();
        waiting[2].IsCompleted.ShouldBeTrue("the queue has an end");
        first!.Dispose();
        first.Dispose();
        (await waiting[0]).Place.ShouldNotBeNull().Dispose();
        (await waiting[1]).Place?.Dispose();
        second!.Dispose();
        third!.Dispose();
        places.Rooms.ShouldBe(0);
    }
}
