using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What a request takes from a key's limit, and what happens to the clock meanwhile.</summary>
public abstract class WeightTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : WeightTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : WeightTests(shared),
            IClassFixture<OnPostgres>;

    private static Task<Key> KeyOf(Issuer issuer, int limit) =>
        issuer.Mint(
            new
            {
                label = "Limited",
                mode = "live",
                scopes = new[] { "admin" },
                rateLimitPerMinute = limit,
            }
        );

    private static Task<Answer> List(VidimusApp app, Key key) =>
        app.Post(
            "/v1/credentials/batch",
            key.Secret,
            new { groupId = "grp_none", rows = new[] { new { } } }
        );

    [Fact]
    public async Task A_list_counts_for_ten_and_Retry_After_says_when_this_request_passes()
    {
        var key = await KeyOf(await App.NewOrganization(), 25);
        (await List(App, key))["RateLimit"].ShouldBe("\"default\";r=15;t=60");
        App.Advance(TimeSpan.FromSeconds(10));
        (await List(App, key))["RateLimit"].ShouldBe("\"default\";r=5;t=50");
        App.Advance(TimeSpan.FromSeconds(10));
        var refused = (await List(App, key)).ShouldBeProblem(429, "RATE_LIMITED");
        refused["Retry-After"].ShouldBe("40");
        refused["RateLimit"].ShouldBe("\"default\";r=5;t=40");
        for (var i = 4; i >= 0; i--)
            (await App.Get("/v1/auth/me", key.Secret))
                .Should(200)["RateLimit"]
                .ShouldBe($"\"default\";r={i};t=40");
        App.Advance(TimeSpan.FromSeconds(40));
        (await List(App, key)).Status.ShouldNotBe(429);
    }

    [Fact]
    public async Task A_request_that_counts_for_more_than_the_whole_limit_is_told_that_waiting_does_not_help()
    {
        var key = await KeyOf(await App.NewOrganization(), 9);
        var refused = (await List(App, key)).ShouldBeProblem(429, "RATE_LIMIT_TOO_LOW");
        refused["Retry-After"].ShouldBeNull();
        refused.At("error", "retryable").ShouldBe("false");
        refused.At("error", "message").ShouldNotBeNull().ShouldContain("counts for 10");
        (await App.Get("/v1/auth/me", key.Secret))
            .Should(200)["X-RateLimit-Remaining"]
            .ShouldBe("8");
    }

    [Fact]
    public async Task A_setting_weighs_operations_otherwise_and_a_wrong_one_stops_the_server_with_its_name()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Limits:Weights:getMe"] = "4",
                    ["Limits:Weights:issueList"] = "0",
                },
            }
        );
        var key = await KeyOf(await app.NewOrganization(), 10);
        (await List(app, key))["X-RateLimit-Remaining"].ShouldBe("10");
        (await app.Get("/v1/auth/me", key.Secret))
            .Should(200)["X-RateLimit-Remaining"]
            .ShouldBe("6");
        var wrong = await Should.ThrowAsync<InvalidOperationException>(() =>
            VidimusApp.Start(
                new(App.Engine)
                {
                    Settings = new Dictionary<string, string> { ["Limits:Weights:getMe"] = "-1" },
                }
            )
        );
        wrong.Message.ShouldContain("Limits:Weights:getMe");
    }

    [Fact]
    public async Task L6_a_clock_that_is_set_an_hour_forward_or_back_changes_no_window()
    {
        var key = await KeyOf(await App.NewOrganization(), 3);
        for (var i = 0; i < 3; i++)
            (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        foreach (var hours in new[] { 1, -2, 1 })
        {
            App.Clock.Step(TimeSpan.FromHours(hours));
            (await App.Get("/v1/auth/me", key.Secret))
                .ShouldBeProblem(429, "RATE_LIMITED")["Retry-After"]
                .ShouldBe("60");
        }
        App.Advance(TimeSpan.FromSeconds(60));
        (await App.Get("/v1/auth/me", key.Secret)).Should(200);
    }
}
