using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Access;
using Vidimus.Tests.Mcp;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>
/// What clients of Verity rely on, line by line of its contract: keys, errors, scopes, envelopes, limits, repetitions, health,
/// webhooks, sign-in for assistants. Its shapes and lists are with the tests of the routes.
/// </summary>
public abstract class VerityContractTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ListeningOnSqlite shared)
        : VerityContractTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : VerityContractTests(shared),
            IClassFixture<ListeningOnPostgres>;

    private const string Health = "/api/v1/health";
    private const string Policies = "/api/v1/policies";

    [Theory]
    [InlineData("live")]
    [InlineData("test")]
    public async Task Y1_keys_have_the_form_of_Verity_and_a_flipped_character_is_refused(
        string mode
    )
    {
        var issuer = await App.NewOrganization();
        var key = await Vrt(issuer, mode, "read");
        key.Secret.ShouldMatch($"^vrt_{mode}_[0-9A-Za-z]{{43}}_[0-9A-Za-z]{{4}}$");
        (await App.Get(Policies, key.Secret)).Should(200);
        // The checksum is of the rest: one character more or less of either, and it is nobody's key.
        var checksum = key.Secret[^4..];
        foreach (
            var other in (string[])
                [
                    key.Secret[..^1] + (checksum[^1] == 'A' ? 'B' : 'A'),
                    key.Secret[..^6] + (key.Secret[^6] == 'A' ? 'B' : 'A') + key.Secret[^5..],
                    key.Secret[..^5],
                    key.Secret + "A",
                    key.Secret.Replace(
                        $"vrt_{mode}_",
                        mode == "live" ? "vrt_test_" : "vrt_live_",
                        StringComparison.Ordinal
                    ),
                ]
        )
            (await App.Get(Policies, other)).ShouldBeVerity(401, "AUTH_INVALID_KEY");
        // What is stored tells nobody the key.
        (await App.Query("SELECT * FROM access_keys WHERE id = @id", ("@id", key.Id)))[0]
            .ShouldAllBe(v =>
                v == null || !v.ToString()!.Contains(key.Secret, StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task Y2_every_refusal_of_a_key_has_its_code()
    {
        var issuer = await App.NewOrganization();
        var revoked = await Vrt(issuer, "live", "read");
        var suspended = await Vrt(issuer, "live", "read");
        await App.Post($"/v1/keys/{revoked.Id}/revoke", issuer.Live.Secret, "{}");
        await App.Post($"/v1/keys/{suspended.Id}/suspend", issuer.Live.Secret, "{}");
        foreach (
            var (header, code) in ((string?, string)[])
                [
                    (null, "AUTH_MISSING"),
                    ($"Token {revoked.Secret}", "AUTH_INVALID_FORMAT"),
                    (revoked.Secret, "AUTH_INVALID_FORMAT"),
                    ("Bearer vrt_live_abc", "AUTH_INVALID_KEY"),
                    ("Bearer nothing", "AUTH_INVALID_KEY"),
                    (
                        $"Bearer {KeyText.WithChecksum("vrt_live_" + new string('x', 43), 4)}",
                        "AUTH_INVALID_KEY"
                    ),
                    ($"Bearer {revoked.Secret}", "AUTH_REVOKED_KEY"),
                    ($"Bearer {suspended.Secret}", "AUTH_SUSPENDED_KEY"),
                ]
        )
        {
            (string, string)[] headers = header is null ? [] : [("Authorization", header)];
            var answer = (await App.Get(Policies, null, headers)).ShouldBeVerity(401, code);
            // The seed's example to the letter: no details and no meta.
            Names(answer.Json).ShouldBe(["success", "error"], header);
            Names(answer.Json.GetProperty("error")).ShouldBe(["code", "message", "hint"], header);
        }
    }

    public static TheoryData<string, string, string?, string> Routes =>
        new()
        {
            { "GET", "/policies", null, "policies:read" },
            { "GET", "/policies/changes", null, "policies:read" },
            { "GET", "/jurisdictions", null, "policies:read" },
            { "GET", "/codes/lookup?code=76942", null, "policies:read" },
            { "GET", "/compliance/stats", null, "policies:read" },
            { "GET", "/compliance/unreviewed", null, "policies:read" },
            { "GET", "/webhooks", null, "webhooks:read" },
            { "POST", "/codes/batch", """{"codes":["76942"]}""", "policies:read" },
            { "POST", "/prior-auth/check", """{"procedure_codes":["76942"]}""", "policies:read" },
            { "POST", "/claims/validate", """{"procedure_codes":["76942"]}""", "policies:read" },
            { "POST", "/webhooks", """{"url":"x","events":["*"]}""", "webhooks:write" },
            { "PATCH", "/webhooks/1", """{"status":"paused"}""", "webhooks:write" },
            { "DELETE", "/webhooks/1", null, "webhooks:write" },
            { "POST", "/webhooks/1/test", null, "webhooks:write" },
            { "POST", "/compliance/ack", """{"diff_id":1}""", "compliance:ack" },
            { "POST", "/compliance/ack/bulk", """{"diff_ids":[1]}""", "compliance:ack" },
        };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Y3_each_route_takes_its_scopes_and_no_others(
        string method,
        string path,
        string? body,
        string narrow
    )
    {
        var issuer = await App.NewOrganization();
        string[] may = narrow.EndsWith(":read", StringComparison.Ordinal)
            ? ["read", "write", "admin", narrow]
            : ["write", "admin", narrow];
        string[] all =
        [
            "read",
            "write",
            "admin",
            "policies:read",
            "webhooks:read",
            "webhooks:write",
            "compliance:ack",
            "credentials:issue",
        ];
        foreach (var scope in all)
        {
            var key = await Vrt(issuer, "live", scope);
            var answer = await App.Send(new HttpMethod(method), $"/api/v1{path}", key.Secret, body);
            if (may.Contains(scope))
                answer.Status.ShouldNotBeOneOf(401, 403, 405);
            else
                answer
                    .ShouldBeVerity(403, "AUTH_SCOPE_INSUFFICIENT")
                    .At("error", "details", "required_scopes")
                    .ShouldNotBeNull($"{method} {path} with {scope}")
                    .ShouldContain(narrow);
        }
    }

    [Fact]
    public async Task Y4_answers_and_errors_have_one_envelope()
    {
        var issuer = await App.NewOrganization();
        var key = await Vrt(issuer, "live", "write");
        foreach (var path in (string[])["/policies?limit=2", "/jurisdictions", "/compliance/stats"])
        {
            var answer = (await App.Get($"/api/v1{path}", key.Secret)).Should(200);
            Names(answer.Json).ShouldBe(["success", "data", "meta"], path);
            answer.At("success").ShouldBe("true");
            answer.At("meta", "request_id").ShouldBe(answer["X-Request-Id"]);
            answer.At("meta", "request_id").ShouldNotBeNull().ShouldStartWith("req_");
            answer.At("meta", "timestamp").ShouldNotBeNullOrEmpty();
        }
        (await App.Get("/api/v1/policies?limit=2", key.Secret))
            .At("meta", "pagination")
            .ShouldBe("""{"cursor":null,"has_more":false,"limit":2}""");
        foreach (
            var (path, body, status, code) in ((string, string?, int, string)[])
                [
                    ("/policies/L99999", null, 404, "RESOURCE_POLICY_NOT_FOUND"),
                    ("/nowhere", null, 404, "RESOURCE_NOT_FOUND"),
                    ("/policies?limit=1000", null, 400, "VALIDATION_ERROR"),
                    ("/policies?cursor=garbage", null, 400, "REQUEST_INVALID_CURSOR"),
                    ("/compliance/ack", "{", 400, "VALIDATION_INVALID_JSON"),
                    ("/compliance/ack", "{}", 400, "VALIDATION_ERROR"),
                ]
        )
        {
            var answer = body is null
                ? await App.Get($"/api/v1{path}", key.Secret)
                : await App.Post($"/api/v1{path}", key.Secret, body);
            answer.ShouldBeVerity(status, code);
            Names(answer.Json).ShouldBe(["success", "error", "meta"], path);
            Names(answer.Json.GetProperty("error"))
                .ShouldBe(["code", "message", "hint", "details", "retryable"], path);
            answer.At("meta", "request_id").ShouldBe(answer["X-Request-Id"]);
        }
        // Details name the member as it was sent, with a list of what is wrong with it.
        (await App.Get("/api/v1/policies?limit=1000", key.Secret))
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("limit")[0]
            .GetString()
            .ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Y5_every_answer_says_how_much_is_left_and_too_much_is_429()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Three",
                mode = "live",
                family = "vrt",
                rateLimitPerMinute = 3,
                scopes = (string[])["read"],
            }
        );
        for (var left = 2; left >= 0; left--)
        {
            var answer = (await App.Get("/api/v1/jurisdictions", key.Secret)).Should(200);
            answer.Number("X-RateLimit-Limit").ShouldBe(3);
            answer.Number("X-RateLimit-Remaining").ShouldBe(left);
            answer
                .Number("X-RateLimit-Reset")
                .ShouldBeGreaterThan((int)App.Clock.Now.ToUnixTimeSeconds());
        }
        var refused = (await App.Get("/api/v1/jurisdictions", key.Secret)).ShouldBeVerity(
            429,
            "RATE_LIMIT_EXCEEDED"
        );
        refused.Number("Retry-After").ShouldBeInRange(1, 60);
        refused.Number("X-RateLimit-Remaining").ShouldBe(0);
        refused.At("error", "retryable").ShouldBe("true");
        App.Advance(TimeSpan.FromSeconds(61));
        (await App.Get("/api/v1/jurisdictions", key.Secret)).Should(200);
    }

    [Fact]
    public async Task Y6_a_repetition_has_the_first_answer_and_another_body_is_a_conflict()
    {
        await using var receiver = Receiver.Answering();
        var issuer = await App.NewOrganization();
        var first = (await Make("one", receiver.Url)).Should(201);
        (await Make("one", receiver.Url))
            .Should(201)
            .At("data", "id")
            .ShouldBe(first.At("data", "id"));
        (await Make("one", receiver.Url + "/other")).ShouldBeVerity(
            409,
            "REQUEST_IDEMPOTENCY_CONFLICT"
        );
        (await App.Get("/api/v1/webhooks", issuer.Live.Secret))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
        // A question that only reads takes the header, and is asked anew.
        for (var i = 0; i < 2; i++)
            (
                await App.Post(
                    "/api/v1/prior-auth/check",
                    issuer.Live.Secret,
                    """{"procedure_codes":["76942"],"payer":"medicare"}""",
                    ("X-Idempotency-Key", "a-read")
                )
            ).Should(200);

        Task<Answer> Make(string key, string url) =>
            App.Post(
                "/api/v1/webhooks",
                issuer.Live.Secret,
                new { url, events = (string[])["policy.updated"] },
                ("X-Idempotency-Key", key)
            );
    }

    [Fact]
    public async Task Y6_while_the_first_runs_its_twins_are_told_so()
    {
        await using var receiver = Receiver.Answering();
        var issuer = await App.NewOrganization();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    App.Post(
                        "/api/v1/webhooks",
                        issuer.Live.Secret,
                        new { url = receiver.Url, events = (string[])["policy.updated"] },
                        ("X-Idempotency-Key", "twins")
                    )
                )
        );
        foreach (var waits in answers.Where(a => a.Status == 409))
            waits.ShouldBeVerity(409, "REQUEST_IDEMPOTENCY_IN_PROGRESS");
        answers.Where(a => a.Status != 409).ShouldNotBeEmpty();
        answers.Where(a => a.Status != 409).ShouldAllBe(a => a.Status == 201);
        (await App.Get("/api/v1/webhooks", issuer.Live.Secret))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task Y8_health_is_told_with_a_key_and_without()
    {
        var issuer = await App.NewOrganization();
        var key = await Vrt(issuer, "test", "read");
        foreach (var secret in (string?[])[null, key.Secret])
        {
            var answer = (await App.Get(Health, secret)).Should(200);
            Golden.Match("verity/health.json", FixedHealth(answer));
            answer.At("success").ShouldBe("true");
            // A busy machine may be behind with something.
            answer.At("data", "status").ShouldBeOneOf("healthy", "degraded");
            answer.At("data", "version").ShouldBe("v1");
            answer.At("data", "timestamp").ShouldNotBeNullOrEmpty();
            answer.At("data", "checks", "database", "status").ShouldNotBeNullOrEmpty();
            answer
                .Json.GetProperty("data")
                .GetProperty("checks")
                .GetProperty("database")
                .TryGetProperty("latency_ms", out _)
                .ShouldBeTrue();
        }
        (
            await App.Get(Health, key.Secret[..^1] + (key.Secret[^1] == 'A' ? 'B' : 'A'))
        ).ShouldBeVerity(401, "AUTH_INVALID_KEY");
    }

    [Fact]
    public async Task Y10_a_ping_says_what_came_back_and_an_endpoint_that_is_gone_is_disabled_until_it_is_set_active()
    {
        await using var receiver = Receiver.Answering(500);
        var issuer = await App.NewOrganization();
        await Endpoint(issuer, receiver, "policy.created");
        var ping = (await App.Post("/api/v1/webhooks/1/test", issuer.Live.Secret, "")).Should(200);
        Names(ping.Json.GetProperty("data"))
            .ShouldBe([
                "delivery_id",
                "endpoint_id",
                "event",
                "http_status",
                "success",
                "error",
                "created_at",
            ]);
        Golden.Match("verity/webhook-test.json", Fixed(ping));
        ping.At("data", "event").ShouldBe("test.ping");
        ping.At("data", "http_status").ShouldBe("500");
        ping.At("data", "success").ShouldBe("false");
        ping.At("data", "endpoint_id").ShouldBe("1");

        receiver.Behaviour = incoming => incoming.Answer(410);
        await Publish(issuer, "L10001");
        for (var tries = 0; await Status() != "disabled"; tries++)
        {
            tries.ShouldBeLessThan(200, "the endpoint is not disabled");
            await Task.Delay(50);
        }
        receiver.Behaviour = incoming => incoming.Answer(204);
        var active = (
            await App.Patch("/api/v1/webhooks/1", issuer.Live.Secret, """{"status":"active"}""")
        ).Should(200);
        active.At("data", "status").ShouldBe("active");
        active.At("data", "failure_count").ShouldBe("0");

        async Task<string?> Status() =>
            (await App.Get("/api/v1/webhooks", issuer.Live.Secret))
                .Json.GetProperty("data")[0]
                .GetProperty("status")
                .GetString();
    }

    [Fact]
    public async Task Y11_deliveries_are_signed_under_the_name_that_Veritys_clients_look_for()
    {
        await using var receiver = Receiver.Answering();
        var issuer = await App.NewOrganization();
        var secret = (await Endpoint(issuer, receiver, "policy.created")).At("data", "secret")!;
        await Publish(issuer, "L10002");
        var got = (await receiver.Wait())[0];
        got.Headers["X-Verity-Event"].ShouldBe("policy.created");
        got.Headers["X-Verity-Delivery"].ShouldNotBeNullOrEmpty();
        var (time, signature) = Parts(got.Headers["X-Verity-Signature"]);
        signature.ShouldBe(Judge.Timed(secret, time, got.Body));
        byte[] changed = [.. got.Body];
        changed[^2] ^= 1;
        signature.ShouldNotBe(Judge.Timed(secret, time, changed));

        static (string Time, string Signature) Parts(string header)
        {
            var parts = header
                .Split(',')
                .Select(p => p.Split('=', 2))
                .ToDictionary(p => p[0], p => p[1]);
            return (parts["t"], parts["v1"]);
        }
    }

    [Fact]
    public async Task Y14_the_door_of_the_policy_tools_says_where_to_sign_in_and_takes_no_other_doors_tokens()
    {
        const string door = "/mcp/x/policies";
        var refused = await App.Post(door, null, "{}");
        refused.Should(401);
        var challenge = refused["WWW-Authenticate"].ShouldNotBeNull();
        challenge.ShouldContain(
            $"resource_metadata=\"{App.PublicUrl}/.well-known/oauth-protected-resource{door}\""
        );
        challenge.ShouldContain("scope=\"policies:read webhooks:read\"");
        foreach (var path in (string[])["", "/mcp", door])
        {
            var metadata = (
                await App.Get($"/.well-known/oauth-protected-resource{path}", null)
            ).Should(200);
            metadata.At("resource").ShouldBe(App.PublicUrl + (path.Length == 0 ? "/mcp" : path));
            metadata.At("authorization_servers").ShouldBe($"[\"{App.PublicUrl}\"]");
        }

        var issuer = await App.NewOrganization();
        var member = await App.Member("owner", issuer);
        var granted = await Granted.To(member, "policies:read", door);
        (await new Assistant(App, granted.Token(), door).Listed()).Count.ShouldBe(8);
        // A token of another door of the same member is nobody's here.
        var other = await Granted.To(member, "read", "/mcp/x/orders");
        (await new Assistant(App, other.Token(), door).List()).Should(401);
        await granted.Revoke();
        App.Advance(TimeSpan.FromSeconds(6));
        (await new Assistant(App, granted.Token(), door).List()).Should(401);
    }

    [Fact]
    public async Task Y15_usage_and_the_record_name_member_client_organization_and_tool()
    {
        const string door = "/mcp/x/policies";
        var issuer = await App.NewOrganization();
        var member = await App.Member("owner", issuer);
        var granted = await Granted.To(member, "policies:read", door);
        (
            await granted
                .At(door)
                .Call("verity_policy_research", """{"action":"search","query":"a secret word"}""")
        ).ShouldBeDone();

        var record = (await ToolCalls.Of(issuer, 1))[0];
        record.GetProperty("actorId").GetString().ShouldBe(member.Id);
        record.GetProperty("client").GetString().ShouldBe(granted.ClientId);
        record.GetProperty("tool").GetString().ShouldBe("verity_policy_research");
        record.Member("toolset").ShouldBe("policies");
        record.Member("grant").ShouldBe(granted.Id);
        record.GetRawText().ShouldNotContain("secret word");

        JsonElement[] lines = [];
        await Patience.Until(
            async () =>
            {
                lines =
                [
                    .. (await App.Get("/v1/usage?groupBy=member,client,tool", issuer.Live.Secret))
                        .Should(200)
                        .Json.GetProperty("data")
                        .EnumerateArray()
                        .Where(l => l.GetProperty("tool").GetString() is not null),
                ];
                return lines.Length >= 1;
            },
            () => App.Advance(TimeSpan.FromSeconds(6))
        );
        var line = lines.ShouldHaveSingleItem();
        line.GetProperty("memberId").GetString().ShouldBe(member.Id);
        line.GetProperty("clientId").GetString().ShouldBe(granted.ClientId);
        line.GetProperty("tool").GetString().ShouldBe("verity_policy_research");
        line.GetProperty("requests").GetInt64().ShouldBe(1);
    }

    // What else is checked is this server's own, and depends on what the machine has; here it is about the shape.
    private static string FixedHealth(Answer answer)
    {
        var json = JsonNode.Parse(answer.Text)!;
        var data = json["data"]!;
        (data["status"], data["timestamp"]) = ("healthy", "…");
        (json["meta"]!["request_id"], json["meta"]!["timestamp"]) = ("…", "…");
        var database = data["checks"]!["database"]!.DeepClone();
        database["latency_ms"] = 1;
        data["checks"] = new JsonObject { ["database"] = database };
        return json.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static string Fixed(Answer answer) =>
        Regex.Replace(
            answer.Text,
            "\"(request_id|timestamp|created_at|delivery_id)\":(\"[^\"]+\"|[0-9]+)",
            "\"$1\":\"…\""
        );

    private Task<Answer> Endpoint(Issuer issuer, Receiver receiver, string kind) =>
        App.Post(
            "/api/v1/webhooks",
            issuer.Live.Secret,
            new { url = receiver.Url, events = (string[])[kind] }
        );

    private async Task Publish(Issuer issuer, string id) =>
        (
            await App.Post("/v1/policies", issuer.Live.Secret, Loads.Policy(id).ToJsonString())
        ).Should(201);

    private static async Task<Key> Vrt(Issuer issuer, string mode, params string[] scopes) =>
        await issuer.Mint(
            new
            {
                label = "A key of Verity's form",
                mode,
                family = "vrt",
                scopes,
            }
        );

    private static IEnumerable<string> Names(JsonElement json) =>
        json.EnumerateObject().Select(m => m.Name);
}

/// <summary>Errors in Verity's envelope.</summary>
internal static class VerityErrors
{
    public static Answer ShouldBeVerity(this Answer answer, int status, string code)
    {
        answer.Status.ShouldBe(status, answer.Text);
        answer.At("success").ShouldBe("false", answer.Text);
        answer.At("error", "code").ShouldBe(code, answer.Text);
        answer.At("error", "message").ShouldNotBeNullOrEmpty();
        answer.At("error", "hint").ShouldNotBeNullOrEmpty(answer.Text);
        return answer;
    }
}
