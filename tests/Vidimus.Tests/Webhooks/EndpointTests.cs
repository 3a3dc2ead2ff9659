using System.Globalization;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Making, reading, changing and ending webhook endpoints.</summary>
public abstract class EndpointTests(HookedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HookedOnSqlite shared)
        : EndpointTests(shared),
            IClassFixture<HookedOnSqlite>;

    public sealed class Postgres(HookedOnPostgres shared)
        : EndpointTests(shared),
            IClassFixture<HookedOnPostgres>;

    [Fact]
    public async Task A_new_endpoint_is_active_and_shows_its_secret_once()
    {
        var issuer = await App.NewOrganization();
        var made = await App.Make(
            issuer.Live,
            ""","description":"Our CRM","include":["recipient","resource"],"headers":{"X-Team":"badges-of-the-team"}"""
        );
        var id = made.At("id")!;
        id.ShouldMatch("^we_[0-9a-z]{26}$");
        var secret = made.At("secret")!;
        secret.ShouldStartWith("whsec_");
        Convert.FromBase64String(secret[6..]).Length.ShouldBe(32);
        var shown = (await App.Get($"{Hooks.Path}/{id}", issuer.Live.Secret)).Should(200);
        shown
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe([
                "id",
                "mode",
                "url",
                "description",
                "events",
                "include",
                "headerNames",
                "keyId",
                "resourceId",
                "state",
                "disabledReason",
                "failingSince",
                "failureCount",
                "createdAt",
                "updatedAt",
                "secrets",
                "withheld",
            ]);
        shown.At("mode").ShouldBe("live");
        shown.At("url").ShouldBe(Hooks.Url);
        shown.At("description").ShouldBe("Our CRM");
        shown.At("events").ShouldBe($"[\"{Hooks.Kind}\"]");
        shown.At("include").ShouldBe("""["resource","recipient"]""");
        shown.At("headerNames").ShouldBe("""["X-Team"]""");
        shown.At("state").ShouldBe("active");
        shown.At("failureCount").ShouldBe("0");
        shown.Json.GetProperty("secrets").GetArrayLength().ShouldBe(1);
        var listed = (await App.Get(Hooks.Path, issuer.Live.Secret)).Should(200);
        foreach (var text in (string[])[shown.Text, listed.Text])
        {
            text.ShouldNotContain(secret[6..]);
            text.ShouldNotContain("badges-of-the-team");
        }
        (await App.Facts(id)).ShouldBe(["webhook.created"]);
    }

    [Fact]
    public async Task Neither_secrets_nor_headers_are_stored_as_they_are()
    {
        var issuer = await App.NewOrganization();
        var own = Hooks.Secret(24);
        var made = await App.Make(
            issuer.Live,
            $$""","secret":"{{own}}","headers":{"X-Password":"the-receivers-password"}"""
        );
        made.At("secret").ShouldBe(own);
        var next = (await App.Rotate(issuer.Live, made.At("id")!, null)).Should(201).At("secret")!;
        var dump = Encoding.Latin1.GetString(await App.Dump());
        dump.ShouldContain(made.At("id")!);
        foreach (var text in (string[])[own, next])
        {
            dump.ShouldNotContain(text[6..]);
            dump.ShouldNotContain(Encoding.Latin1.GetString(Convert.FromBase64String(text[6..])));
            dump.ShouldNotContain(Convert.ToHexStringLower(Convert.FromBase64String(text[6..])));
        }
        dump.ShouldNotContain("the-receivers-password");
    }

    [Fact]
    public async Task An_edit_changes_what_it_names_and_nothing_else()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live, ""","headers":{"X-A":"1"},"description":"First" """);
        App.Advance(TimeSpan.FromMinutes(1));
        var edited = await Edit(
            """{"url":"https://receiver.example/b","events":["order.*","order.paid"]}"""
        );
        edited.Should(200);
        edited.At("url").ShouldBe("https://receiver.example/b");
        edited.At("events").ShouldBe("""["order.*","order.paid"]""");
        edited.At("description").ShouldBe("First");
        edited.At("headerNames").ShouldBe("""["X-A"]""");
        edited.At("updatedAt").ShouldNotBe(edited.At("createdAt"));
        var cleared = (
            await Edit("""{"headers":null,"description":null,"include":["resource"]}""")
        ).Should(200);
        cleared.At("headerNames").ShouldBe("[]");
        cleared.At("description").ShouldBe("");
        cleared.At("include").ShouldBe("""["resource"]""");
        cleared.At("url").ShouldBe("https://receiver.example/b");
        foreach (
            var (member, body) in ((string, string)[])
                [
                    ("url", """{"url":null}"""),
                    ("events", """{"events":null}"""),
                    ("events", """{"events":[]}"""),
                    ("keyId", """{"keyId":"key_x"}"""),
                    ("state", """{"state":"paused"}"""),
                    ("secret", $$"""{"secret":"{{Hooks.Secret(24)}}"}"""),
                ]
        )
            (await Edit(body)).ShouldBeProblem(400, "VALIDATION_ERROR", member);
        (await App.Facts(id)).ShouldBe(
            ["webhook.created", "webhook.edited", "webhook.edited"],
            ignoreOrder: true
        );

        Task<Answer> Edit(string body) => App.Patch($"{Hooks.Path}/{id}", issuer.Live.Secret, body);
    }

    [Fact]
    public async Task A_deleted_endpoint_is_gone_with_its_secrets_and_headers()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live, ""","headers":{"X-A":"1"}""");
        await Waiting(issuer, id, "evt_waiting");
        (await App.Delete($"{Hooks.Path}/{id}", issuer.Live.Secret)).Should(204);
        foreach (
            var answer in (Answer[])
                [
                    await App.Get($"{Hooks.Path}/{id}", issuer.Live.Secret),
                    await App.Delete($"{Hooks.Path}/{id}", issuer.Live.Secret),
                    await App.Patch($"{Hooks.Path}/{id}", issuer.Live.Secret, "{}"),
                    await App.Post($"{Hooks.Path}/{id}/resume", issuer.Live.Secret),
                    await App.Rotate(issuer.Live, id, null),
                ]
        )
            answer.ShouldBeProblem(404, "WEBHOOK_NOT_FOUND");
        (await App.Get(Hooks.Path, issuer.Live.Secret)).At("data").ShouldBe("[]");
        (await Count("webhooks_secrets", id)).ShouldBe(0);
        (await App.Query("SELECT headers FROM webhooks_endpoints WHERE id = @id", ("@id", id)))[0]
            [0]
            .ShouldBeNull();
        (await State(id, "evt_waiting")).ShouldBe("cancelled");
        (await App.Facts(id)).ShouldBe(["webhook.created", "webhook.deleted"], ignoreOrder: true);
    }

    [Fact]
    public async Task It_is_paused_resumed_disabled_and_enabled_and_twice_is_as_good_as_once()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        App.Advance(TimeSpan.FromSeconds(1));
        foreach (
            var (verb, state, reason) in ((string, string, string?)[])
                [
                    ("resume", "active", null),
                    ("pause", "paused", null),
                    ("pause", "paused", null),
                    ("resume", "active", null),
                    ("disable", "disabled", "requested"),
                    ("disable", "disabled", "requested"),
                    ("resume", "active", null),
                ]
        )
        {
            var answer = (await Change(verb)).Should(200);
            answer.At("state").ShouldBe(state, verb);
            answer.At("disabledReason").ShouldBe(reason, verb);
            App.Advance(TimeSpan.FromSeconds(1));
        }
        (await App.Facts(id)).ShouldBe([
            "webhook.created",
            "webhook.paused",
            "webhook.resumed",
            "webhook.disabled",
            "webhook.enabled",
        ]);
        await Change("disable");
        (await Change("pause")).ShouldBeProblem(409, "WEBHOOK_DISABLED");

        Task<Answer> Change(string verb) =>
            App.Post($"{Hooks.Path}/{id}/{verb}", issuer.Live.Secret);
    }

    [Fact]
    public async Task W11_disabling_cancels_what_waits_and_pausing_keeps_it()
    {
        var issuer = await App.NewOrganization();
        var (id, other) = (await App.MakeId(issuer.Live), await App.MakeId(issuer.Live));
        await App.Post($"{Hooks.Path}/{id}/pause", issuer.Live.Secret);
        await App.Post($"{Hooks.Path}/{other}/pause", issuer.Live.Secret);
        await Waiting(issuer, id, "evt_1");
        await Waiting(issuer, other, "evt_1");
        (await State(id, "evt_1")).ShouldBe("pending");
        (await App.Post($"{Hooks.Path}/{id}/disable", issuer.Live.Secret)).Should(200);
        (await State(id, "evt_1")).ShouldBe("cancelled");
        (await State(other, "evt_1")).ShouldBe("pending");
        (await App.Post($"{Hooks.Path}/{id}/resume", issuer.Live.Secret)).Should(200);
        (await State(id, "evt_1")).ShouldBe("cancelled");
    }

    [Fact]
    public async Task The_list_is_paged_newest_first_and_its_cursors_are_its_own()
    {
        var issuer = await App.NewOrganization();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await App.MakeId(issuer.Live));
            App.Advance(TimeSpan.FromSeconds(1));
        }
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (
                await App.Get(
                    $"{Hooks.Path}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                    issuer.Live.Secret
                )
            ).Should(200);
            seen.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(e => e.GetProperty("id").GetString()!)
            );
            if (cursor is null)
            {
                var stranger = await App.NewOrganization();
                (
                    await App.Get(
                        $"{Hooks.Path}?cursor={page.At("nextCursor")}",
                        stranger.Live.Secret
                    )
                ).ShouldBeProblem(400, "INVALID_CURSOR");
            }
            cursor = page.At("nextCursor");
        } while (cursor is not null);
        ids.Reverse();
        seen.ShouldBe(ids);
        (await App.Get($"{Hooks.Path}?limit=0", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "limit"
        );
    }

    [Fact]
    public async Task There_are_never_more_than_allowed_however_many_are_made_at_once()
    {
        await using var app = await VidimusApp.Start(
            HookedApp.As(
                new(App.Engine),
                "00:00:00.005",
                ("Webhooks:EndpointsPerOrganization", "3")
            )
        );
        var issuer = await app.NewOrganization();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => app.TryMake(issuer.Live, Hooks.Body()))
        );
        answers.Count(a => a.Status == 201).ShouldBe(3);
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.ShouldBeProblem(409, "WEBHOOK_LIMIT_REACHED");
        // The other mode has a bound of its own; numbers are given once in both.
        await app.Make(issuer.Test);
        (
            await app.Query(
                "SELECT number FROM webhooks_endpoints WHERE organization_id = @o ORDER BY number",
                ("@o", issuer.Id)
            )
        )
            .Select(row => Convert.ToInt32(row[0], CultureInfo.InvariantCulture))
            .ShouldBe([1, 2, 3, 4]);
        var first = answers.First(a => a.Status == 201).At("id");
        (await app.Delete($"{Hooks.Path}/{first}", issuer.Live.Secret)).Should(204);
        await app.Make(issuer.Live);
    }

    [Fact]
    public async Task Making_and_deleting_over_and_over_comes_to_an_end_until_the_deleted_ones_are_old()
    {
        await using var app = await VidimusApp.Start(
            HookedApp.As(
                new(App.Engine),
                "00:00:00.005",
                ("Webhooks:EndpointsPerOrganization", "1")
            )
        );
        var issuer = await app.NewOrganization();
        for (var i = 0; i < 10; i++)
            (
                await app.Delete(
                    $"{Hooks.Path}/{await app.MakeId(issuer.Live)}",
                    issuer.Live.Secret
                )
            ).Should(204);
        (await app.TryMake(issuer.Live, Hooks.Body())).ShouldBeProblem(
            409,
            "WEBHOOK_LIMIT_REACHED"
        );
        app.Clock.Jump(TimeSpan.FromDays(31));
        await app.Make(issuer.Live);
        (await app.Query("SELECT number FROM webhooks_endpoints ORDER BY number"))
            .Select(row => Convert.ToInt32(row[0], CultureInfo.InvariantCulture))
            .ShouldBe([10, 11]);
    }

    [Fact]
    public async Task Another_address_begins_without_the_failures_of_the_old_one()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        await App.Execute(
            "UPDATE webhooks_endpoints SET failure_count = 9, failing_since = 1 WHERE id = @id",
            ("@id", id)
        );
        foreach (
            var (url, failures) in ((string, string)[])
                [(Hooks.Url, "9"), ("https://other.example/", "0")]
        )
        {
            var edited = (
                await App.Patch($"{Hooks.Path}/{id}", issuer.Live.Secret, new { url })
            ).Should(200);
            edited.At("failureCount").ShouldBe(failures);
            (edited.At("failingSince") is null).ShouldBe(failures == "0");
        }
    }

    [Fact]
    public async Task A_key_has_one_endpoint_of_its_own_and_an_object_may_have_others()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        var own = $$""","keyId":"{{key.Id}}" """;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => App.TryMake(issuer.Live, Hooks.Body(own)))
        );
        var made = answers.Where(a => a.Status == 201).ToArray();
        made.Length.ShouldBe(1);
        made[0].At("keyId").ShouldBe(key.Id);
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.ShouldBeProblem(409, "WEBHOOK_KEY_TAKEN", "keyId");
        var about = await App.Make(issuer.Live, own + ""","resourceId":"ord_1" """);
        about.At("resourceId").ShouldBe("ord_1");
        (await App.Delete($"{Hooks.Path}/{made[0].At("id")}", issuer.Live.Secret)).Should(204);
        await App.Make(issuer.Live, own);
    }

    [Fact]
    public async Task K7_somebody_elses_key_is_as_unknown_as_one_that_never_was()
    {
        var issuer = await App.NewOrganization();
        var stranger = await App.NewOrganization();
        var revoked = await issuer.KeyWith("read");
        (await App.Post($"/v1/keys/{revoked.Id}/revoke", issuer.Live.Secret)).Should(200);
        var unknown = await Try("key_00000000000000000000000000");
        unknown.ShouldBeProblem(400, "VALIDATION_ERROR", "keyId");
        foreach (
            var id in (string[])[stranger.Live.Id, issuer.Test.Id, revoked.Id, "x", "' OR 1=1 --"]
        )
            (await Try(id)).Neutral().ShouldBe(unknown.Neutral(), id);

        Task<Answer> Try(string id) =>
            App.TryMake(issuer.Live, Hooks.Body($$""","keyId":"{{id}}" """));
    }

    [Fact]
    public async Task What_is_asked_for_is_checked_member_by_member()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var (field, body) in ((string, string)[])
                [
                    ("url", """{"events":["*"]}"""),
                    ("events", """{"url":"https://receiver.example/"}"""),
                    ("events", Events("")),
                    ("events.0", Events("null")),
                    ("events.0", Events("\"\"")),
                    ("events.0", Events("\"credential\"")),
                    ("events.0", Events("\"Credential.Issued\"")),
                    ("events.0", Events("\"*.issued\"")),
                    ("events.0", Events("\"credential.**\"")),
                    ("events.1", Events("\"*\",\"credential. issued\"")),
                    ("events.0", Events($"\"a.{new string('a', 100)}\"")),
                    (
                        "events",
                        Events(
                            string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"a.b{i}\""))
                        )
                    ),
                    ("include", Hooks.Body(""","include":["everything"]""")),
                    ("include", Hooks.Body(""","include":[null]""")),
                    ("description", Hooks.Body($$""","description":"{{new string('d', 501)}}" """)),
                    ("resourceId", Hooks.Body(""","resourceId":"a b" """)),
                    ("state", Hooks.Body(""","state":"paused" """)),
                ]
        )
            (await App.TryMake(issuer.Live, body)).ShouldBeProblem(400, "VALIDATION_ERROR", field);

        static string Events(string events) =>
            $$"""{"url":"https://receiver.example/","events":[{{events}}]}""";
    }

    [Fact]
    public async Task Kinds_that_nobody_tells_of_are_refused_with_where_to_find_the_others()
    {
        var issuer = await App.NewOrganization();
        foreach (var kind in (string[])["credential.isued", "credentials.*", "cred.*", "a.b"])
            (await App.TryMake(issuer.Live, Hooks.Body(kind: kind)))
                .ShouldBeProblem(400, "VALIDATION_ERROR", "events.0")
                .At("error", "message")!
                .ShouldContain("/v1/webhooks/events");
        var kinds = (await App.Get("/v1/webhooks/events"))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(t => t.GetProperty("type").GetString()!)
            .ToArray();
        kinds.ShouldContain("credential.issued");
        foreach (var chunk in kinds.Chunk(100))
            (
                await App.Post(
                    Hooks.Path,
                    issuer.Live.Secret,
                    new { url = Hooks.Url, events = chunk }
                )
            ).Should(201);
        foreach (var kind in (string[])["*", "credential.*", "policy.*", "webhook.*"])
            (await App.TryMake(issuer.Test, Hooks.Body(kind: kind))).Should(201);
    }

    [Theory]
    [InlineData("POST", "", "webhooks:write", 201)]
    [InlineData("GET", "", "webhooks:read", 200)]
    [InlineData("GET", "/{id}", "webhooks:read", 200)]
    [InlineData("PATCH", "/{id}", "webhooks:write", 200)]
    [InlineData("POST", "/{id}/pause", "webhooks:write", 200)]
    [InlineData("POST", "/{id}/resume", "webhooks:write", 200)]
    [InlineData("POST", "/{id}/disable", "webhooks:write", 200)]
    [InlineData("POST", "/{id}/rotate-secret", "webhooks:write", 201)]
    [InlineData("DELETE", "/{id}", "webhooks:write", 204)]
    public async Task Each_operation_works_with_its_scope_and_is_refused_without_it(
        string method,
        string path,
        string scope,
        int status
    )
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        var without = await issuer.KeyWith(
            scope == "webhooks:read" ? "webhooks:write" : "read",
            "keys:admin",
            "credentials:issue"
        );
        (await Ask(without)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await Ask(null)).ShouldBeProblem(401, "AUTH_MISSING");
        (await App.Facts(id)).ShouldBe(["webhook.created"]);
        (await Ask(await issuer.KeyWith(scope))).Should(status);

        Task<Answer> Ask(Key? key) =>
            App.Send(
                new(method),
                Hooks.Path + path.Replace("{id}", id),
                key?.Secret,
                method == "PATCH" ? "{}"
                    : path.Length == 0 && method == "POST" ? Hooks.Body()
                    : null
            );
    }

    private Task<int> Waiting(Issuer issuer, string endpoint, string eventId) =>
        App.Execute(
            """
            INSERT INTO webhooks_deliveries (organization_id, endpoint_id, event_id, mode, kind, resource_id, created_at, state, next_at, attempts, tries, lease)
            VALUES (@o, @e, @i, 'live', 'order.paid', 'ord_1', 1, 'pending', 99999999999999, 0, 0, 7)
            """,
            ("@o", issuer.Id),
            ("@e", endpoint),
            ("@i", eventId)
        );

    private async Task<string> State(string endpoint, string eventId)
    {
        var row = (
            await App.Query(
                "SELECT state, next_at, ended_at, lease FROM webhooks_deliveries WHERE endpoint_id = @e AND event_id = @i",
                ("@e", endpoint),
                ("@i", eventId)
            )
        )[0];
        if ((string)row[0]! == "cancelled")
        {
            row[1].ShouldBeNull();
            row[2].ShouldNotBeNull();
            Convert.ToInt64(row[3], CultureInfo.InvariantCulture).ShouldBe(0);
        }
        return (string)row[0]!;
    }

    private async Task<int> Count(string table, string endpoint) =>
        Convert.ToInt32(
            (
                await App.Query(
                    $"SELECT count(*) FROM {table} WHERE endpoint_id = @e",
                    ("@e", endpoint)
                )
            )[0][0],
            CultureInfo.InvariantCulture
        );
}
