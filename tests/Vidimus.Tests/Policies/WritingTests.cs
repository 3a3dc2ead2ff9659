using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Policies are written one by one: each change makes an edition and a numbered change.</summary>
public abstract class WritingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : WritingTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : WritingTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Each_change_makes_an_edition_and_a_numbered_change_and_the_same_again_makes_none()
    {
        var issuer = await App.NewOrganization();
        var policy = Loads.Policy("L1");
        var made = (
            await App.Post("/v1/policies", issuer.Live.Secret, policy.ToJsonString())
        ).Should(201);
        made["ETag"].ShouldBe("\"1\"");
        made.At("changeType").ShouldBe("created");
        made.At("changeSummary").ShouldBe("Published: LCD with 2 codes and 2 criteria.");
        var first = long.Parse(made.At("changeId")!);
        var changed = (
            await App.Put(issuer.Live, "L1", policy.With(p => p["title"] = "Sensors"))
        ).Should(200);
        changed["ETag"].ShouldBe("\"2\"");
        changed.At("outcome").ShouldBe("changed");
        changed.At("changeType").ShouldBe("updated");
        long.Parse(changed.At("changeId")!).ShouldBeGreaterThan(first);

        // The same in other words: another order, small letters, blanks, no dot.
        var same = (
            await App.Put(
                issuer.Live,
                "L1",
                policy.With(p =>
                {
                    p["title"] = " Sensors ";
                    p["jurisdictions"] = new JsonArray("J5", "JK");
                    p["summary"] = null;
                    p["keywords"] = new JsonArray();
                    p["codes"] = new JsonArray(
                        Loads.Code("95250", "HCPCS", "requires_pa"),
                        Loads.Code("e119", "ICD10CM", "covered")
                    );
                })
            )
        ).Should(200);
        same.At("outcome").ShouldBe("unchanged");
        same.At("edition").ShouldBe("2");
        same.At("changeId").ShouldBeNull();

        var retired = (
            await App.Post(
                "/v1/policies/L1/retire",
                issuer.Live.Secret,
                new { date = "2026-11-01" }
            )
        ).Should(200);
        retired.At("status").ShouldBe("retired");
        retired.At("changeSummary").ShouldBe("Retired as of 2026-11-01.");
        (await App.Post("/v1/policies/L1/retire", issuer.Live.Secret))
            .Should(200)
            .At("outcome")
            .ShouldBe("unchanged");
        (
            await App.Number(
                "SELECT count(*) FROM policies_editions WHERE organization_id = @o AND policy_id = 'L1'",
                ("@o", issuer.Id)
            )
        ).ShouldBe(3);
        (await App.Changes(issuer, "L1"))
            .Select(c => c.Type)
            .ShouldBe(["created", "updated", "retired"]);
        var facts = await App.Query(
            "SELECT kind, mode, members FROM platform_facts WHERE organization_id = @o AND resource_id = 'L1' ORDER BY members",
            ("@o", issuer.Id)
        );
        facts
            .Select(f => (string)f[0]!)
            .ShouldBe(["policy.created", "policy.updated", "policy.retired"]);
        facts.ShouldAllBe(f => (string)f[1]! == "live");
        var members = JsonDocument.Parse((string)facts[0][2]!).RootElement;
        members.GetProperty("changeId").GetString().ShouldBe(made.At("changeId"));
        members.GetProperty("edition").GetString().ShouldBe("1");
        members.GetProperty("changeType").GetString().ShouldBe("created");
    }

    [Fact]
    public async Task A_policy_without_an_id_gets_one_and_an_id_is_entered_once()
    {
        var issuer = await App.NewOrganization();
        var made = (
            await App.Post("/v1/policies", issuer.Live.Secret, Loads.Policy(null).ToJsonString())
        ).Should(201);
        made.At("id")!.ShouldStartWith("pol_");
        (
            await App.Post(
                "/v1/policies",
                issuer.Live.Secret,
                Loads.Policy(made.At("id")).ToJsonString()
            )
        ).ShouldBeProblem(409, "POLICY_EXISTS", "id");
        (await App.Put(issuer.Live, "NEW-1", Loads.Policy(null)))
            .Should(201)
            .At("id")
            .ShouldBe("NEW-1");
        (await App.Put(issuer.Live, "NEW-1", Loads.Policy("OTHER"))).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "id"
        );
        // Another organization's policy of the same id is another policy.
        var other = await App.NewOrganization();
        (await App.Post("/v1/policies/NEW-1/retire", other.Live.Secret)).ShouldBeProblem(
            404,
            "RESOURCE_POLICY_NOT_FOUND"
        );
        (await App.Put(other.Live, "NEW-1", Loads.Policy(null))).Should(201);
    }

    [Fact]
    public async Task A_change_is_named_by_the_weightiest_thing_in_it_and_told_in_particular()
    {
        var issuer = await App.NewOrganization();
        var policy = Loads.Policy("L2");
        (await App.Put(issuer.Live, "L2", policy)).Should(201);
        var codes = policy.With(p =>
        {
            p["title"] = "Another title";
            p["codes"] = new JsonArray(
                Loads.Code("E11.65", "ICD10CM", "covered"),
                Loads.Code("95250", "CPT", "not_covered")
            );
            p["criteria"]![0]!["text"] = "The patient has diabetes, of either type.";
        });
        (await App.Put(issuer.Live, "L2", codes))
            .Should(200)
            .At("changeType")
            .ShouldBe("codes_changed");
        var criteria = codes.With(p =>
        {
            p["criteria"]!.AsArray().RemoveAt(1);
            p["criteria"]!.AsArray().Add(Loads.Block("c", "documentation", "A log of glucose."));
            p["summary"] = "Sensors and pumps.";
        });
        (await App.Put(issuer.Live, "L2", criteria))
            .Should(200)
            .At("changeType")
            .ShouldBe("criteria_changed");
        var filed = criteria.With(p =>
        {
            p["version"] = "R2";
            p["keywords"] = new JsonArray("sensor");
        });
        (await App.Put(issuer.Live, "L2", filed))
            .Should(200)
            .At("changeType")
            .ShouldBe("metadata_changed");
        var retired = filed.With(p =>
        {
            p["status"] = "retired";
            p["codes"]!.AsArray().RemoveAt(0);
        });
        (await App.Put(issuer.Live, "L2", retired))
            .Should(200)
            .At("changeType")
            .ShouldBe("retired");
        (await App.Put(issuer.Live, "L2", filed))
            .Should(200)
            .At("changeType")
            .ShouldBe("codes_changed");

        var changes = await App.Changes(issuer, "L2");
        changes[1]
            .Summary.ShouldBe(
                "Codes: 1 added (E11.65); 1 removed (E11.9); 1 changed (95250: needs prior authorization → not covered). "
                    + "Criteria: 1 modified (indications). Changed: title."
            );
        changes[1]
            .Details.GetRawText()
            .ShouldBe(
                """{"changed_fields":["title","codes","criteria"],"added_codes":[{"code":"E11.65","code_system":"ICD10CM","disposition":"covered","old_disposition":null}],"removed_codes":[{"code":"E11.9","code_system":"ICD10CM","disposition":"covered","old_disposition":null}],"changed_codes":[{"code":"95250","code_system":"CPT","disposition":"not_covered","old_disposition":"requires_pa"}],"modified_criteria":[{"block_id":"a","section":"indications","change":"modified"}],"added_code_count":1,"removed_code_count":1,"changed_code_count":1,"modified_criteria_count":1}"""
            );
        changes[2]
            .Summary.ShouldBe(
                "Criteria: 1 added (documentation); 1 removed (limitations). Changed: summary."
            );
        changes[3].Summary.ShouldBe("Changed: version, keywords.");
        changes[4].Summary.ShouldBe("Retired. Codes: 1 removed (E11.65).");
    }

    [Fact]
    public async Task Paragraphs_without_ids_are_told_apart_by_their_text_and_then_by_what_they_stand_behind()
    {
        var issuer = await App.NewOrganization();
        await Change(["A", "B", "C", "D"], created: true);
        // One at the top is one that was added, and nothing else.
        (await Change(["X", "A", "B", "C", "D"])).ShouldBe(["added indications-1"]);
        (await Change(["X", "A", "B, in other words", "C", "D"])).ShouldBe([
            "modified indications-3",
        ]);
        (await Change(["Y", "X", "A", "B anew", "C", "D"])).ShouldBe([
            "added indications-1",
            "modified indications-4",
        ]);
        // One that moved is the one that changed, not all that it passed.
        (await Change(["Y", "X", "A", "B anew", "D", "C"]))
            .ShouldHaveSingleItem()
            .ShouldStartWith("modified");
        (await Change(["Y", "X", "A", "D", "C"])).ShouldBe(["removed indications-4"]);
        // The same words twice are two.
        (await Change(["Y", "X", "A", "A", "D", "C"])).ShouldBe(["added indications-4"]);
        (await Change(["New", "Words", "All", "Over"])).Length.ShouldBe(6);

        async Task<string[]> Change(string[] texts, bool created = false)
        {
            var policy = Loads
                .Policy("L-PARTS")
                .With(p =>
                    p["criteria"] = new JsonArray(
                        (JsonNode[])
                            [
                                Loads.Block("own", "limitations", "Has an id."),
                                .. texts.Select(t => Loads.Block(null, "indications", t)),
                            ]
                    )
                );
            (await App.Put(issuer.Live, "L-PARTS", policy)).Should(created ? 201 : 200);
            return
            [
                .. (await App.Changes(issuer, "L-PARTS"))[^1]
                    .Details.GetProperty("modified_criteria")
                    .EnumerateArray()
                    .Select(c => $"{c.GetProperty("change")} {c.GetProperty("block_id")}"),
            ];
        }
    }

    [Fact]
    public async Task A_change_of_very_many_codes_is_counted_whole_and_listed_in_part()
    {
        var issuer = await App.NewOrganization();
        var many = Loads
            .Policy("L3")
            .With(p =>
                p["codes"] = new JsonArray([
                    .. Enumerable
                        .Range(0, 3000)
                        .Select(i => Loads.Code($"J{i:0000}", "HCPCS", "covered")),
                ])
            );
        (await App.Put(issuer.Live, "L3", many)).Should(201);
        var few = many.With(p => p["codes"] = new JsonArray());
        (await App.Put(issuer.Live, "L3", few))
            .Should(200)
            .At("changeSummary")
            .ShouldBe("Codes: 3000 removed (J0000, J0001, J0002 and 2997 more).");
        var details = (await App.Changes(issuer, "L3"))[^1].Details;
        details.GetProperty("removed_codes").GetArrayLength().ShouldBe(500);
        details.GetProperty("removed_code_count").GetInt32().ShouldBe(3000);
        details.GetRawText().Length.ShouldBeLessThan(100_000);
        (
            await App.Number(
                "SELECT count(*) FROM policies_policy_codes WHERE organization_id = @o AND policy_id = 'L3'",
                ("@o", issuer.Id)
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_that_change_the_same_edition_one_is_told_that_it_is_another()
    {
        var issuer = await App.NewOrganization();
        var policy = Loads.Policy("L4");
        (await App.Put(issuer.Live, "L4", policy, "*")).ShouldBeProblem(
            412,
            "POLICY_EDITION_DIFFERS"
        );
        (await App.Put(issuer.Live, "L4", policy)).Should(201);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    App.Put(issuer.Live, "L4", policy.With(p => p["title"] = $"Title {i}"), "\"1\"")
                )
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Where(a => a.Status != 200).ShouldAllBe(a => a.Status == 412);
        (await App.Put(issuer.Live, "L4", policy, "\"2\"")).Should(200);
        (await App.Put(issuer.Live, "L4", policy, "*")).Should(200);
        foreach (var never in (string[])["W/\"3\"", "3", "\"x\"", "\"0\"", "\"1\""])
            (await App.Put(issuer.Live, "L4", policy, never)).ShouldBeProblem(
                412,
                "POLICY_EDITION_DIFFERS"
            );
    }

    [Fact]
    public async Task Numbers_of_changes_made_at_once_are_each_given_once()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    App.Put((i % 2 == 0 ? issuer : other).Live, $"N{i}", Loads.Policy(null))
                )
        );
        answers.Select(a => a.Should(201).At("changeId")).Distinct().Count().ShouldBe(24);
        (
            await App.Number(
                "SELECT max(number) - (SELECT value FROM policies_counters WHERE name = 'changes') FROM policies_changes"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Alternative_conditions_that_are_too_long_are_cut_between_letters()
    {
        var issuer = await App.NewOrganization();
        JsonObject Under(string condition)
        {
            var code = Loads.Code("95250", "CPT", "conditional");
            code["condition"] = condition;
            return code;
        }
        var policy = Loads
            .Policy("L7")
            .With(p =>
                p["codes"] = new JsonArray(
                    Under(new string('a', 250)),
                    // The emoji, of two UTF-16 units, begins at the last place that is kept.
                    Under(new string('b', 247) + "😀 and more")
                )
            );
        (await App.Put(issuer.Live, "L7", policy)).Should(201);
        (await App.Put(issuer.Live, "L7", policy)).At("outcome").ShouldBe("unchanged");
        var kept = (await App.Get("/v1/policies/L7?include=codes", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("codes")[0]
            .GetProperty("condition")
            .GetString();
        kept.ShouldBe(new string('a', 250) + "; " + new string('b', 247));
    }

    [Fact]
    public async Task Jurisdictions_are_kept_in_capitals_and_are_as_long_as_filters_take()
    {
        var issuer = await App.NewOrganization();
        var policy = Loads
            .Policy("L8")
            .With(p => p["jurisdictions"] = new JsonArray("jk", "JK", "abcdefgh-1"));
        (await App.Put(issuer.Live, "L8", policy)).Should(201);
        foreach (var place in (string[])["jk", "JK", "ABCDEFGH-1"])
            (await issuer.Find($"jurisdiction={place}")).ShouldBe(["L8"], place);
        (await App.Get("/v1/policies/L8", issuer.Live.Secret))
            .At("jurisdictions")
            .ShouldBe("[\"ABCDEFGH-1\",\"JK\"]");
        (
            await App.Put(
                issuer.Live,
                "L8",
                policy.With(p => p["jurisdictions"] = new JsonArray("abcdefgh-12"))
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "jurisdictions.0");
        await App.Load(
            issuer.Live.Secret,
            "jurisdictions",
            new
            {
                code = "fx",
                states = new[] { "ZZ" },
                contractorName = "Fictional Contractor",
            }
        );
        (
            await App.Number(
                "SELECT count(*) FROM policies_jurisdictions WHERE organization_id = @o AND code = 'FX'",
                ("@o", issuer.Id)
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Policies_are_changed_in_live_mode_with_their_scope_alone()
    {
        var issuer = await App.NewOrganization();
        var body = Loads.Policy("L5").ToJsonString();
        var start = """{"source":"s","kind":"policies","fingerprint":"f"}""";
        (string, string, string)[] asks =
        [
            ("POST", "/v1/policies", body),
            ("PUT", "/v1/policies/L5", body),
            ("POST", "/v1/policies/L5/retire", "{}"),
            ("POST", "/v1/policy-imports", start),
            ("PUT", "/v1/policy-imports/pim_1/batches/1", """{"records":[]}"""),
            ("POST", "/v1/policy-imports/pim_1/finish", "{}"),
            ("POST", "/v1/policy-imports/pim_1/cancel", "{}"),
        ];
        var reader = await issuer.KeyWith("read", "compliance:ack");
        foreach (var (method, path, text) in asks)
        {
            (
                await App.Send(new HttpMethod(method), path, issuer.Test.Secret, text)
            ).ShouldBeProblem(403, "LIVE_MODE_REQUIRED");
            (await App.Send(new HttpMethod(method), path, reader.Secret, text)).ShouldBeProblem(
                403,
                "AUTH_SCOPE_INSUFFICIENT"
            );
        }
        var writer = await issuer.KeyWith("policies:write");
        (await App.Send(HttpMethod.Post, "/v1/policies", writer.Secret, body)).Should(201);
        (await App.Send(HttpMethod.Post, "/v1/policy-imports", writer.Secret, start)).Should(201);
    }

    [Theory]
    [InlineData("title", "null", "title")]
    [InlineData("title", "5", "title")]
    [InlineData("type", "\"Rule\"", "type")]
    [InlineData("type", "[]", "type")]
    [InlineData("status", "null", "status")]
    [InlineData("id", "\"a b\"", "id")]
    [InlineData("id", "\"imports\"", "id")]
    [InlineData("effectiveDate", "\"2026-02-30\"", "effectiveDate")]
    [InlineData("sourceUrl", "\"javascript:alert(1)\"", "sourceUrl")]
    [InlineData("payer", "{}", "payer.name")]
    [InlineData("jurisdictions", "[null]", "jurisdictions.0")]
    [InlineData("jurisdictions", "{}", "jurisdictions")]
    [InlineData("keywords", "[\"\"]", "keywords.0")]
    [InlineData("sections", "{\"other\":1}", "sections.other")]
    [InlineData("criteria", "[null]", "criteria.0")]
    [InlineData("criteria", "[{\"section\":\"x\",\"text\":\"y\"}]", "criteria.0.section")]
    [InlineData(
        "criteria",
        "[{\"section\":\"other\",\"text\":\"y\",\"confidence\":2}]",
        "criteria.0.confidence"
    )]
    [InlineData(
        "criteria",
        "[{\"section\":\"other\",\"text\":\"y\",\"logic\":{\"nothing\":1}}]",
        "criteria.0.logic"
    )]
    [InlineData(
        "criteria",
        "[{\"id\":\"other-2\",\"section\":\"other\",\"text\":\"y\"},{\"section\":\"other\",\"text\":\"z\"}]",
        "criteria.1.id"
    )]
    [InlineData("codes", "[null]", "codes.0")]
    [InlineData(
        "codes",
        "[{\"code\":\"!\",\"system\":\"CPT\",\"disposition\":\"covered\"}]",
        "codes.0.code"
    )]
    [InlineData(
        "codes",
        "[{\"code\":\"99213\",\"system\":\"CPT\",\"disposition\":\"covered\"},{\"code\":\"99213\",\"system\":\"HCPCS\",\"disposition\":\"conditional\"}]",
        "codes.1.disposition"
    )]
    [InlineData(
        "codes",
        "[{\"code\":\"99213\",\"system\":\"cpt\",\"disposition\":\"covered\"}]",
        "codes.0.system"
    )]
    [InlineData("attachments", "[{\"fileType\":\"pdf\"}]", "attachments.0.url")]
    [InlineData("edition", "7", "edition")]
    public async Task P18_what_is_wrong_is_named(string member, string value, string field)
    {
        var issuer = await App.NewOrganization();
        var policy = Loads.Policy("L6").With(p => p[member] = JsonNode.Parse(value));
        var answer = await App.Post("/v1/policies", issuer.Live.Secret, policy.ToJsonString());
        answer.ShouldBeProblem(400, "VALIDATION_ERROR");
        answer.At("error", "field")!.ShouldStartWith(field);
    }

    [Fact]
    public async Task P18_half_a_letter_in_a_logic_tree_is_refused_by_its_member()
    {
        var issuer = await App.NewOrganization();
        var policy = Loads
            .Policy("L6")
            .With(p =>
                p["criteria"] = JsonNode.Parse(
                    """[{"section":"other","text":"y","logic":{"fact":"half","equals":"x"}}]"""
                )
            );
        (
            await App.Post(
                "/v1/policies",
                issuer.Live.Secret,
                policy.ToJsonString().Replace("half", "\\ud800", StringComparison.Ordinal)
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "criteria.0.logic");
    }

    [Fact]
    public async Task P17_what_the_server_keeps_cannot_be_set()
    {
        var issuer = await App.NewOrganization();
        string[] own =
        [
            "organizationId",
            "edition",
            "digest",
            "createdAt",
            "updatedAt",
            "codeCount",
            "criteriaCount",
            "load",
            "changeId",
        ];
        foreach (var member in own)
        {
            var policy = Loads.Policy("L7").With(p => p[member] = "1");
            (
                await App.Post("/v1/policies", issuer.Live.Secret, policy.ToJsonString())
            ).ShouldBeProblem(400, "VALIDATION_ERROR", member);
            (
                await App.Post(
                    Loads.Path,
                    issuer.Live.Secret,
                    $$"""{"source":"s","kind":"policies","fingerprint":"f","{{member}}":1}"""
                )
            ).ShouldBeProblem(400, "VALIDATION_ERROR", member);
        }
    }

    [Fact]
    public async Task P10_statements_in_texts_are_texts()
    {
        var issuer = await App.NewOrganization();
        const string attack = "x'); DROP TABLE policies_policies; -- %_\\";
        var policy = Loads
            .Policy(null)
            .With(p =>
            {
                p["title"] = attack;
                p["summary"] = attack;
                p["version"] = attack;
                p["payer"] = new JsonObject { ["name"] = attack };
                p["criteria"]![0]!["id"] = attack;
                p["criteria"]![0]!["text"] = attack;
                p["codes"]![0]!["condition"] = attack;
            });
        var made = (
            await App.Post("/v1/policies", issuer.Live.Secret, policy.ToJsonString())
        ).Should(201);
        var kept = await App.Query(
            "SELECT p.title, p.payer_name, c.block_id FROM policies_policies p JOIN policies_criteria c ON c.policy_id = p.id WHERE p.id = @p AND c.position = 0",
            ("@p", made.At("id")!)
        );
        kept[0].ShouldBe([attack, attack, attack]);
        foreach (var id in (string[])["x' OR '1'='1", "%25", "a%2Fb"])
            (await App.Post($"/v1/policies/{id}/retire", issuer.Live.Secret)).Should(404);
    }
}
