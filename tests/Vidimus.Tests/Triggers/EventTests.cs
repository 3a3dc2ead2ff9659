using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Spending;
using Xunit;

namespace Vidimus.Tests.Triggers;

/// <summary>Events that come in: whose they are, and that each does what it should once.</summary>
public abstract class EventTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(Priced.OnSqlite shared)
        : EventTests(shared),
            IClassFixture<Priced.OnSqlite>;

    public sealed class Postgres(Priced.OnPostgres shared)
        : EventTests(shared),
            IClassFixture<Priced.OnPostgres>;

    private const string Ada =
        """{"id":"1","name":"Ada Example","email":"ada@example.org","person":"p-1"}""";

    private static string Person(int number) =>
        Ada.Replace("\"1\"", $"\"{number}\"", StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_secret_an_absent_one_and_an_unknown_trigger_answer_alike()
    {
        var hook = await Hook.Make(await Programme.Start(App));
        var unknown = await App.Post(
            "/v1/triggers/trg_00000000000000000000000000",
            null,
            Ada,
            ("X-Vidimus-Key", hook.Secret)
        );
        unknown.ShouldBeProblem(401, "TRIGGER_NOT_AUTHENTICATED");
        (string, string)[][] wrong =
        [
            [],
            [("X-Vidimus-Key", "")],
            [("X-Vidimus-Key", hook.Secret + "x")],
            [("X-Vidimus-Key", hook.Secret[..^1])],
            [("X-Vidimus-Key", hook.Secret.ToUpperInvariant())],
            [("X-Vidimus-Key", hook.Secret), ("X-Vidimus-Key", hook.Secret)],
            [("Authorization", $"Bearer {hook.Secret}")],
        ];
        foreach (var headers in wrong)
            (await hook.Post(Ada, headers)).Neutral().ShouldBe(unknown.Neutral());
        foreach (var id in (string[])["x", "trg_", hook.Id.ToUpperInvariant(), "%20"])
            (
                await App.Post($"/v1/triggers/{id}", null, Ada, ("X-Vidimus-Key", hook.Secret))
            ).Status.ShouldBe(401, id);
        (await hook.Events()).ShouldBeEmpty();
        (await hook.Send(Ada)).Should(200).At("state").ShouldBe("issued");
    }

    [Fact]
    public async Task A_signature_holds_for_these_bytes_and_this_time_only()
    {
        var hook = await Hook.Make(
            await Programme.Start(App),
            Hook.Plain,
            request =>
                request["auth"] = JsonNode.Parse(
                    """{"type":"hmac","header":"X-Sig","prefix":"v0=","timestampHeader":"X-Time","payload":"v0:{timestamp}:{body}","toleranceSeconds":300}"""
                )
        );
        var right = hook.Headers(Ada);
        foreach (var late in (int[])[301, -301, 86_400, -86_400])
            await Refused(hook.Headers(Ada, TimeSpan.FromSeconds(late)));
        await Refused([right[0]]);
        await Refused([right[1]]);
        await Refused([right[0], ("X-Time", "1" + right[1].Item2)]);
        await Refused([right[0], ("X-Time", right[1].Item2 + ".0")]);
        await Refused([right[0], ("X-Time", "-1")]);
        await Refused([("X-Sig", right[0].Item2["v0=".Length..]), right[1]]);
        await Refused([("X-Sig", right[0].Item2 + "0"), right[1]]);
        await Refused([("X-Sig", "v0="), right[1]]);
        (await hook.Post(Ada + " ", right)).Should(401);
        (await hook.Post(Ada, hook.Headers(Ada, TimeSpan.FromSeconds(-299)))).Should(200);
        // Sent once more as it was: the same credential, and later nothing at all.
        var replayed = (await hook.Post(Ada, right)).Should(200);
        replayed.At("state").ShouldBe("repeated");
        App.Clock.Step(TimeSpan.FromSeconds(302));
        await Refused(right);
        (await hook.Events()).ShouldBe(["issued", "repeated"]);

        async Task Refused((string, string)[] headers) =>
            (await hook.Post(Ada, headers)).ShouldBeProblem(401, "TRIGGER_NOT_AUTHENTICATED");
    }

    [Fact]
    public async Task A_rotated_secret_takes_over_at_once_or_after_its_grace()
    {
        var first = await Hook.Make(await Programme.Start(App));
        var second = await Rotate(first, """{"graceSeconds":60}""");
        (await first.Send(Person(1))).Should(200);
        (await second.Send(Person(2))).Should(200);
        App.Clock.Step(TimeSpan.FromSeconds(61));
        (await first.Send(Person(3))).Should(401);
        var third = await Rotate(second, null);
        (await second.Send(Person(4))).Should(401);
        (await third.Send(Person(5))).Should(200);
    }

    private static async Task<Hook> Rotate(Hook hook, string? body)
    {
        var rotated = (await hook.Programme.Post($"{hook.Path}/rotate-secret", body)).Should(200);
        var secret = rotated.At("secret")!;
        secret.ShouldNotBe(hook.Secret);
        Output.Plant("secret of a trigger", secret);
        return hook with { Secret = secret };
    }

    [Fact]
    public async Task Fifty_twins_at_once_issue_one_credential_and_all_name_it()
    {
        var spender = await Spender.Start(App);
        await using var second = await VidimusApp.Start(
            new(App.Engine) { Beside = App, Settings = Priced.Settings }
        );
        var hook = await Hook.Make(
            spender.Programme,
            change: request => request["keyId"] = spender.Key.Id
        );
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => hook.Send(Ada, i % 2 == 0 ? App : second))
        );
        foreach (var answer in answers)
            answer.Should(200);
        answers.Count(a => a.At("state") == "issued").ShouldBe(1);
        answers.Count(a => a.At("state") == "repeated").ShouldBe(49);
        answers.Select(a => a.At("credentialId")).Distinct().Count().ShouldBe(1);
        (await spender.Programme.Counts()).ShouldBe((1, 0));
        (await spender.Charges()).Count.ShouldBe(1);
        (await hook.List()).Count.ShouldBe(50);
        (
            await App.Query(
                "SELECT tool FROM access_charges WHERE key_id = @key",
                ("@key", spender.Key.Id)
            )
        )[0]
            [0]
            .ShouldBe(hook.Id);
    }

    [Fact]
    public async Task A_key_over_its_cap_refuses_with_402_writes_nothing_and_takes_the_event_later()
    {
        var spender = await Spender.Start(App, day: Priced.Issue);
        var hook = await Hook.Make(
            spender.Programme,
            change: request => request["keyId"] = spender.Key.Id
        );
        (await hook.Send(Person(1))).Should(200);
        var refused = (await hook.Send(Person(2))).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        refused.At("error", "details", "capCents").ShouldBe("7");
        (await spender.Programme.Counts()).ShouldBe((1, 0));
        (await spender.Charges()).Count.ShouldBe(1);
        (await spender.Cap(2 * Priced.Issue)).Should(200);
        (await hook.Send(Person(2))).Should(200).At("state").ShouldBe("issued");
        (await hook.Events()).ShouldBe(["issued", "refused SPEND_LIMIT_EXCEEDED", "issued"]);
    }

    [Fact]
    public async Task K9_a_key_that_cannot_be_used_stops_its_triggers_at_once()
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith("credentials:issue");
        var hook = await Hook.Make(programme, change: request => request["keyId"] = key.Id);
        (await hook.Send(Person(1))).Should(200);
        (await programme.Post($"/v1/keys/{key.Id}/suspend", """{"reason":"A reason"}""")).Should(
            200
        );
        (await hook.Send(Person(2))).ShouldBeProblem(403, "TRIGGER_KEY_REFUSED");
        (await programme.Post($"/v1/keys/{key.Id}/resume")).Should(200);
        (await hook.Send(Person(2))).Should(200);
        (await programme.Patch($"/v1/keys/{key.Id}", """{"scopes":["credentials:read"]}""")).Should(
            200
        );
        (await hook.Send(Person(3))).ShouldBeProblem(403, "TRIGGER_KEY_REFUSED");
        (
            await programme.Patch(
                $"/v1/keys/{key.Id}",
                """{"scopes":["credentials:issue"],"allowedNetworks":["203.0.113.0/24"]}"""
            )
        ).Should(200);
        (await hook.Send(Person(3))).ShouldBeProblem(403, "TRIGGER_KEY_REFUSED");
        (await programme.Post($"/v1/keys/{key.Id}/revoke")).Should(200);
        // Only who is the sender hears of it.
        (await hook.Send(Person(3))).ShouldBeProblem(403, "TRIGGER_KEY_REFUSED");
        (await hook.Post(Person(3), [])).ShouldBeProblem(401, "TRIGGER_NOT_AUTHENTICATED");
        (await hook.Events()).ShouldBe([
            "issued",
            "refused AUTH_SUSPENDED_KEY",
            "issued",
            "refused AUTH_SCOPE_INSUFFICIENT",
            "refused AUTH_ADDRESS_NOT_ALLOWED",
            "refused AUTH_REVOKED_KEY",
        ]);
        (await programme.Patch(hook.Path, $$"""{"keyId":"{{programme.Key.Id}}"}""")).Should(200);
        (await hook.Send(Person(3))).Should(200);
    }

    [Fact]
    public async Task The_rate_limit_of_the_key_holds_for_its_triggers()
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.Mint(
            new
            {
                label = "Slow",
                mode = "live",
                scopes = new[] { "credentials:issue" },
                rateLimitPerMinute = 2,
            }
        );
        var hook = await Hook.Make(programme, change: request => request["keyId"] = key.Id);
        (await hook.Send(Person(1))).Should(200).Number("X-RateLimit-Remaining").ShouldBe(1);
        (await hook.Send(Person(2))).Should(200);
        (await hook.Send(Person(3))).ShouldBeProblem(429, "RATE_LIMITED");
        (await hook.Events()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_event_that_makes_no_credential_is_refused_with_the_field_and_can_be_sent_again()
    {
        var programme = await Programme.Start(App);
        var hook = await Hook.Make(programme);
        (await hook.Send("""{"id":"1","email":"ada@example.org"}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "recipient.name"
        );
        (await hook.Send("""{"id":"1","name":["Ada"]}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "mapping.recipient.name"
        );
        (await hook.Send("""{"name":"Ada Example"}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "repeatKey"
        );
        (await hook.Send("""{"id":"1","name":"Ada Example","email":"nobody"}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "recipient.email"
        );
        (await hook.Send(Ada)).Should(200).At("state").ShouldBe("issued");
        (await hook.Programme.Post($"/v1/groups/{programme.GroupId}/archive")).Should(200);
        (await hook.Send(Person(2))).ShouldBeProblem(409, "GROUP_ARCHIVED");
    }

    [Fact]
    public async Task Without_a_repeat_key_the_recipient_with_the_events_own_id_counts_once()
    {
        var hook = await Hook.Make(
            await Programme.Start(App),
            change: request => request.Remove("repeatKey")
        );
        async Task<string?> State(string body) => (await hook.Send(body)).Should(200).At("state");
        (await State("""{"name":"Ada Example","id":"1","a":1}""")).ShouldBe("issued");
        (await State("""{"name":"Ada Example","id":"1","a":2}""")).ShouldBe("repeated");
        (await State("""{"name":"Bo Example","id":"1"}""")).ShouldBe("issued");
        (await State("""{"name":"Ada Example","id":2}""")).ShouldBe("issued");
        (await State("""{"name":"Ada Example"}""")).ShouldBe("issued");
        (await State("""{"name":"Ada Example"}""")).ShouldBe("repeated");
        (await State("""{"name":"Ada Example" }""")).ShouldBe("issued");
    }

    [Fact]
    public async Task A_verifying_trigger_answers_the_verdict_and_issues_nothing()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var key = await programme.Issuer.KeyWith("credentials:verify");
        var hook = await Hook.Make(
            programme,
            $$$"""{"name":"Check","action":"verify","keyId":"{{{key.Id}}}","auth":{"type":"header"},"mapping":{"credential":"$.link"}}"""
        );
        var valid = (await hook.Send($$"""{"link":"{{issued.VerifyUrl}}"}""")).Should(200);
        valid.At("state").ShouldBe("verified");
        valid.At("verification", "verdict").ShouldBe("valid");
        var document = (await programme.Get($"/v1/credentials/{issued.Id}/document")).Text;
        (await hook.Send("{\"link\":" + document + "}"))
            .Should(200)
            .At("verification", "verdict")
            .ShouldBe("valid");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"typo"}""")
        ).Should(200);
        (await hook.Send($$"""{"link":"{{issued.Id}}"}"""))
            .Should(200)
            .At("verification", "verdict")
            .ShouldBe("invalid");
        (await hook.Send("""{"link":7}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "mapping.credential"
        );
        (await hook.Events()).ShouldBe([
            "verified valid",
            "verified valid",
            "verified invalid",
            "refused VALIDATION_ERROR",
        ]);
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Nothing_personal_of_an_event_stands_in_the_triggers_tables_or_in_facts()
    {
        var hook = await Hook.Make(await Programme.Start(App));
        const string body =
            """{"id":"Zyx-id","name":"Zyxwvut Example","email":"zyxwvut@example.org","person":"zyxwvut-7"}""";
        (await hook.Send(body)).Should(200);
        (await hook.Send(body)).Should(200);
        (
            await hook.Send(
                body.Replace("@", "", StringComparison.Ordinal)
                    .Replace("Zyx-id", "2", StringComparison.Ordinal)
            )
        ).Should(400);
        foreach (
            var table in (string[])
                [
                    "credentials_triggers",
                    "credentials_trigger_events",
                    "credentials_trigger_repeats",
                    "platform_facts",
                ]
        )
        {
            var rows = await App.Query($"SELECT * FROM {table}");
            rows.Count.ShouldBeGreaterThan(0, table);
            foreach (var text in rows.SelectMany(r => r).OfType<string>())
            {
                // Whole words: three letters alone come about in random ids.
                text.ShouldNotContain("zyxwvut", Case.Insensitive, table);
                text.ShouldNotContain("zyx-id", Case.Insensitive, table);
            }
        }
    }

    [Fact]
    public async Task P18_hostile_bodies_are_refused_and_never_break_the_server()
    {
        var mapping = new JsonObject { ["recipient.name"] = "{$.a} {$.b}" };
        foreach (
            var (field, path) in ((string, string)[])
                [
                    ("recipient.email", "$.a[0].b"),
                    ("recipient.externalId", "$.a[999999]"),
                    ("recipient.did", "$.a.b.c.d"),
                    ("validFrom", "$.a"),
                    ("validUntil", "$.b"),
                    ("subject.first", "$.a"),
                    ("subject.second", "$[?@.x==1]"),
                    ("subject.third", "$.a[?@.b.c==\"x\"].d"),
                    ("custom.all", "$"),
                ]
        )
            mapping[field] = path;
        var hook = await Hook.Make(
            await Programme.Start(App),
            Hook.Plain,
            request =>
            {
                request["mapping"] = mapping;
                request["keyId"] = null;
                request["condition"] = JsonNode.Parse(
                    """{"any":[{"value":"$.a","operator":"contains","to":"x"},{"value":"$.a","operator":"gte","to":"2026-01-01"},{"value":"$.a","operator":"lte","to":1e300},{"value":"$.c","operator":"exists","to":false}]}"""
                );
            }
        );
        string[] values =
        [
            "null",
            "true",
            "-0",
            "1e308",
            "1e400",
            "9223372036854775808",
            "-99999999999999999999999999",
            "253402300799999",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u202e\"",
            "\"x\"",
            "\"2026-02-30\"",
            "\"0001-01-01T00:00:00+14:00\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "[{\"b\":{\"c\":\"x\"},\"d\":null}]",
            "{\"b\":{\"c\":{\"d\":[1]}}}",
            $"\"{new string('y', 300_000)}\"",
            $"[{string.Join(',', Enumerable.Repeat("{\"b\":1}", 20_000))}]",
        ];
        foreach (var value in values)
        {
            await Whole($"{{\"a\":{value},\"id\":1}}");
            await Whole($"{{\"a\":\"A\",\"b\":{value},\"id\":{value}}}");
        }
        foreach (
            var whole in (string[])
                [
                    "",
                    "null",
                    "[]",
                    "1",
                    "{",
                    "{}",
                    "{\"a\":1,\"a\":2}",
                    new string('[', 100_000),
                    $"{{\"a\":{new string('[', 5000)}{new string(']', 5000)}}}",
                    "\u0000",
                ]
        )
            await Whole(whole);
        (await hook.Send($"{{\"a\":\"{new string('y', 1_100_000)}\"}}")).Should(413);

        async Task Whole(string body)
        {
            var answer = await hook.Send(body);
            (answer.Status is 200 or 400 or 429).ShouldBeTrue(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{answer.Status} {answer.Text} to {body[..Math.Min(body.Length, 100)]}"
                )
            );
        }
    }
}
