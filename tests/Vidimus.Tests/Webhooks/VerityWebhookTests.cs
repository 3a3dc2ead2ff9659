using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Webhook endpoints as Verity's clients know them.</summary>
public abstract class VerityWebhookTests(HookedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HookedOnSqlite shared)
        : VerityWebhookTests(shared),
            IClassFixture<HookedOnSqlite>;

    public sealed class Postgres(HookedOnPostgres shared)
        : VerityWebhookTests(shared),
            IClassFixture<HookedOnPostgres>;

    private const string Path = "/api/v1/webhooks";
    private static readonly string[] Shape =
    [
        "id",
        "url",
        "events",
        "status",
        "failure_count",
        "created_at",
        "updated_at",
    ];

    [Fact]
    public async Task Y9_it_is_made_listed_edited_and_deleted_in_their_shapes()
    {
        var issuer = await App.NewOrganization();
        var made = (await Make(issuer)).Should(201);
        var webhook = Data(made);
        Names(webhook).ShouldBe([.. Shape, "secret"], ignoreOrder: true);
        webhook.GetProperty("id").GetInt64().ShouldBe(1);
        webhook.GetProperty("url").GetString().ShouldBe(Hooks.Url);
        webhook.GetProperty("status").GetString().ShouldBe("active");
        webhook.GetProperty("failure_count").GetInt32().ShouldBe(0);
        var secret = webhook.GetProperty("secret").GetString()!;
        secret.ShouldStartWith("whsec_");
        Golden.Match("verity/webhook-created.json", Fixed(made));

        var listed = (await App.Get(Path, issuer.Live.Secret)).Should(200);
        listed.Text.ShouldNotContain(secret);
        Golden.Match("verity/webhooks.json", Fixed(listed));
        Names(Data(listed)[0]).ShouldBe(Shape);
        Names(listed.Json.GetProperty("meta")).ShouldBe(["request_id", "timestamp", "pagination"]);
        listed.At("meta", "pagination").ShouldBe("""{"cursor":null,"has_more":false,"limit":50}""");

        App.Advance(TimeSpan.FromSeconds(1));
        var edited = (
            await App.Patch(
                $"{Path}/1",
                issuer.Live.Secret,
                """{"url":"https://other.example/","events":["*"],"status":"paused"}"""
            )
        ).Should(200);
        Names(Data(edited)).ShouldBe(Shape);
        Data(edited).GetProperty("url").GetString().ShouldBe("https://other.example/");
        Data(edited).GetProperty("events")[0].GetString().ShouldBe("*");
        Data(edited).GetProperty("status").GetString().ShouldBe("paused");
        Data(edited)
            .GetProperty("updated_at")
            .GetString()
            .ShouldNotBe(Data(edited).GetProperty("created_at").GetString());

        var deleted = (await App.Delete($"{Path}/1", issuer.Live.Secret)).Should(200);
        deleted.At("data").ShouldBe("""{"id":1,"deleted":true}""");
        Data((await App.Get(Path, issuer.Live.Secret)).Should(200)).GetArrayLength().ShouldBe(0);
        (await App.Delete($"{Path}/1", issuer.Live.Secret)).Should(404);
        Data((await Make(issuer)).Should(201)).GetProperty("id").GetInt64().ShouldBe(2);
        foreach (var answer in (Answer[])[made, listed, edited, deleted])
        {
            answer.At("success").ShouldBe("true");
            answer.At("meta", "request_id").ShouldBe(answer["X-Request-Id"]);
            answer["x-vc-request-id"].ShouldBe(answer["X-Request-Id"]);
        }
    }

    [Fact]
    public async Task Y10_setting_it_active_clears_the_failures_and_enables_what_was_disabled()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer)).Should(201);
        foreach (var state in (string[])["active", "paused", "disabled"])
        {
            await App.Execute(
                "UPDATE webhooks_endpoints SET state = @s, failure_count = 7, failing_since = 1, disabled_reason = @r WHERE organization_id = @o",
                ("@s", state),
                ("@r", "failing"),
                ("@o", issuer.Id)
            );
            var before = Data((await App.Get(Path, issuer.Live.Secret)).Should(200))[0];
            before.GetProperty("status").GetString().ShouldBe(state);
            before.GetProperty("failure_count").GetInt32().ShouldBe(7);
            var active = Data(
                (
                    await App.Patch($"{Path}/1", issuer.Live.Secret, """{"status":"active"}""")
                ).Should(200)
            );
            active.GetProperty("status").GetString().ShouldBe("active");
            active.GetProperty("failure_count").GetInt32().ShouldBe(0);
        }
        var native = (await App.Get(Hooks.Path, issuer.Live.Secret)).Should(200);
        native
            .Json.GetProperty("data")[0]
            .GetProperty("failingSince")
            .ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Y3_writing_needs_write_or_admin()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer)).Should(201);
        var reader = await issuer.KeyWith("read");
        foreach (
            var refused in (Answer[])
                [
                    await App.Post(Path, reader.Secret, Hooks.Body()),
                    await App.Patch($"{Path}/1", reader.Secret, """{"status":"paused"}"""),
                    await App.Delete($"{Path}/1", reader.Secret),
                ]
        )
        {
            refused.Should(403).At("error", "code").ShouldBe("AUTH_SCOPE_INSUFFICIENT");
            Names(refused.Json).ShouldBe(["success", "error", "meta"]);
        }
        (await App.Get(Path, reader.Secret)).Should(200);
        foreach (var scope in (string[])["write", "admin"])
        {
            var writer = await issuer.KeyWith(scope);
            (await App.Post(Path, writer.Secret, Hooks.Body())).Should(201);
            (await App.Patch($"{Path}/1", writer.Secret, """{"status":"paused"}""")).Should(200);
        }
        (await App.Get(Path)).Should(401).At("error", "code").ShouldBe("AUTH_MISSING");
    }

    [Fact]
    public async Task Y7_the_list_has_cursors_and_refuses_others()
    {
        var issuer = await App.NewOrganization();
        for (var i = 0; i < 5; i++)
            (await Make(issuer)).Should(201);
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await Listed(issuer, cursor);
            seen.AddRange(Data(page).EnumerateArray().Select(w => w.GetProperty("id").GetInt64()));
            cursor = page.At("meta", "pagination", "cursor");
            page.At("meta", "pagination", "has_more").ShouldBe(cursor is null ? "false" : "true");
            page.At("meta", "pagination", "limit").ShouldBe("2");
        } while (cursor is not null);
        seen.ShouldBe([5, 4, 3, 2, 1]);
        (await App.Get($"{Path}?cursor=x", issuer.Live.Secret))
            .Should(400)
            .At("error", "code")
            .ShouldBe("REQUEST_INVALID_CURSOR");
        (await App.Get($"{Path}?limit=101", issuer.Live.Secret))
            .Should(400)
            .At("error", "code")
            .ShouldBe("VALIDATION_ERROR");
    }

    private async Task<Answer> Listed(Issuer issuer, string? cursor) =>
        (
            await App.Get(
                $"{Path}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                issuer.Live.Secret
            )
        ).Should(200);

    [Fact]
    public async Task Y7_the_list_is_walked_while_endpoints_come_change_and_go()
    {
        var issuer = await App.NewOrganization();
        for (var i = 0; i < 6; i++)
            (await Make(issuer)).Should(201);
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await Listed(issuer, cursor);
            seen.AddRange(Data(page).EnumerateArray().Select(w => w.GetProperty("id").GetInt64()));
            cursor = page.At("meta", "pagination", "cursor");
            // One comes; of those that were read one is paused and the cursor's own goes.
            (await Make(issuer)).Should(201);
            (
                await App.Patch($"{Path}/{seen[^2]}", issuer.Live.Secret, """{"status":"paused"}""")
            ).Should(200);
            (await App.Delete($"{Path}/{seen[^1]}", issuer.Live.Secret)).Should(200);
        } while (cursor is not null);
        seen.ShouldBe([6, 5, 4, 3, 2, 1]);
    }

    [Fact]
    public async Task Y9_wrong_members_and_private_targets_are_refused_in_their_error_body()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer)).Should(201);
        foreach (
            var (field, body) in ((string, string)[])
                [
                    ("url", """{"events":["*"]}"""),
                    ("events", """{"url":"https://receiver.example/"}"""),
                    ("events", """{"url":"https://receiver.example/","events":[]}"""),
                    ("url", Hooks.Body(url: "http://receiver.example/")),
                    ("url", Hooks.Body(url: "https://127.0.0.1/")),
                    ("url", Hooks.Body(url: "https://private.example/")),
                ]
        )
            Refused(await App.Post(Path, issuer.Live.Secret, body), field);
        foreach (
            var (field, body) in ((string, string)[])
                [
                    ("status", """{"status":"disabled"}"""),
                    ("events", """{"events":[]}"""),
                    ("url", """{"url":"https://[::1]/"}"""),
                ]
        )
            Refused(await App.Patch($"{Path}/1", issuer.Live.Secret, body), field);
        foreach (
            var id in (string[])["2", "0", "-1", "x", "1.0", "01x", "99999999999999999999999999"]
        )
        {
            (await App.Patch($"{Path}/{id}", issuer.Live.Secret, """{"status":"paused"}"""))
                .Should(404)
                .At("error", "code")
                .ShouldBe("RESOURCE_NOT_FOUND");
            (await App.Delete($"{Path}/{id}", issuer.Live.Secret)).Should(404);
        }
        // Members that this version does not know are passed over, as their clients expect.
        (
            await App.Post(
                Path,
                issuer.Live.Secret,
                Hooks.Body(""","description":"x","secret":1""")
            )
        ).Should(201);

        static void Refused(Answer answer, string field)
        {
            answer.Should(400).At("error", "code").ShouldBe("VALIDATION_ERROR");
            answer
                .Json.GetProperty("error")
                .GetProperty("details")
                .GetProperty(field)[0]
                .GetString()
                .ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task Y9_events_of_the_seed_are_taken()
    {
        var issuer = await App.NewOrganization();
        string[] kinds =
        [
            "policy.created",
            "policy.updated",
            "policy.retired",
            "policy.codes_changed",
            "policy.criteria_changed",
            "*",
        ];
        var made = (
            await App.Post(Path, issuer.Live.Secret, new { url = Hooks.Url, events = kinds })
        ).Should(201);
        Data(made)
            .GetProperty("events")
            .EnumerateArray()
            .Select(e => e.GetString())
            .ShouldBe(kinds);
        await App.Delete($"{Path}/1", issuer.Live.Secret);
    }

    [Fact]
    public async Task Y6_a_repeated_request_makes_one_and_shows_no_secret_again()
    {
        var issuer = await App.NewOrganization();
        var first = (await Once()).Should(201);
        var secret = Data(first).GetProperty("secret").GetString()!;
        var again = (await Once()).Should(201);
        again.Text.ShouldNotContain(secret);
        Data(again).GetProperty("id").GetInt64().ShouldBe(1);
        again.At("secret_omitted").ShouldBe("true");
        again.At("secret_hint").ShouldNotBeNullOrEmpty();
        Convert
            .ToInt32(
                (
                    await App.Query(
                        "SELECT count(*) FROM webhooks_endpoints WHERE organization_id = @o",
                        ("@o", issuer.Id)
                    )
                )[0][0],
                CultureInfo.InvariantCulture
            )
            .ShouldBe(1);

        Task<Answer> Once() =>
            App.Post(Path, issuer.Live.Secret, Hooks.Body(), ("X-Idempotency-Key", "once"));
    }

    [Fact]
    public async Task Both_surfaces_show_the_same_endpoints()
    {
        var issuer = await App.NewOrganization();
        (await Make(issuer)).Should(201);
        await App.Make(issuer.Live);
        (await App.Get(Hooks.Path, issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(2);
        Data((await App.Get(Path, issuer.Live.Secret)).Should(200)).GetArrayLength().ShouldBe(2);
        Data((await App.Get(Path, issuer.Test.Secret)).Should(200)).GetArrayLength().ShouldBe(0);
    }

    private static string Fixed(Answer answer) =>
        Regex.Replace(
            answer.Text,
            "\"(request_id|timestamp|created_at|updated_at|secret)\":\"[^\"]+\"",
            "\"$1\":\"…\""
        );

    private Task<Answer> Make(Issuer issuer) => App.Post(Path, issuer.Live.Secret, Hooks.Body());

    private static JsonElement Data(Answer answer) => answer.Json.GetProperty("data");

    private static IEnumerable<string> Names(JsonElement json) =>
        json.EnumerateObject().Select(m => m.Name);
}
