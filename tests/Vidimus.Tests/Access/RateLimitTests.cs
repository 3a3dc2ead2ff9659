using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

public abstract class RateLimitTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RateLimitTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RateLimitTests(shared),
            IClassFixture<OnPostgres>;

    private Task<Answer> Me(string key) => App.Get("/v1/auth/me", key);

    [Fact]
    public async Task A_key_may_make_300_requests_a_minute_and_each_answer_says_how_many_are_left()
    {
        var key = (await (await App.NewOrganization()).KeyWith("read")).Secret;
        for (var i = 1; i <= 300; i++)
        {
            var answer = (await Me(key)).Should(200);
            answer["RateLimit-Policy"].ShouldBe("\"default\";q=300;w=60");
            answer["RateLimit"].ShouldBe($"\"default\";r={300 - i};t=60");
            answer.Number("X-RateLimit-Limit").ShouldBe(300);
            answer.Number("X-RateLimit-Remaining").ShouldBe(300 - i);
            answer
                .Number("X-RateLimit-Reset")
                .ShouldBe((int)App.Clock.Now.ToUnixTimeSeconds() + 60);
        }
        var refused = (await Me(key)).ShouldBeProblem(429, "RATE_LIMITED");
        refused["Retry-After"].ShouldBe("60");
        refused["RateLimit"].ShouldBe("\"default\";r=0;t=60");
        refused.At("error", "retryable").ShouldBe("true");
    }

    [Fact]
    public async Task L6_the_window_slides_so_no_minute_ever_holds_more_than_the_limit()
    {
        var issuer = await App.NewOrganization();
        var key = (
            await issuer.Mint(
                new
                {
                    label = "Ten",
                    mode = "live",
                    rateLimitPerMinute = 10,
                }
            )
        ).Secret;
        for (var i = 0; i < 10; i++)
        {
            (await Me(key)).Should(200);
            App.Advance(TimeSpan.FromSeconds(3));
        }
        // Thirty seconds on: the first request is that old, and none has left the window.
        (await Me(key))
            .ShouldBeProblem(429, "RATE_LIMITED")["Retry-After"]
            .ShouldBe("30");
        App.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        (await Me(key)).ShouldBeProblem(429, "RATE_LIMITED")["Retry-After"].ShouldBe("1");
        App.Advance(TimeSpan.FromMilliseconds(1));
        (await Me(key)).Should(200);
        (await Me(key)).ShouldBeProblem(429, "RATE_LIMITED")["Retry-After"].ShouldBe("3");
    }

    [Fact]
    public async Task A_refused_request_does_not_count()
    {
        var issuer = await App.NewOrganization();
        var key = (
            await issuer.Mint(
                new
                {
                    label = "One",
                    mode = "live",
                    rateLimitPerMinute = 1,
                }
            )
        ).Secret;
        (await Me(key)).Should(200);
        for (var i = 0; i < 5; i++)
        {
            App.Advance(TimeSpan.FromSeconds(11));
            (await Me(key)).Should(429);
        }
        App.Advance(TimeSpan.FromSeconds(5));
        (await Me(key)).Should(200);
    }

    [Fact]
    public async Task L6_a_limit_lowered_in_the_middle_counts_at_once()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Ten",
                mode = "live",
                rateLimitPerMinute = 10,
            }
        );
        for (var i = 0; i < 5; i++)
            (await Me(key.Secret)).Should(200);
        (
            await App.Patch(
                $"/v1/keys/{key.Id}",
                issuer.Live.Secret,
                new { rateLimitPerMinute = 5 }
            )
        ).Should(200);
        (await Me(key.Secret)).ShouldBeProblem(429, "RATE_LIMITED");
        (
            await App.Patch(
                $"/v1/keys/{key.Id}",
                issuer.Live.Secret,
                new { rateLimitPerMinute = 6 }
            )
        ).Should(200);
        (await Me(key.Secret)).Should(200);
    }

    [Fact]
    public async Task L6_a_forwarded_address_changes_nothing()
    {
        var issuer = await App.NewOrganization();
        var key = (
            await issuer.Mint(
                new
                {
                    label = "One",
                    mode = "live",
                    rateLimitPerMinute = 1,
                }
            )
        ).Secret;
        (await App.Get("/v1/auth/me", key, ("X-Forwarded-For", "203.0.113.1"))).Should(200);
        (await App.Get("/v1/auth/me", key, ("X-Forwarded-For", "203.0.113.2"))).Should(429);
    }

    [Fact]
    public async Task A_keys_access_tokens_share_its_limit_and_other_keys_do_not()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.Mint(
            new
            {
                label = "Two",
                mode = "live",
                kind = "clientToken",
                rateLimitPerMinute = 2,
            }
        );
        var token = await issuer.Exchange(client);
        (await Me(token)).Should(200);
        (await Me(token)).ShouldBeProblem(429, "RATE_LIMITED");
        (
            await App.Post("/v1/auth/token", null, null, ("Authorization", client.BasicHeader))
        ).ShouldBeProblem(429, "RATE_LIMITED");
        (await Me(issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task Requests_in_parallel_never_pass_more_than_the_limit()
    {
        var issuer = await App.NewOrganization();
        var key = (
            await issuer.Mint(
                new
                {
                    label = "Twenty",
                    mode = "live",
                    rateLimitPerMinute = 20,
                }
            )
        ).Secret;
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Me(key)));
        answers.Count(a => a.Status == 200).ShouldBe(20);
        answers.Count(a => a.Status == 429).ShouldBe(40);
    }
}
