using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>A code is looked up with what is loaded of it: descriptions, fees, policies, spending, formularies.</summary>
public abstract class CodeLookupTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : CodeLookupTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : CodeLookupTests(shared),
            IClassFixture<OnPostgres>;

    private const string LookUp = "/api/v1/codes/lookup";
    private const string Batch = "/api/v1/codes/batch";

    [Fact]
    public async Task Y17_a_code_is_found_with_its_fees_and_the_policies_that_speak_of_it()
    {
        var issuer = await Loaded();
        var answer = (
            await App.Get($"{LookUp}?code=27447&include=rvu,policies", issuer.Live.Secret)
        ).Should(200);
        Golden.Match("verity/code-lookup.json", Changes.Fixed(answer));
        // What restricts comes first, and what is retired does not come.
        Policies(answer)
            .ShouldBe(["L3 requires_pa", "L2 not_covered", "A1 conditional", "L1 covered"]);
        // Nothing but what was asked for.
        var plain = (await App.Get($"{LookUp}?code=27447", issuer.Live.Secret)).Should(200);
        plain.At("data", "rvu").ShouldBeNull();
        plain.At("data", "policies").ShouldBeNull();
        plain.At("data", "suggestions").ShouldBeNull();
        (await App.Get($"{LookUp}?code=m17.11&code_system=ICD-10-CM", issuer.Test.Secret))
            .Should(200)
            .At("data", "description")
            .ShouldBe("Arthrosis of the right knee");
        var native = (
            await App.Get("/v1/codes/27447?include=fees,policies", issuer.Live.Secret)
        ).Should(200);
        native.At("fees", "workRvu").ShouldBe("19.60");
        native.Json.GetProperty("policies").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task Y17_policies_are_those_that_hold_in_the_jurisdiction_or_everywhere()
    {
        var issuer = await Loaded();
        foreach (
            var (place, expected) in new[]
            {
                ("JH", new[] { "A1", "L1" }),
                ("jh", ["A1", "L1"]),
                ("TX", ["A1", "L1"]),
                ("JN", ["A1", "L2", "L3"]),
                ("FL", ["A1", "L2", "L3"]),
                ("ZZ", ["A1"]),
            }
        )
        {
            var answer = (
                await App.Get(
                    $"{LookUp}?code=27447&include=policies&jurisdiction={place}",
                    issuer.Live.Secret
                )
            ).Should(200);
            string.Join(' ', Policies(answer).Select(p => p.Split(' ')[0]).Order())
                .ShouldBe(string.Join(' ', expected), place);
        }
    }

    [Fact]
    public async Task Y17_fees_are_to_the_letter_and_prices_are_counted_exactly()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live.Secret;
        await App.Load(
            key,
            "fees",
            // 0.1 + 0.2 and 33.2875 have no exact form as floating point numbers.
            new
            {
                code = "99213",
                system = "CPT",
                year = 2026,
                workRvu = "0.30",
                totalRvuNonfacility = "2.67",
                totalRvuFacility = "1.94",
                conversionFactor = "33.2875",
            },
            new
            {
                code = "99214",
                system = "CPT",
                totalRvuNonfacility = "0.10",
                conversionFactor = "0.05",
                nonFacilityPrice = "7.00",
            },
            new
            {
                code = "99215",
                system = "CPT",
                totalRvuNonfacility = "0.10",
                conversionFactor = "0.05",
            },
            new
            {
                code = "99216",
                system = "CPT",
                workRvu = "1.10",
                globalDays = "XXX",
                statusCode = "A",
            }
        );
        async Task<string?[]> Rvu(string code, params string[] names)
        {
            var answer = (await App.Get($"{LookUp}?code={code}&include=rvu", key)).Should(200);
            answer.At("data", "found").ShouldBe("true");
            return [.. names.Select(n => answer.At("data", "rvu", n))];
        }
        (
            await Rvu(
                "99213",
                "work_rvu",
                "conversion_factor",
                "non_facility_price",
                "facility_price",
                "year"
            )
        )
        // 2.67 × 33.2875 = 88.877625; 1.94 × 33.2875 = 64.57775.
        .ShouldBe(["0.30", "33.2875", "88.88", "64.58", "2026"]);
        // The schedule's own price counts; 0.10 × 0.05 = 0.005, half a cent, rounds up.
        (await Rvu("99214", "non_facility_price", "facility_price")).ShouldBe(["7.00", null]);
        (await Rvu("99215", "non_facility_price")).ShouldBe(["0.01"]);
        (
            await Rvu(
                "99216",
                "non_facility_price",
                "global_days",
                "status_code",
                "total_rvu_facility"
            )
        ).ShouldBe([null, "XXX", "A", null]);
    }

    [Fact]
    public async Task Y17_a_code_that_is_not_found_comes_with_those_that_may_be_meant()
    {
        var issuer = await Loaded();
        var key = issuer.Live.Secret;
        var answer = (await App.Get($"{LookUp}?code=27474", key)).Should(200);
        Golden.Match("verity/code-suggestions.json", Changes.Fixed(answer));
        foreach (
            var (asked, meant, match) in new[]
            {
                ("27474", "27447", "code"), // two changed places
                ("2744", "27446", "code"), // one is missing
                ("274477", "27447", "code"), // one too many
                ("27547", "27447", "code"), // another one
                ("J08", "J0897", "code"), // how it begins
                ("M17.1", "M17.11", "code"),
                ("denosumab", "J0897", "description"),
                ("arthrosis right", "M17.11", "description"),
            }
        )
        {
            var near = (await App.Get($"{LookUp}?code={asked}", key)).Should(200);
            near.At("data", "found").ShouldBe("false", asked);
            var first = near.Json.GetProperty("data").GetProperty("suggestions")[0];
            first.GetProperty("code").GetString().ShouldBe(meant, near.Text);
            first.GetProperty("match_type").GetString().ShouldBe(match, asked);
            first.GetProperty("score").GetDouble().ShouldBeInRange(0.01, 1);
        }
        (await App.Get($"{LookUp}?code=27474&fuzzy=false", key))
            .At("data", "suggestions")
            .ShouldBeNull();
        (await App.Get($"{LookUp}?code=27474&code_system=HCPCS", key)).Should(200);
        (await App.Get($"{LookUp}?code=ZZZZ", key)).At("data", "suggestions").ShouldBe("[]");
        // Natively it is an error that says what may be meant.
        var none = await App.Get("/v1/codes/27474", key);
        none.ShouldBeProblem(404, "RESOURCE_CODE_NOT_FOUND");
        none.At("error", "hint")!.ShouldContain("27447");
        // Another organization has nothing of it.
        (await App.Get($"{LookUp}?code=27447", (await App.NewOrganization()).Live.Secret))
            .At("data", "found")
            .ShouldBe("false");
    }

    [Fact]
    public async Task Y17_a_code_of_which_only_policies_speak_is_found()
    {
        var issuer = await App.NewOrganization();
        await App.Enter(issuer.Live.Secret, Policy("L1", "covered", []));
        var answer = (await App.Get($"{LookUp}?code=27447", issuer.Live.Secret)).Should(200);
        answer.At("data", "found").ShouldBe("true");
        answer.At("data", "code_system").ShouldBe("CPT");
        answer.At("data", "description").ShouldBeNull();
        answer.At("data", "policies").ShouldBeNull();
    }

    [Fact]
    public async Task Y17_a_code_is_found_wherever_a_policy_of_it_holds()
    {
        var issuer = await App.NewOrganization();
        await App.Enter(issuer.Live.Secret, Policy("L1", "covered", ["JH"]));
        var answer = (
            await App.Get(
                $"{LookUp}?code=27447&include=policies&jurisdiction=JN",
                issuer.Live.Secret
            )
        ).Should(200);
        answer.At("data", "found").ShouldBe("true");
        answer.At("data", "policies").ShouldBe("[]");
    }

    [Fact]
    public async Task Y17_what_restricts_is_not_hidden_by_very_many_articles_nor_a_code_by_another()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live.Secret;
        JsonObject Speaking(string id, string type, string code, string disposition) =>
            new()
            {
                ["id"] = id,
                ["title"] = "Fictional infusions",
                ["type"] = type,
                ["codes"] = new JsonArray(Loads.Code(code, "HCPCS", disposition)),
            };
        JsonNode[] all =
        [
            .. Enumerable
                .Range(0, 1_005)
                .Select(i => Speaking($"A{i:0000}", "Article", "X8888", "covered")),
            Speaking("N1", "NCD", "X8888", "not_covered"),
            Speaking("Z1", "LCD", "X8889", "covered"),
        ];
        var import = await App.Start(issuer.Live, more: ",\"baseline\":true");
        foreach (var (n, part) in all.Chunk(500).Index())
            (await App.Batch(issuer.Live, import, n + 1, part)).Should(200);
        (await App.Finish(issuer.Live, import)).Should(200);

        var one = await App.Get($"{LookUp}?code=X8888&include=policies", key);
        Policies(one)[0].ShouldBe("N1 not_covered");
        Policies(one).Count.ShouldBe(50);
        var batch = (
            await App.Post(
                Batch,
                key,
                new { codes = new[] { "X8888", "X8889" }, include = "policies" }
            )
        ).Should(200);
        Results(batch).ShouldBe(["X8888: X8888 true", "X8889: X8889 true"]);
        var results = batch.Json.GetProperty("data").GetProperty("results");
        foreach (var (code, policy) in new[] { ("X8888", "N1"), ("X8889", "Z1") })
            results
                .GetProperty(code)
                .GetProperty("policies")[0]
                .GetProperty("policy_id")
                .GetString()
                .ShouldBe(policy);
        var check = await App.Post(
            "/v1/prior-authorizations/check",
            key,
            new { procedureCodes = new[] { "X8888" } }
        );
        check.Should(200).At("reason").ShouldNotBeNull().ShouldContain("N1");
        var compared = (
            await App.Post(
                "/v1/policies/compare",
                key,
                new { procedureCodes = new[] { "X8888", "X8889" } }
            )
        ).Should(200);
        compared.At("truncated").ShouldBe("true");
        compared
            .Json.GetProperty("everywhere")
            .GetProperty("codes")
            .EnumerateArray()
            .Select(c => c.GetProperty("coverage").GetString())
            .ShouldBe(["not_covered", "covered"]);
    }

    [Fact]
    public async Task Y17_a_formulary_keeps_its_line_and_its_payer_is_found_in_whatever_letters()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live.Secret;
        await App.Load(
            key,
            "formulary",
            new
            {
                source = "oek",
                payerName = "Fiktive Österreichische Kasse",
                drugName = "Examplinib",
                matchedText = "EXAMPLINIB 5 mg, tier 3",
            },
            new
            {
                source = "oek",
                payerName = "Fiktive Österreichische Kasse",
                drugName = "Otherinib",
            }
        );
        foreach (var payer in (string[])["österreich", "ÖSTERREICH", "Österreich"])
        {
            var found = await App.Get(
                $"/v1/formulary?q=inib&payer={Uri.EscapeDataString(payer)}",
                key
            );
            found
                .Should(200)
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(d => d.GetProperty("matchedText").GetString())
                .ShouldBe(["EXAMPLINIB 5 mg, tier 3", "Otherinib"], payer);
        }
    }

    [Fact]
    public async Task Y17_a_batch_is_answered_by_the_codes_as_they_were_asked_for()
    {
        var issuer = await Loaded();
        var key = issuer.Live.Secret;
        string[] codes = ["m1711", "nothing", "27447", "J0897", "27447", "99999"];
        var answer = (
            await App.Post(Batch, key, new { codes, include = new[] { "rvu", "policies" } })
        ).Should(200);
        Golden.Match("verity/code-batch.json", Changes.Fixed(answer));
        Results(answer)
            .ShouldBe([
                "m1711: M17.11 true",
                "nothing: NOTHING false",
                "27447: 27447 true",
                "J0897: J0897 true",
                "99999: 99999 false",
            ]);
        (await App.Post(Batch, key, new { codes, include = "rvu,policies" }))
            .At("data")
            .ShouldBe(answer.At("data"));
        (await App.Post(Batch, key, new { codes }, ("X-Idempotency-Key", "once"))).Should(200);
        var native = (
            await App.Post("/v1/codes/batch", key, new { codes, include = new[] { "fees" } })
        ).Should(200);
        native.Json.GetProperty("results").GetArrayLength().ShouldBe(6);
        string[] fifty = [.. Enumerable.Range(10_000, 50).Select(i => $"{i}")];
        (await App.Post(Batch, key, new { codes = fifty })).Should(200);
        foreach (
            var (body, field) in new (object, string)[]
            {
                (new { codes = fifty.Append("27447") }, "codes"),
                (new { codes = Array.Empty<string>() }, "codes"),
                (new { }, "codes"),
                (new { codes = new[] { "27447", null } }, "codes.1"),
                (new { codes = new[] { new string('9', 101) } }, "codes.0"),
                (new { codes, include = "everything" }, "include"),
                (new { codes, include = 7 }, "include"),
                (new { codes, code_system = "LOINC" }, "code_system"),
                (new { codes = "27447" }, "codes"),
                (new { codes = new object[] { 27447 } }, "codes.0"),
            }
        )
        {
            var refused = (await App.Post(Batch, key, body)).Should(400);
            refused.At("error", "code").ShouldBe("VALIDATION_ERROR");
            refused
                .Json.GetProperty("error")
                .GetProperty("details")
                .TryGetProperty(field, out _)
                .ShouldBeTrue($"{field}: {refused.Text}");
        }
    }

    [Fact]
    public async Task Codes_are_listed_page_by_page_and_found_by_words()
    {
        var issuer = await Loaded();
        var key = issuer.Live.Secret;
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (
                await App.Get(
                    $"/v1/codes?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                    key
                )
            ).Should(200);
            seen.AddRange(Codes(page));
            cursor = page.At("nextCursor");
        } while (cursor is not null);
        seen.ShouldBe(["27446", "27447", "J0897", "M17.11"]);
        Codes(await App.Get("/v1/codes?system=CPT", key)).ShouldBe(["27446", "27447"]);
        Codes(await App.Get("/v1/codes?q=2744", key)).ShouldBe(["27446", "27447"]);
        Codes(await App.Get("/v1/codes?q=replacement", key)).ShouldBe(["27447"]);
        Codes(await App.Get("/v1/codes?q=xyzzy", key)).ShouldBeEmpty();
        (await App.Get("/v1/codes?cursor=abc", key)).ShouldBeProblem(400, "INVALID_CURSOR");
    }

    [Fact]
    public async Task Y17_spending_and_formularies_are_answered_where_they_are_loaded_and_empty_elsewhere()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live.Secret;
        (await App.Get("/api/v1/spending/by-code?code=27447", key))
            .Should(200)
            .At("data")
            .ShouldBe("{}");
        (await App.Get("/api/v1/drugs/formulary?q=denosumab", key))
            .Should(200)
            .At("data")
            .ShouldBe("[]");
        await App.Load(
            key,
            "spending",
            new
            {
                code = "27447",
                year = 2022,
                paidCents = 123_456_789_05L,
                claims = 1000,
                beneficiaries = 900,
                providers = 40,
            },
            new
            {
                code = "27447",
                year = 2023,
                paidCents = 10L,
                claims = 5,
                beneficiaries = 950,
                providers = 30,
            },
            new
            {
                code = "J0897",
                year = 2023,
                paidCents = 7_00L,
                claims = 1,
                beneficiaries = 1,
                providers = 1,
            }
        );
        await App.Load(
            key,
            "formulary",
            Drug("uhc", "United Example", "Denosumab 60 mg", "Bone resorption inhibitors"),
            Drug(
                "cvs_caremark",
                "Example Caremark",
                "Denosumab 120 mg",
                "Bone resorption inhibitors"
            ),
            Drug("uhc", "United Example", "Zoledronate 100%_pure", "Bone resorption inhibitors")
        );
        Golden.Match(
            "verity/spending.json",
            Changes.Fixed(
                (await App.Get("/api/v1/spending/by-code?codes=27447,J0897,99999", key)).Should(200)
            )
        );
        Golden.Match(
            "verity/formulary.json",
            Changes.Fixed(
                (await App.Get("/api/v1/drugs/formulary?q=denosumab&payer=united", key)).Should(200)
            )
        );
        (await Drugs("q=bone resorption&limit=2")).Count.ShouldBe(2);
        (await Drugs("payer=cvs_caremark")).ShouldBe(["Denosumab 120 mg"]);
        // A sign of patterns is a letter like any other.
        (await Drugs("q=%25")).ShouldBe(["Zoledronate 100%_pure"]);
        (await Drugs("q=_")).ShouldBe(["Zoledronate 100%_pure"]);
        (await App.Get("/v1/formulary?q=zoledronate", key))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
        (await App.Get("/v1/spending?code=27447", key))
            .Json.GetProperty("data")[0]
            .GetProperty("totalPaid")
            .GetString()
            .ShouldBe("123456789.15");
        (await App.Get("/api/v1/spending/by-code", key)).Should(400);
        (
            await App.Get(
                $"/api/v1/spending/by-code?codes={string.Join(',', Enumerable.Range(0, 51))}",
                key
            )
        ).Should(400);
        (await App.Get("/api/v1/drugs/formulary?limit=101", key)).Should(400);

        async Task<IReadOnlyList<string>> Drugs(string query) =>
            [
                .. (await App.Get($"/api/v1/drugs/formulary?{query}", key))
                    .Should(200)
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(d => d.GetProperty("drug_name").GetString()!),
            ];
    }

    [Fact]
    public async Task P10_statements_in_what_is_sent_are_texts()
    {
        var issuer = await Loaded();
        var key = issuer.Live.Secret;
        foreach (
            var text in new[]
            {
                "' OR '1'='1",
                "27447'; DROP TABLE policies_codes;--",
                "%",
                "_____",
                "27447\" OR \"\"=\"",
                "*",
                "\\",
                "NEAR(\"a\" \"b\")",
                "knee AND OR NOT (",
                "\u0000",
                "\ud83d\ude00",
            }
        )
        {
            var said = Uri.EscapeDataString(text);
            foreach (
                var path in new[]
                {
                    $"{LookUp}?code={said}",
                    $"{LookUp}?code=27447&include=policies&jurisdiction={said[..Math.Min(9, said.Length)]}",
                    $"/v1/codes?q={said}",
                    $"/api/v1/spending/by-code?codes={said}",
                    $"/api/v1/drugs/formulary?q={said}&payer={said}",
                }
            )
                (await App.Get(path, key)).Status.ShouldBeOneOf(200, 400);
        }
        (await App.Get($"{LookUp}?code=27447", key)).At("data", "found").ShouldBe("true");
        (await App.Get($"{LookUp}?code=27447&fuzzy=maybe", key)).Should(400);
        (await App.Get($"{LookUp}", key))
            .Should(400)
            .At("error", "code")
            .ShouldBe("VALIDATION_ERROR");
    }

    private async Task<Issuer> Loaded()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live.Secret;
        await App.Load(
            key,
            "codes",
            new
            {
                code = "27447",
                system = "CPT",
                description = "Total replacement of the knee",
                shortDescription = "Knee replacement",
                category = "Surgery",
                betosCode = "P3D",
                active = true,
            },
            new
            {
                code = "27446",
                system = "CPT",
                description = "Partial repair of the joint",
            },
            new
            {
                code = "J0897",
                system = "HCPCS",
                description = "Injection of denosumab, 1 mg",
            },
            new
            {
                code = "M17.11",
                system = "ICD10CM",
                description = "Arthrosis of the right knee",
                poaExempt = false,
                active = true,
            }
        );
        await App.Load(
            key,
            "fees",
            new
            {
                code = "27447",
                system = "CPT",
                year = 2026,
                statusCode = "A",
                workRvu = "19.60",
                peRvuFacility = "14.10",
                mpRvu = "3.90",
                totalRvuFacility = "37.60",
                conversionFactor = "33.4009",
                globalDays = "090",
            }
        );
        await App.Enter(key, Policy("L1", "covered", ["JH"]));
        await App.Enter(key, Policy("L2", "not_covered", ["JN"]));
        await App.Enter(key, Policy("L3", "requires_pa", ["JN", "JM"]));
        await App.Enter(key, Policy("A1", "conditional", []));
        await App.Enter(key, Policy("L0", "covered", []));
        (await App.Post("/v1/policies/L0/retire", key, new { })).Should(200);
        return issuer;
    }

    private static object Policy(string id, string disposition, string[] jurisdictions) =>
        new
        {
            id,
            title = $"Policy {id}",
            type = id[0] == 'A' ? "Article" : "LCD",
            jurisdictions,
            effectiveDate = "2024-01-01",
            codes = new[]
            {
                new
                {
                    code = "27447",
                    system = "CPT",
                    disposition,
                },
            },
        };

    private static object Drug(string source, string payerName, string drugName, string category) =>
        new
        {
            source,
            payerName,
            drugName,
            planYear = 2026,
            therapeuticCategory = category,
            tier = "3",
            coverageStatus = "covered",
            requirements = new
            {
                priorAuthorization = true,
                quantityLimit = false,
                text = "PA; 1 per 6 months",
            },
            preferredAlternatives = new[] { "Alendronate" },
        };

    private static IReadOnlyList<string> Policies(Answer answer) =>
        [
            .. answer
                .Json.GetProperty("data")
                .GetProperty("policies")
                .EnumerateArray()
                .Select(p =>
                    $"{p.GetProperty("policy_id").GetString()} {p.GetProperty("disposition").GetString()}"
                ),
        ];

    private static IReadOnlyList<string> Results(Answer answer) =>
        [
            .. answer
                .Json.GetProperty("data")
                .GetProperty("results")
                .EnumerateObject()
                .Select(r =>
                    $"{r.Name}: {r.Value.GetProperty("code").GetString()} {(r.Value.GetProperty("found").GetBoolean() ? "true" : "false")}"
                ),
        ];

    private static IReadOnlyList<string> Codes(Answer answer) =>
        [
            .. answer
                .Should(200)
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(c => c.GetProperty("code").GetString()!),
        ];
}
