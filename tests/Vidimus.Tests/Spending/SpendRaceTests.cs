using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Spending;

/// <summary>Caps under many at once, on one node and on several.</summary>
public abstract class SpendRaceTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(Priced.OnSqlite shared)
        : SpendRaceTests(shared),
            IClassFixture<Priced.OnSqlite>;

    public sealed class Postgres(Priced.OnPostgres shared)
        : SpendRaceTests(shared),
            IClassFixture<Priced.OnPostgres>;

    private static int Racers => Long.Wanted ? 1000 : 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task L1_Of_many_at_once_exactly_as_many_as_the_cap_has_room_for_are_issued(
        int count
    )
    {
        await using var nodes = await Nodes.Start(App, count);
        foreach (var room in new[] { 1, 17 })
        {
            var spender = await Spender.Start(App, day: (room * Priced.Issue) + 6);
            (await spender.Race(Racers, nodes.All)).ShouldBe(room);
            var charges = await spender.Charges();
            charges.Sum(c => c.Cents).ShouldBe(room * Priced.Issue);
            charges.Count.ShouldBe(room);
            (await spender.Spent()).ShouldBe(room * Priced.Issue);
            (await spender.Spent("Month")).ShouldBe(room * Priced.Issue);
            await spender.ShouldBeWhole();
        }
    }

    [Fact]
    public async Task L1_Several_keys_at_once_each_spend_to_their_own_cap()
    {
        await using var nodes = await Nodes.Start(App, 2);
        var first = await Spender.Start(App, day: 5 * Priced.Issue);
        var second = first with
        {
            Key = await first.Programme.Issuer.Mint(
                new
                {
                    label = "Another",
                    mode = "live",
                    scopes = new[] { "write" },
                    rateLimitPerMinute = 100_000,
                    spendCapMonthCents = 9 * Priced.Issue,
                }
            ),
        };
        var free = first with { Key = first.Programme.Key };
        var lists = first with { Key = first.Key };
        var (one, two, three, list) = (
            first.Race(30, nodes.All),
            second.Race(30, nodes.All),
            free.Race(10, nodes.All),
            lists.IssueList(3)
        );
        await Task.WhenAll(one, two, three, list);
        (await first.Spent()).ShouldBe(5 * Priced.Issue);
        (await two).ShouldBe(9);
        (await three).ShouldBe(10);
        (await free.Charges()).Count.ShouldBe(10);
        await first.ShouldBeWhole();
    }

    [Fact]
    public async Task L2_Two_nodes_that_race_across_midnight_and_a_months_end_spend_no_cent_too_much()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = Priced.Settings,
                Clock = new(new(2026, 11, 30, 23, 59, 50, TimeSpan.Zero)),
            }
        );
        await using var nodes = await Nodes.Start(app, 2);
        var spender = await Spender.Start(app, day: 6 * Priced.Issue, month: 8 * Priced.Issue);
        (await spender.Race(4, nodes.All)).ShouldBe(4);
        app.Advance(TimeSpan.FromSeconds(20)); // another day and another month: nothing is reset
        (await spender.Race(10, nodes.All)).ShouldBe(2);
        (await spender.Race(6, nodes.All)).ShouldBe(0);
        await spender.Age(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(30));
        app.Advance(TimeSpan.FromSeconds(8));
        (await spender.Race(6, nodes.All)).ShouldBe(0);
        // The first four leave the day, and the month has room for two.
        app.Advance(TimeSpan.FromSeconds(12));
        (await spender.Race(20, nodes.All)).ShouldBe(2);
        (await spender.Spent()).ShouldBe(4 * Priced.Issue);
        (await spender.Spent("Month")).ShouldBe(8 * Priced.Issue);
        await spender.Age(TimeSpan.FromDays(29) - TimeSpan.FromSeconds(15));
        (await spender.Race(6, nodes.All)).ShouldBe(0);
        app.Advance(TimeSpan.FromSeconds(15));
        (await spender.Race(20, nodes.All)).ShouldBe(4);
        (await spender.Spent("Month")).ShouldBe(8 * Priced.Issue);
        await spender.ShouldBeWhole();
    }

    private sealed class Nodes(VidimusApp first, IReadOnlyList<VidimusApp> others)
        : IAsyncDisposable
    {
        public VidimusApp[] All => [first, .. others];

        public static async Task<Nodes> Start(VidimusApp first, int count)
        {
            var others = new List<VidimusApp>();
            for (var i = 1; i < count; i++)
                others.Add(
                    await VidimusApp.Start(
                        new(first.Engine) { Beside = first, Settings = Priced.Settings }
                    )
                );
            return new(first, others);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in others)
                await node.DisposeAsync();
        }
    }
}
