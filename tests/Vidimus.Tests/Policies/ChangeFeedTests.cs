using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>What changed, newest first, page by page while more changes come.</summary>
public abstract class ChangeFeedTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ChangeFeedTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ChangeFeedTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Y17_changes_are_answered_in_veritys_shape()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Therapy", codes: [Samples.Code("97110"), Samples.Code("97112")]);
        await issuer.Enter(
            "L1",
            "Therapy",
            codes: [Samples.Code("97110", disposition: "not_covered"), Samples.Code("97116")]
        );
        var answer = await App.Get("/api/v1/policies/changes", issuer.Live.Secret);
        var text = answer.Fixed();
        foreach (var change in answer.Json.GetProperty("data").EnumerateArray())
            text = text.Replace(
                $"\"diff_id\":{change.GetProperty("diff_id").GetInt64()},",
                "\"diff_id\":7,",
                StringComparison.Ordinal
            );
        Golden.Match("verity/policy-changes.json", text);
    }

    [Fact]
    public async Task Y7_the_feed_is_walked_while_changes_come()
    {
        var issuer = await App.NewOrganization();
        for (var i = 0; i < 5; i++)
            await issuer.Enter($"L{i}", "First");
        List<long> seen = [];
        string? cursor = null;
        do
        {
            var page = await App.Get(
                $"/v1/policy-changes?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                issuer.Live.Secret
            );
            seen.AddRange(page.Ids().Select(long.Parse));
            cursor = page.At("nextCursor");
            await issuer.Enter("L0", $"After {seen.Count}");
        } while (cursor is not null);
        seen.Count.ShouldBe(5);
        seen.ShouldBe(seen.OrderDescending());
        (
            await App.Get("/v1/policy-changes?cursor=AAAAAAAAAAAAAAAAAAAA", issuer.Live.Secret)
        ).ShouldBeProblem(400, "INVALID_CURSOR");
    }

    [Fact]
    public async Task The_feed_is_limited_to_a_policy_a_kind_and_a_time()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "One");
        await issuer.Enter("L2", "Two");
        App.Advance(TimeSpan.FromHours(2));
        var later = App.Clock.Now;
        await issuer.Enter("L2", "Two", codes: [Samples.Code("97110")]);
        async Task<int> Count(string query) =>
            (await App.Get($"/v1/policy-changes?{query}", issuer.Live.Secret)).Ids().Length;
        (await Count("policyId=L2")).ShouldBe(2);
        (await Count("changeType=created")).ShouldBe(2);
        (await Count("changeType=codes_changed")).ShouldBe(1);
        (await Count($"since={later.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z")).ShouldBe(1);
        (await Count($"since={later.UtcDateTime.AddDays(-2):yyyy-MM-dd}")).ShouldBe(3);
        (
            await Count($"since={later.UtcDateTime.AddHours(1):yyyy-MM-dd'T'HH:mm:ss}%2B00:00")
        ).ShouldBe(0);
        (await App.Get("/v1/policy-changes?since=yesterday", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "since"
        );
        (await App.Get("/v1/policy-changes?changeType=odd", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "changeType"
        );
        var number = (
            await App.Get("/v1/policy-changes?changeType=codes_changed", issuer.Live.Secret)
        ).Ids()[0];
        (await App.Get($"/v1/policy-changes/{number}", issuer.Live.Secret))
            .Should(200)
            .At("details", "addedCodeCount")
            .ShouldBe("1");
        var other = await App.NewOrganization();
        (await App.Get($"/v1/policy-changes/{number}", other.Live.Secret)).ShouldBeProblem(
            404,
            "CHANGE_NOT_FOUND"
        );
        (
            await App.Get("/v1/policy-changes/99999999999999999999", issuer.Live.Secret)
        ).ShouldBeProblem(404, "CHANGE_NOT_FOUND");
    }
}
