using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>What waits to be acknowledged, and how far an organization is.</summary>
public abstract class ComplianceStatsTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : ComplianceStatsTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ComplianceStatsTests(shared),
            IClassFixture<OnPostgres>;

    private const string Unreviewed = "/api/v1/compliance/unreviewed";
    private const string Stats = "/api/v1/compliance/stats";

    [Fact]
    public async Task Y12_a_change_waits_for_thirty_days_to_the_millisecond()
    {
        var issuer = await App.NewOrganization();
        var change = await App.Change(
            issuer.Id,
            ago: TimeSpan.FromDays(30) - TimeSpan.FromSeconds(5)
        );
        await App.Change(issuer.Id, ago: TimeSpan.FromDays(30) + TimeSpan.FromMilliseconds(1));
        (await App.Unreviewed(issuer.Live)).ShouldBe([change]);
        (await App.Get("/v1/compliance/unreviewed", issuer.Live.Secret))
            .Json.GetProperty("data")[0]
            .GetProperty("dueAt")
            .GetDateTimeOffset()
            .ShouldBe(App.Clock.Now.AddSeconds(5), TimeSpan.FromSeconds(1));
        (await Number(issuer, "total_changes_30d")).ShouldBe(1);
        App.Advance(TimeSpan.FromSeconds(6));
        (await App.Unreviewed(issuer.Live)).ShouldBeEmpty();
        (await Number(issuer, "total_changes_30d")).ShouldBe(0);
        (await Number(issuer, "acknowledgment_rate")).ShouldBe(100);
        // It can still be acknowledged.
        (await App.Acknowledge(issuer.Live, change)).Should(201);
    }

    [Fact]
    public async Task Y12_statistics_count_what_is_done_and_what_matters_most()
    {
        var issuer = await App.NewOrganization();
        var done = await App.Change(issuer.Id, type: "created");
        await App.Change(issuer.Id, type: "codes_changed");
        await App.Change(issuer.Id, type: "metadata_changed");
        (await App.Acknowledge(issuer.Live, done)).Should(201);
        var stats = (await App.Get(Stats, issuer.Test.Secret)).Should(200);
        stats
            .At("data")
            .ShouldBe(
                """{"total_changes_30d":3,"acknowledged_count":1,"unreviewed_count":2,"acknowledgment_rate":33.3,"critical_unreviewed":1}"""
            );
        Golden.Match("verity/compliance-stats.json", Changes.Fixed(stats));
        (await App.Get("/v1/compliance/stats", issuer.Live.Secret))
            .Should(200)
            .At("criticalUnreviewed")
            .ShouldBe("1");
    }

    [Fact]
    public async Task Y12_unreviewed_changes_are_told_in_their_shape_and_narrowed_by_kind()
    {
        var issuer = await App.NewOrganization();
        var change = await App.Change(issuer.Id, type: "retired");
        var other = await App.Change(issuer.Id, "L2", "created");
        var found = (await App.Get($"{Unreviewed}?change_type=retired", issuer.Live.Secret)).Should(
            200
        );
        Golden.Match("verity/compliance-unreviewed.json", Changes.Fixed(found, (change, "41")));
        (await App.Unreviewed(issuer.Live)).ShouldBe([other, change]);
        var refused = (await App.Get($"{Unreviewed}?change_type=lost", issuer.Live.Secret)).Should(
            400
        );
        refused.At("error", "code").ShouldBe("VALIDATION_ERROR");
        refused
            .Json.GetProperty("error")
            .GetProperty("details")
            .TryGetProperty("change_type", out _)
            .ShouldBeTrue();
        (await App.Get($"{Unreviewed}?limit=101", issuer.Live.Secret))
            .Should(400)
            .At("error", "code")
            .ShouldBe("VALIDATION_ERROR");
    }

    [Fact]
    public async Task Y7_pages_of_unreviewed_changes_stay_true_while_changes_come_and_go()
    {
        var issuer = await App.NewOrganization();
        var all = new List<long>();
        for (var i = 0; i < 7; i++)
            all.Add(await App.Change(issuer.Id, $"L{i}"));
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (
                await App.Get(
                    $"{Unreviewed}?limit=3{(cursor is null ? "" : "&cursor=" + cursor)}",
                    issuer.Live.Secret
                )
            ).Should(200);
            seen.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(c => c.GetProperty("diff_id").GetInt64())
            );
            var paging = page.Json.GetProperty("meta").GetProperty("pagination");
            paging.GetProperty("limit").GetInt32().ShouldBe(3);
            cursor = paging.GetProperty("cursor").GetString();
            paging.GetProperty("has_more").GetBoolean().ShouldBe(cursor is not null);
            // One comes, and the newest of those seen goes.
            await App.Change(issuer.Id);
            (await App.Acknowledge(issuer.Live, seen[^1])).Should(201);
        } while (cursor is not null);
        seen.ShouldBe(Enumerable.Reverse(all));
        (await App.Get($"{Unreviewed}?cursor=nonsense", issuer.Live.Secret))
            .Should(400)
            .At("error", "code")
            .ShouldBe("REQUEST_INVALID_CURSOR");
        var first = (await App.Get($"{Unreviewed}?limit=1", issuer.Live.Secret))
            .Json.GetProperty("meta")
            .GetProperty("pagination")
            .GetProperty("cursor")
            .GetString();
        (
            await App.Get(
                $"{Unreviewed}?limit=1&change_type=created&cursor={first}",
                issuer.Live.Secret
            )
        ).Should(400);
        var stranger = await App.NewOrganization();
        (await App.Get($"{Unreviewed}?cursor={first}", stranger.Live.Secret))
            .Should(400)
            .At("error", "code")
            .ShouldBe("REQUEST_INVALID_CURSOR");
    }

    [Fact]
    public async Task Y12_the_librarys_changes_wait_for_each_organization_by_itself()
    {
        var library = await App.NewOrganization();
        var one = await App.NewOrganization();
        var two = await App.NewOrganization();
        await using var node = await VidimusApp.Start(
            new(App.Engine)
            {
                Beside = App,
                Settings = new Dictionary<string, string> { ["Policies:Library"] = library.Id },
            }
        );
        var change = await App.Change(library.Id);
        var hidden = await App.Change(library.Id, "L777");
        await App.OwnPolicy(one.Id, "L777");
        // Without the library nobody else reads it.
        (await App.Unreviewed(one.Live)).ShouldBeEmpty();
        (await node.Unreviewed(one.Live)).ShouldBe([change]);
        (await node.Unreviewed(two.Live)).ShouldBe([hidden, change]);
        (await node.Acknowledge(one.Live, change)).Should(201);
        (await node.Acknowledge(one.Live, hidden)).Should(404);
        (await node.Unreviewed(one.Live)).ShouldBeEmpty();
        (await node.Unreviewed(two.Live)).ShouldBe([hidden, change]);
        (await node.Get(Stats, one.Live.Secret)).At("data", "acknowledgment_rate").ShouldBe("100");
    }

    private async Task<double> Number(Issuer issuer, string name) =>
        double.Parse(
            (await App.Get(Stats, issuer.Live.Secret)).Should(200).At("data", name)!,
            CultureInfo.InvariantCulture
        );
}
