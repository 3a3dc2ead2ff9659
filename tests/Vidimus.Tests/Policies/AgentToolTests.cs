using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Approvals;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Tools of assistants over REST: what they are, who may use them, what needs a person, and what is put down of it.</summary>
public abstract class AgentToolTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : AgentToolTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : AgentToolTests(shared),
            IClassFixture<OnPostgres>;

    private const string Tools = "/api/v1/agent/tools";
    private const string Acknowledge = "acknowledge_policy_change";
    private static readonly (string, string) Reviewed = ("X-Verity-Approval", "reviewed");
    private static readonly string[] Ids =
    [
        "check_coverage",
        "validate_claim",
        "find_policies",
        "check_updates",
        Acknowledge,
    ];

    [Fact]
    public async Task Y13_the_manifest_says_what_there_is_and_what_this_key_may()
    {
        var issuer = await App.NewOrganization();
        var answer = (await App.Get(Tools, issuer.Live.Secret)).Should(200);
        Golden.Match("verity/agent-tools.json", Changes.Fixed(answer));
        var tools = answer.Json.GetProperty("data").GetProperty("tools");
        tools.EnumerateArray().Select(t => t.GetProperty("id").GetString()).ShouldBe(Ids);
        foreach (var tool in tools.EnumerateArray())
        {
            tool.GetProperty("inputSchema")
                .GetRawText()
                .ShouldBe(tool.GetProperty("input_schema").GetRawText());
            tool.GetProperty("outputSchema")
                .GetRawText()
                .ShouldBe(tool.GetProperty("output_schema").GetRawText());
        }
        (await Allowed(issuer.Live)).ShouldBe(Ids);
        (await Allowed(await issuer.KeyWith("read"))).ShouldBe(Ids[..4]);
        (await Allowed(await issuer.KeyWith("compliance:ack"))).ShouldBe([Acknowledge]);
        (await Allowed(await issuer.KeyWith("agent:tool:*"))).ShouldBe(Ids);
        (await Allowed(await issuer.KeyWith("admin", "agent:tool:find_policies"))).ShouldBe([
            "find_policies",
        ]);
        (await App.Get(Tools)).Should(401);
    }

    [Fact]
    public async Task Y13_reading_tools_answer_what_their_operations_answer()
    {
        var issuer = await App.NewOrganization();
        await Policy(issuer);
        foreach (
            var (tool, body) in new (string, object)[]
            {
                (
                    "check_coverage",
                    new
                    {
                        procedure_codes = new[] { "27447" },
                        state = "TX",
                        payer = "medicare",
                    }
                ),
                (
                    "validate_claim",
                    new
                    {
                        procedure_codes = new[] { "27447" },
                        diagnosis_codes = new[] { "M17.11" },
                        payer = "medicare",
                        plan_type = "traditional_medicare",
                        state = "TX",
                    }
                ),
                ("find_policies", new { query = "knee" }),
                ("check_updates", new { policy_id = "L90001" }),
            }
        )
        {
            var concise = (await Call(issuer.Live, tool, body)).Should(200);
            concise.At("success").ShouldBe("true");
            concise.At("meta", "tool").ShouldBe(tool);
            concise.At("meta", "actor_type").ShouldBe("api_client");
            concise.At("meta", "actor_name").ShouldBeNull();
            concise.At("meta", "approval_status").ShouldBe("not_required");
            concise.Text.ShouldContain("L90001", customMessage: tool);
            Golden.Match($"verity/agent-{tool}.json", Fixed(concise));
            var asked = JsonSerializer.SerializeToNode(body)!.AsObject();
            asked["response_format"] = "detailed";
            var detailed = (await Call(issuer.Live, tool, asked.ToJsonString())).Should(200);
            detailed.Text.Length.ShouldBeGreaterThan(concise.Text.Length, tool);
        }
    }

    [Fact]
    public async Task Y13_a_partial_answer_says_so_and_goes_on()
    {
        var issuer = await App.NewOrganization();
        for (var i = 1; i <= 7; i++)
            await Policy(issuer, $"L9000{i}");
        var covered = (
            await Call(issuer.Live, "check_coverage", new { procedure_codes = new[] { "27447" } })
        ).Should(200);
        covered
            .Json.GetProperty("data")
            .GetProperty("matched_policies")
            .GetArrayLength()
            .ShouldBe(5);
        covered
            .At("data", "result_window", "lists", "matched_policies")
            .ShouldBe("""{"returned":5,"total":7}""");
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (
                await Call(
                    issuer.Live,
                    "find_policies",
                    new
                    {
                        query = "knee",
                        limit = 3,
                        cursor,
                    }
                )
            ).Should(200);
            seen.AddRange(
                page.Json.GetProperty("data")
                    .GetProperty("policies")
                    .EnumerateArray()
                    .Select(p => p.GetProperty("policy_id").GetString()!)
            );
            cursor = page.At("data", "result_window", "next_cursor");
        } while (cursor is not null);
        seen.Order().ShouldBe(Enumerable.Range(1, 7).Select(i => $"L9000{i}"));
    }

    [Fact]
    public async Task Y13_a_tool_that_changes_something_waits_for_a_review()
    {
        var issuer = await App.NewOrganization();
        var change = await App.Change(issuer.Id);
        var asked = (await Call(issuer.Live, Acknowledge, new { diff_id = change })).Should(202);
        Golden.Match("verity/agent-approval-required.json", Fixed(asked));
        (await Acknowledged(issuer)).ShouldBe(0);
        // Any other word is none.
        foreach (var word in new[] { "yes", "approved", "true" })
            (
                await Call(
                    issuer.Live,
                    Acknowledge,
                    new { diff_id = change },
                    ("X-Verity-Approval", word)
                )
            ).Should(202);
        var done = (
            await Call(
                issuer.Live,
                Acknowledge,
                new { diff_id = change, notes = "Billing told" },
                Reviewed,
                ("X-Verity-Agent", "claims-bot 3")
            )
        ).Should(200);
        Golden.Match(
            "verity/agent-acknowledge_policy_change.json",
            Fixed(done, (long.Parse(done.At("data", "id")!), "7"))
        );
        (await Acknowledged(issuer)).ShouldBe(1);
        (await Call(issuer.Live, Acknowledge, new { diff_id = change }, Reviewed))
            .Should(200)
            .At("data", "already_acked")
            .ShouldBe("true");

        var calls = await Ledger(issuer, $"?tool={Acknowledge}");
        calls
            .Select(c =>
                $"{Text(c, "outcome")} {Text(c, "approvalStatus")} {Text(c, "approvedBy")}"
            )
            .ShouldBe([
                "done approved attested by the caller",
                "done approved attested by the caller",
                "waiting required ",
                "waiting required ",
                "waiting required ",
                "waiting required ",
            ]);
        Text(calls[1], "actorName").ShouldBe("claims-bot 3");
        Text(calls[1], "actorType").ShouldBe("agent");
        Text(calls[1], "authorId").ShouldBe(issuer.Live.Id);
        Text(calls[1], "requestId").ShouldBe(done.At("meta", "request_id"));
        // The fact holds no name; the acknowledgement says through which tool it came.
        var record = (await App.Get("/v1/audit?kind=agent.tool-called", issuer.Live.Secret)).Text;
        record.ShouldNotContain("claims-bot");
        record.ShouldNotContain("Billing");
    }

    [Fact]
    public async Task Y13_where_a_rule_is_about_it_only_a_members_approval_counts()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        var issuer = assistant.Issuer;
        var change = await App.Change(issuer.Id);
        var body = $$"""{"diff_id":{{change}}}""";
        // A plain key is asked too: whoever calls a tool is an assistant here.
        foreach (var key in new[] { assistant.Key, issuer.Live })
        {
            var asked = (await Call(key, Acknowledge, body, Reviewed)).Should(202);
            asked.At("data", "approval_required").ShouldBe("true");
            asked.At("data", "required_header").ShouldBe("Vidimus-Approval");
            asked.At("meta", "approval_status").ShouldBe("required");
            var id = asked.At("data", "approval_id")!;
            (
                await Call(
                    key,
                    Acknowledge,
                    body,
                    ("X-Verity-Approval", "apr_00000000000000000000000000")
                )
            ).Should(404);
            (await Call(key, Acknowledge, body, Reviewed)).Should(202);
            (await assistant.Decide(id)).Should(200);
            (await Call(key, Acknowledge, body, Reviewed)).Should(202);
            // The same members in another order are the same call; other arguments are not.
            (
                await Call(
                    key,
                    Acknowledge,
                    $$"""{"notes":"x","diff_id":{{change}}}""",
                    ("Vidimus-Approval", id)
                )
            ).Should(409);
            (await Call(key, Acknowledge, body, ("X-Verity-Approval", id)))
                .Should(200)
                .At("meta", "approval_status")
                .ShouldBe("approved");
            (await assistant.State(id)).ShouldBe("executed");
            (await Call(key, Acknowledge, body, ("X-Verity-Approval", id))).Should(409);
            var calls = await Ledger(issuer, "?limit=2");
            Text(calls[1], "approvedBy").ShouldBe("approval");
            Text(calls[1], "approvalId").ShouldBe(id);
            Text(calls[0], "approvalStatus").ShouldBe("rejected");
            Text(calls[0], "code").ShouldBe("APPROVAL_USED");
        }
        // Reading needs nobody.
        (await Call(assistant.Key, "check_updates", new { })).Should(200);
    }

    [Fact]
    public async Task Y13_a_member_who_says_no_is_told_and_nothing_is_done()
    {
        var assistant = await Assistant.Start(
            App,
            """{"name":"Looking","scope":"compliance:ack"}"""
        );
        var change = await App.Change(assistant.Issuer.Id);
        var body = $$"""{"diff_id":{{change}}}""";
        var id = (await Call(assistant.Key, Acknowledge, body))
            .Should(202)
            .At("data", "approval_id")!;
        (await assistant.Decide(id, "reject")).Should(200);
        (await Call(assistant.Key, Acknowledge, body, ("Vidimus-Approval", id)))
            .Should(403)
            .At("error", "code")
            .ShouldBe("APPROVAL_REJECTED");
        (await Acknowledged(assistant.Issuer)).ShouldBe(0);
    }

    [Fact]
    public async Task Y13_a_key_with_a_scope_of_tools_is_limited_to_those()
    {
        var issuer = await App.NewOrganization();
        var one = await issuer.KeyWith("read", "write", "agent:tool:check_updates");
        var all = await issuer.KeyWith("admin", "agent:tool:*");
        foreach (var key in new[] { one, all })
        {
            foreach (
                var path in new[]
                {
                    "/v1/policies",
                    "/v1/groups",
                    "/v1/keys",
                    "/api/v1/policies",
                    "/v1/agent-calls",
                }
            )
                (await App.Get(path, key.Secret)).Should(403);
            (
                await App.Post(
                    "/v1/keys",
                    key.Secret,
                    new
                    {
                        label = "More",
                        mode = "live",
                        scopes = new[] { "read" },
                    }
                )
            ).Should(403);
            (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        }
        (await Call(one, "check_updates", new { })).Should(200);
        (await Call(all, "check_updates", new { })).Should(200);
        (await Call(all, Acknowledge, new { diff_id = 1 })).Should(202);
        var refused = (await Call(one, "find_policies", new { })).Should(403);
        refused.At("error", "code").ShouldBe("AUTH_SCOPE_INSUFFICIENT");
        refused
            .At("error", "details", "required_scopes")
            .ShouldBe("""["agent:tool:find_policies"]""");
        Text((await Ledger(issuer))[0], "code").ShouldBe("AUTH_SCOPE_INSUFFICIENT");
        // Nor does the exchange for a token widen it.
        var token = await issuer.ClientTokenWith("read", "agent:tool:check_updates");
        var bearer = await issuer.Exchange(token);
        (await App.Get("/v1/policies", bearer)).Should(403);
        (await App.Post($"{Tools}/check_updates", bearer, new { })).Should(200);
        // No rule of approvals is about such a scope: it would ask about nothing.
        (
            await App.Post(
                "/v1/approval-rules",
                issuer.Live.Secret,
                new { name = "None", scope = "agent:tool:*" }
            )
        ).Should(400);
    }

    [Fact]
    public async Task P18_what_a_tool_does_not_take_is_refused_with_its_name()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var (tool, body, field) in new[]
            {
                ("find_policies", """{"querry":"knee"}""", "querry"),
                ("find_policies", """{"limit":0}""", "limit"),
                ("find_policies", """{"limit":"3"}""", "limit"),
                ("find_policies", """{"query":["knee"]}""", "query"),
                ("find_policies", """{"mode":"semantic"}""", "query"),
                ("find_policies", """{"response_format":"long"}""", "response_format"),
                ("find_policies", """{"response_format":7}""", "response_format"),
                (
                    "find_policies",
                    """{"policy_type":"LCD'; DROP TABLE policies_policies;--"}""",
                    "policy_type"
                ),
                ("check_coverage", """{}""", "procedure_codes"),
                ("check_coverage", """{"procedure_codes":"27447"}""", "procedure_codes"),
                ("check_coverage", """{"procedure_codes":["27447"],"state":"Texas"}""", "state"),
                (
                    "validate_claim",
                    """{"procedure_codes":["27447"],"organization_id":"org_1"}""",
                    "organization_id"
                ),
                ("check_updates", """{"change_type":"all"}""", "change_type"),
                (Acknowledge, """{}""", "diff_id"),
                (Acknowledge, """{"diff_id":"1"}""", "diff_id"),
                (Acknowledge, """{"diff_id":1.5}""", "diff_id"),
                (Acknowledge, """{"diff_id":1,"id":7}""", "id"),
            }
        )
        {
            var refused = (await Call(issuer.Live, tool, body, Reviewed)).Should(400);
            refused.At("error", "code").ShouldBe("VALIDATION_ERROR", body);
            refused
                .Json.GetProperty("error")
                .GetProperty("details")
                .EnumerateObject()
                .Select(m => m.Name)
                .ShouldContain(
                    n => n == field || n.StartsWith(field + ".", StringComparison.Ordinal),
                    refused.Text
                );
        }
        foreach (
            var body in new[]
            {
                "[]",
                "\"x\"",
                "7",
                "{",
                "null",
                "{\"query\":\"a\",\"query\":\"b\"}",
                "{\"query\":\"\\ud800\"}",
                "{\"\\ud800\":1}",
            }
        )
            (await Call(issuer.Live, "find_policies", body)).Should(400);
        (await Call(issuer.Live, "drop_tables", new { }))
            .Should(404)
            .At("error", "code")
            .ShouldBe("RESOURCE_NOT_FOUND");
        (
            await Call(
                issuer.Live,
                "find_policies",
                new { },
                ("X-Verity-Agent", new string('a', 121))
            )
        ).Should(400);
        (
            await Call(
                issuer.Live,
                "find_policies",
                new { },
                ("X-Verity-Agent", new string('a', 120))
            )
        ).Should(200);
        (await Call(issuer.Live, Acknowledge, new { diff_id = long.MaxValue }, Reviewed))
            .Should(404)
            .At("error", "code")
            .ShouldBe("RESOURCE_NOT_FOUND");
    }

    [Fact]
    public async Task The_ledger_is_read_by_who_may_read_the_record_page_by_page()
    {
        var issuer = await App.NewOrganization();
        for (var i = 0; i < 5; i++)
            (await Call(issuer.Live, "check_updates", new { })).Should(200);
        (await Call(issuer.Test, "check_updates", new { })).Should(200);
        var auditor = await issuer.KeyWith("audit:read");
        (await App.Get("/v1/agent-calls", (await issuer.KeyWith("read")).Secret)).Should(403);
        var first = (await App.Get("/v1/agent-calls?limit=3", auditor.Secret)).Should(200);
        var rest = (
            await App.Get(
                $"/v1/agent-calls?limit=3&cursor={first.At("nextCursor")}",
                auditor.Secret
            )
        ).Should(200);
        rest.At("hasMore").ShouldBe("false");
        Data(first).Concat(Data(rest)).Select(c => Text(c, "id")).Distinct().Count().ShouldBe(5);
        (await App.Get("/v1/agent-calls?cursor=abc", auditor.Secret)).Should(400);
        (await App.Get("/v1/agent-calls?tool=x", auditor.Secret)).Should(400);
        Data(await App.Get("/v1/agent-calls", (await App.NewOrganization()).Live.Secret))
            .ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<string>> Allowed(Key key) =>
        [
            .. (await App.Get(Tools, key.Secret))
                .Should(200)
                .Json.GetProperty("data")
                .GetProperty("tools")
                .EnumerateArray()
                .Where(t => t.GetProperty("allowed").GetBoolean())
                .Select(t => t.GetProperty("id").GetString()!),
        ];

    private Task<Answer> Call(Key key, string tool, object body, params (string, string)[] headers)
    {
        // The ledger is in the order of time, which stands still here.
        App.Advance(TimeSpan.FromMilliseconds(1));
        return App.Post($"{Tools}/{tool}", key.Secret, body, headers);
    }

    private async Task<IReadOnlyList<JsonElement>> Ledger(Issuer issuer, string query = "") =>
        Data(await App.Get($"/v1/agent-calls{query}", issuer.Live.Secret));

    private static IReadOnlyList<JsonElement> Data(Answer answer) =>
        [.. answer.Should(200).Json.GetProperty("data").EnumerateArray()];

    private static string? Text(JsonElement item, string name) =>
        item.GetProperty(name).GetString();

    private async Task<int> Acknowledged(Issuer issuer) =>
        (
            await App.Query(
                "SELECT number FROM policies_acknowledgements WHERE organization_id = @o",
                ("@o", issuer.Id)
            )
        ).Count;

    private Task Policy(Issuer issuer, string id = "L90001") =>
        App.Enter(
            issuer.Live.Secret,
            new
            {
                id,
                title = "Replacement of the knee",
                type = "LCD",
                jurisdictions = new[] { "JH" },
                effectiveDate = "2024-01-01",
                summary = "When replacing a knee is paid for.",
                documentation = new[] { "X-rays of the last 12 months" },
                codes = new object[]
                {
                    new
                    {
                        code = "27447",
                        system = "CPT",
                        disposition = "requires_pa",
                    },
                    new
                    {
                        code = "M17.11",
                        system = "ICD10CM",
                        disposition = "covered",
                    },
                },
            }
        );

    private static string Fixed(Answer answer, params (long, string)[] numbers) =>
        System.Text.RegularExpressions.Regex.Replace(
            Changes.Fixed(answer, numbers),
            "\"(last_verified_at|diff_id)\":(\"[^\"]+\"|[0-9]+)",
            "\"$1\":\"…\""
        );
}
