using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What an organization used, as it is told.</summary>
public abstract class UsageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : UsageTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : UsageTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task Requests_are_counted_by_key_route_and_outcome()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("credentials:read");
        for (var i = 0; i < 3; i++)
            (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        (await App.Get("/v1/credentials/cred_0", key.Secret)).Should(404);
        (await App.Post("/v1/groups", key.Secret, """{"name":"No"}""")).Should(403);
        var lines = await Lines(issuer, "route,outcome", $"keyId={key.Id}", 5);
        lines
            .Select(l =>
                (l.At("route"), l.At("outcome"), l.Number("requests"), l.Number("failures"))
            )
            .ShouldBe(
                [
                    ("GET /v1/auth/me", "2xx", 3, 0),
                    ("GET /v1/credentials/{id}", "404", 1, 1),
                    ("POST /v1/groups", "403", 1, 1),
                ],
                ignoreOrder: true
            );
        var day = (await Lines(issuer, "day,key", $"keyId={key.Id}", 5)).ShouldHaveSingleItem();
        (day.At("day"), day.At("keyId"), day.At("route"), day.Number("requests")).ShouldBe(
            (Day(App.Clock.Now), key.Id, null, 5)
        );
    }

    [Fact]
    public async Task Each_token_counts_for_the_key_it_was_made_from_and_a_refused_key_for_nobody()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        var token = await issuer.Exchange(client);
        (await App.Get("/v1/auth/me", token)).Should(200);
        (await App.Get("/v1/auth/me", client.Secret)).Should(401);
        await Lines(issuer, "key", $"keyId={client.Id}", 1);
    }

    [Fact]
    public async Task Days_are_told_apart_and_the_period_asked_for_holds()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        var before = App.Clock.Now;
        (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        await Lines(issuer, "day", $"keyId={key.Id}", 1);
        App.Advance(TimeSpan.FromDays(1));
        (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        var both = await Lines(issuer, "day", $"keyId={key.Id}", 2);
        both.Select(l => l.At("day")).ShouldBe([Day(before), Day(before.AddDays(1))]);
        (await Ask(issuer, $"keyId={key.Id}&from={Day(before)}&to={Day(before)}"))
            .At("totals", "requests")
            .ShouldBe("1");
        foreach (
            var (query, field) in ((string, string)[])
                [
                    ("from=22.11.2026", "from"),
                    ("to=2026-02-30", "to"),
                    ("from=2026-11-02&to=2026-11-01", "from"),
                    ("from=2024-01-01&to=2026-11-01", "from"),
                    ("groupBy=day,weather", "groupBy"),
                    ("groupBy=day,day", "groupBy"),
                    ("mode=both", "mode"),
                    ("environment=moon", "environment"),
                    ("limit=0", "limit"),
                ]
        )
            (await App.Get($"/v1/usage?{query}", issuer.Live.Secret)).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                field
            );
        (await App.Get("/v1/usage?from=2025-10-29&to=2026-12-02", issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task Usage_is_told_by_the_environment_of_the_key()
    {
        var issuer = await App.NewOrganization();
        var ci = await issuer.Mint(
            new
            {
                label = "CI",
                mode = "live",
                environment = "ci",
            }
        );
        var staging = await issuer.Mint(
            new
            {
                label = "Staging",
                mode = "live",
                environment = "staging",
            }
        );
        (await App.Get("/v1/auth/me", ci.Secret)).Should(200);
        (await App.Get("/v1/auth/me", ci.Secret)).Should(200);
        (await App.Get("/v1/auth/me", staging.Secret)).Should(200);
        (await Lines(issuer, "key", "environment=ci", 2)).ShouldHaveSingleItem();
        (await Lines(issuer, "environment", "environment=staging", 1))
            .ShouldHaveSingleItem()
            .At("environment")
            .ShouldBe("staging");
        // The label may change: what was counted stays where it was.
        (
            await App.Patch(
                $"/v1/keys/{ci.Id}",
                issuer.Live.Secret,
                """{"environment":"staging"}"""
            )
        ).Should(200);
        (await Ask(issuer, "environment=ci")).At("totals", "requests").ShouldBe("2");
    }

    [Fact]
    public async Task Nobody_sees_anothers_usage_and_a_test_key_sees_test_mode_only()
    {
        var (one, two) = (await App.NewOrganization(), await App.NewOrganization());
        (await App.Get("/v1/auth/me", one.Live.Secret)).Should(200);
        (await App.Get("/v1/auth/me", one.Test.Secret)).Should(200);
        await Lines(one, "key", $"keyId={one.Live.Id}", 1);
        (await Ask(two, $"keyId={one.Live.Id}")).At("totals", "requests").ShouldBe("0");
        (await Lines(one, "key", "mode=test", 1))
            .ShouldHaveSingleItem()
            .At("keyId")
            .ShouldBe(one.Test.Id);
        var test = (await App.Get("/v1/usage?groupBy=key", one.Test.Secret)).Should(200);
        test.At("mode").ShouldBe("test");
        test.Text.ShouldNotContain(one.Live.Id);
        (await App.Get("/v1/usage?mode=live", one.Test.Secret)).ShouldBeProblem(
            403,
            "AUTH_MODE_FORBIDDEN"
        );
        (
            await App.Get("/v1/usage", (await one.KeyWith("credentials:issue")).Secret)
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await App.Get("/v1/usage", (await one.KeyWith("usage:read")).Secret)).Should(200);
    }

    [Fact]
    public async Task A_long_report_comes_in_pages_that_hold_every_line_once()
    {
        var issuer = await App.NewOrganization();
        var keys = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            var key = await issuer.KeyWith("read");
            keys.Add(key.Id);
            (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        }
        await Lines(issuer, "key", "", 7);
        var seen = new List<string?>();
        for (string? cursor = null; ; )
        {
            var page = await Ask(
                issuer,
                $"groupBy=route,key&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}"
            );
            seen.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Where(l => l.At("route") == "GET /v1/auth/me")
                    .Select(l => l.At("keyId"))
            );
            cursor = page.At("nextCursor");
            if (cursor is null)
                break;
            (
                await App.Get($"/v1/usage?groupBy=key&cursor={cursor}", issuer.Live.Secret)
            ).ShouldBeProblem(400, "INVALID_CURSOR");
        }
        seen.ShouldBe(keys, ignoreOrder: true);
    }

    [Fact]
    public async Task L12_a_tool_counts_under_its_name_and_what_the_server_asks_itself_does_not_count()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                // What a door that runs tools does; over the network nobody can.
                Front = http =>
                {
                    if (http.Request.Query["as"] == "tool")
                        http.Features.Set(new Vidimus.Access.Usage.ToolCall("verify_credential"));
                    if (http.Request.Query["as"] == "inner")
                        http.Features.Set(new Vidimus.Access.Usage.WithinRequest("req_1"));
                },
            }
        );
        var issuer = await app.NewOrganization();
        var key = await issuer.KeyWith("read");
        (await app.Get("/v1/auth/me?as=tool", key.Secret)).Should(200);
        (await app.Get("/v1/auth/me?as=inner", key.Secret)).Should(200);
        (await app.Get("/v1/auth/me", key.Secret)).Should(200);
        var lines = await Lines(issuer, "tool,route", $"keyId={key.Id}", 2);
        lines
            .Select(l => (l.At("tool"), l.At("route"), l.Number("requests")))
            .ShouldBe(
                [("verify_credential", null, 1), (null, "GET /v1/auth/me", 1)],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task Two_nodes_add_up_and_a_node_that_is_shut_down_loses_nothing()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        await using (var other = await VidimusApp.Start(new(App.Engine) { Beside = App }))
        {
            for (var i = 0; i < 20; i++)
                (await (i % 2 == 0 ? App : other).Get("/v1/auth/me", key.Secret)).Should(200);
            // Its round never came: the shutdown writes what it counted.
        }
        await Lines(issuer, "key", $"keyId={key.Id}", 20);
    }

    [Fact]
    public async Task Counts_older_than_the_setting_are_removed()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Usage:KeepDays"] = "1" },
            }
        );
        var issuer = await app.NewOrganization();
        var key = await issuer.KeyWith("read");
        (await app.Get("/v1/auth/me", key.Secret)).Should(200);
        await Lines(issuer, "key", $"keyId={key.Id}", 1);
        app.Advance(TimeSpan.FromDays(2));
        for (var tries = 0; ; tries++)
        {
            app.Advance(TimeSpan.FromHours(1));
            if ((await Ask(issuer, $"keyId={key.Id}")).At("totals", "requests") == "0")
                break;
            tries.ShouldBeLessThan(20);
            await Task.Delay(50);
        }
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", null);

    private static async Task<Answer> Ask(Issuer issuer, string query) =>
        (await issuer.App.Get($"/v1/usage?{query}", issuer.Live.Secret)).Should(200);

    /// <summary>The lines once they hold so many requests in all; nodes add theirs every few seconds.</summary>
    private static async Task<IReadOnlyList<JsonElement>> Lines(
        Issuer issuer,
        string groupBy,
        string query,
        int requests
    )
    {
        for (var tries = 0; ; tries++)
        {
            issuer.App.Advance(TimeSpan.FromSeconds(6));
            await Task.Delay(20);
            var report = await Ask(issuer, $"groupBy={groupBy}&{query}");
            var counted = int.Parse(report.At("totals", "requests")!, null);
            if (counted >= requests || tries == 50)
            {
                // Who asks is counted too, where the question is about the very key that asks.
                var own = query.Contains(issuer.Live.Id, StringComparison.Ordinal) ? tries : 0;
                if (query.Length > 0)
                    counted.ShouldBeInRange(requests, requests + own, report.Text);
                return [.. report.Json.GetProperty("data").EnumerateArray()];
            }
        }
    }
}

file static class Lines
{
    public static string? At(this JsonElement line, string name) =>
        line.GetProperty(name).GetString();

    public static long Number(this JsonElement line, string name) =>
        line.GetProperty(name).GetInt64();
}
