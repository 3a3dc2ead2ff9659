using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Whether procedures need authorization beforehand, by the loaded policies.</summary>
public abstract class PriorAuthorizationTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : PriorAuthorizationTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PriorAuthorizationTests(shared),
            IClassFixture<OnPostgres>;

    private const string Verity = "/api/v1/prior-auth/check";

    [Fact]
    public async Task Without_policies_it_is_no_confident_no()
    {
        var issuer = await App.NewOrganization();
        var answer = (await issuer.Check(new { procedureCodes = new[] { "27447" } })).Should(200);
        answer.At("paRequired").ShouldBe("false");
        answer.At("confidence").ShouldBe("low");
        answer.At("reason").ShouldNotBeNull().ShouldContain("holds no policies");
        answer.At("matchedPolicies").ShouldBe("[]");
        answer.At("mac").ShouldBeNull();
        // Policies that say nothing of the code are no confident no either.
        await issuer.Load(Knees.Asking);
        var unknown = (
            await issuer.Check(new { procedureCodes = new[] { "99999" }, state = "TX" })
        ).Should(200);
        unknown.At("paRequired").ShouldBe("false");
        unknown.At("confidence").ShouldBe("low");
        unknown.At("reason").ShouldNotBeNull().ShouldContain("names 99999");
        unknown.At("reason").ShouldNotBeNull().ShouldContain("no proof");
    }

    [Fact]
    public async Task A_policy_that_asks_for_it_decides_and_is_named()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        var answer = (
            await issuer.Check(
                new
                {
                    procedureCodes = new[] { "27447", " 27446 " },
                    diagnosisCodes = new[] { "m1711" },
                    state = "tx",
                    payer = "Medicare",
                }
            )
        ).Should(200);
        answer.At("paRequired").ShouldBe("true");
        answer.At("confidence").ShouldBe("high");
        answer
            .At("reason")
            .ShouldNotBeNull()
            .ShouldStartWith(
                "L11111 (Example policy L11111) requires prior authorization for 27447 (Group 1)."
            );
        var matched = answer.Json.GetProperty("matchedPolicies")[0];
        matched.GetProperty("policyId").GetString().ShouldBe("L11111");
        Knees
            .Texts(matched.GetProperty("codes"), "code")
            .ShouldBe(["27446", "27447", "M17.11"], ignoreOrder: true);
        answer.At("mac", "jurisdiction").ShouldBe("JH");
        Knees
            .Texts(answer.Json.GetProperty("documentationChecklist"))
            .ShouldBe(["Operative note", "Report of imaging"]);
    }

    [Fact]
    public async Task What_is_not_certain_lowers_the_confidence_and_is_said()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        await Is(
            "medium",
            "no state was named",
            new { procedureCodes = Knee, diagnosisCodes = Right }
        );
        await Is("medium", "none was named", new { procedureCodes = Knee, state = "TX" });
        await Is(
            "medium",
            "None of the diagnoses (S83.511A) is among those that L11111 covers.",
            new
            {
                procedureCodes = Knee,
                diagnosisCodes = new[] { "S83.511A" },
                state = "TX",
            }
        );
        await Is(
            "low",
            "no policy of Aetna in particular",
            new
            {
                procedureCodes = Knee,
                diagnosisCodes = Right,
                payer = "Aetna",
            }
        );

        async Task Is(string confidence, string said, object asked)
        {
            var answer = (await issuer.Check(asked)).Should(200);
            answer.At("paRequired").ShouldBe("true");
            answer.At("confidence").ShouldBe(confidence, answer.Text);
            answer.At("reason").ShouldNotBeNull().ShouldContain(said);
        }
    }

    [Fact]
    public async Task Only_policies_of_the_place_the_payer_and_the_day_count()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Asking,
            Knees.Policy(
                "PP-A",
                [("27446", "requires_pa")],
                "PayerPolicy",
                payer: "Example Health"
            ),
            Knees.Policy("L-LATER", [("29881", "requires_pa")], effective: "2027-01-01"),
            Knees.Policy(
                "L-OVER",
                [("29881", "requires_pa")],
                retire: "2026-06-01",
                status: "retired"
            ),
            Knees.Policy("R-1", [("29881", "requires_pa")], "Requirement")
        );
        var elsewhere = await Ask("27447", "CA", "Medicare");
        elsewhere.At("paRequired").ShouldBe("false");
        elsewhere.At("reason").ShouldNotBeNull().ShouldContain("in CA names 27447");
        (await Ask("27446", "TX", "example health")).At("paRequired").ShouldBe("true");
        (await Ask("27446", "TX", "Medicare")).At("paRequired").ShouldBe("false");
        (await Ask("27446", "TX", "Another Health")).At("paRequired").ShouldBe("false");
        var later = await Ask("29881", "TX", "Medicare");
        later.At("paRequired").ShouldBe("false");
        later.At("matchedPolicies").ShouldBe("[]");
        later
            .At("reason")
            .ShouldNotBeNull()
            .ShouldContain("L-LATER holds only from 2027-01-01 on.");
        var nowhere = await Ask("27447", "ZZ", "Medicare");
        nowhere.At("confidence").ShouldBe("low");
        nowhere.At("mac").ShouldBeNull();
        nowhere.At("reason").ShouldNotBeNull().ShouldContain("No jurisdiction is known for ZZ");
        // Another organization's policies are nobody else's.
        var other = await App.NewOrganization();
        (await other.Check(new { procedureCodes = Knee, state = "TX" }))
            .At("reason")
            .ShouldNotBeNull()
            .ShouldContain("holds no policies");

        async Task<Answer> Ask(string code, string state, string payer) =>
            (
                await issuer.Check(
                    new
                    {
                        procedureCodes = new[] { code },
                        state,
                        payer,
                    }
                )
            ).Should(200);
    }

    [Fact]
    public async Task What_is_not_covered_or_covered_under_conditions_is_explained()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy("N-1", [("27447", "not_covered"), ("27446", "conditional")], "NCD"),
            Knees.Policy("N-2", [("27447", "covered"), ("29881", "covered")], "NCD")
        );
        var refused = (
            await issuer.Check(
                new
                {
                    procedureCodes = Knee,
                    state = "TX",
                    payer = "cms",
                }
            )
        ).Should(200);
        refused.At("paRequired").ShouldBe("false");
        refused.At("confidence").ShouldBe("medium");
        refused
            .At("reason")
            .ShouldNotBeNull()
            .ShouldContain("N-1 (Example policy N-1) does not cover 27447");
        refused
            .At("reason")
            .ShouldNotBeNull()
            .ShouldContain("N-1 does not cover 27447, and N-2 does.");
        var conditional = (
            await issuer.Check(new { procedureCodes = new[] { "27446" }, state = "TX" })
        ).Should(200);
        conditional.At("reason").ShouldNotBeNull().ShouldContain("covers 27446 under conditions");
        var covered = (
            await issuer.Check(new { procedureCodes = new[] { "29881" }, state = "TX" })
        ).Should(200);
        covered.At("paRequired").ShouldBe("false");
        covered.At("confidence").ShouldBe("high");
        var some = (
            await issuer.Check(new { procedureCodes = new[] { "29881", "99999" }, state = "TX" })
        ).Should(200);
        some.At("confidence").ShouldBe("medium");
    }

    [Fact]
    public async Task Pages_turn_over_each_section_and_the_checklist_has_nothing_twice()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Asking,
            Knees.Policy(
                "L22222",
                [("27447", "covered")],
                criteria: [Knees.Block("documentation", "operative  NOTE.")],
                documentation: ["Consent"]
            )
        );
        var first = await Page(1);
        Knees.Texts(first.GetProperty("indications"), "text").Length.ShouldBe(2);
        first.GetProperty("limitations")[0].GetProperty("policyId").GetString().ShouldBe("L11111");
        first
            .GetProperty("pagination")
            .GetRawText()
            .ShouldBe(
                """{"page":1,"perPage":2,"indications":{"total":3,"totalPages":2,"hasNext":true,"hasPrevious":false},"limitations":{"total":1,"totalPages":1,"hasNext":false,"hasPrevious":false},"documentation":{"total":2,"totalPages":1,"hasNext":false,"hasPrevious":false}}"""
            );
        var second = await Page(2);
        Knees.Texts(second.GetProperty("indications"), "text").Length.ShouldBe(1);
        second.GetProperty("limitations").GetArrayLength().ShouldBe(0);
        second
            .GetProperty("pagination")
            .GetProperty("indications")
            .GetProperty("hasPrevious")
            .GetBoolean()
            .ShouldBeTrue();
        (await Page(9000)).GetProperty("indications").GetArrayLength().ShouldBe(0);

        async Task<JsonElement> Page(int page)
        {
            var answer = (
                await issuer.Check(
                    new
                    {
                        procedureCodes = Knee,
                        criteriaPage = page,
                        criteriaPerPage = 2,
                    }
                )
            ).Should(200);
            Knees
                .Texts(answer.Json.GetProperty("documentationChecklist"))
                .ShouldBe(["Operative note", "Report of imaging", "Consent"]);
            return answer.Json.GetProperty("criteriaDetails");
        }
    }

    [Fact]
    public async Task Y17_veritys_clients_get_their_own_shape()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        var reader = await issuer.KeyWith("read");
        // As the public .NET client sends it, key for repetitions included.
        var answer = (
            await App.Post(
                Verity,
                reader.Secret,
                new
                {
                    procedure_codes = Knee,
                    diagnosis_codes = Right,
                    state = "TX",
                    payer = "medicare",
                    criteria_page = 1,
                    criteria_per_page = 25,
                },
                ("X-Idempotency-Key", "once")
            )
        ).Should(200);
        Golden.Match("verity/prior-auth-check.json", Knees.Fixed(answer));
        var wrong = (
            await App.Post(Verity, reader.Secret, new { procedure_codes = new[] { "27447", "?" } })
        ).Should(400);
        wrong.At("error", "code").ShouldBe("VALIDATION_ERROR");
        wrong.At("error", "message").ShouldNotBeNull().ShouldStartWith("procedure_codes.1: ");
        wrong
            .Json.GetProperty("error")
            .GetProperty("details")
            .TryGetProperty("procedure_codes.1", out _)
            .ShouldBeTrue();
        var narrow = await issuer.KeyWith("credentials:read");
        (await App.Post(Verity, narrow.Secret, new { procedure_codes = Knee }))
            .Should(403)
            .At("error", "code")
            .ShouldBe("AUTH_SCOPE_INSUFFICIENT");
        // Test keys see the same policies.
        (await App.Post(Verity, issuer.Test.Secret, new { procedure_codes = Knee }))
            .Should(200)
            .At("data", "pa_required")
            .ShouldBe("true");
    }

    [Fact]
    public async Task P10_statements_in_any_text_are_text()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        foreach (
            var text in (string[])
                ["' OR 1=1 --", "%", "_____", "27447'; DROP TABLE policies_policies; --"]
        )
        {
            (await issuer.Check(new { procedureCodes = new[] { text } })).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "procedureCodes.0"
            );
            (
                await issuer.Check(new { procedureCodes = Knee, diagnosisCodes = new[] { text } })
            ).Should(400);
            (await issuer.Check(new { procedureCodes = Knee, state = text })).Should(400);
            (await issuer.Check(new { procedureCodes = Knee, payer = text })).Should(200);
        }
        (await issuer.Check(new { procedureCodes = Knee })).At("paRequired").ShouldBe("true");
    }

    [Fact]
    public async Task P11_long_texts_are_refused_quickly()
    {
        var issuer = await App.NewOrganization();
        var much = new string('a', 10_000);
        (await issuer.Check(new { procedureCodes = new[] { much } })).Should(400);
        (await issuer.Check(new { procedureCodes = Knee, payer = much })).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "payer"
        );
        (
            await issuer.Check(new { procedureCodes = Enumerable.Repeat("27447", 11).ToArray() })
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "procedureCodes");
    }

    [Fact]
    public async Task P17_members_that_only_the_server_writes_are_refused()
    {
        var issuer = await App.NewOrganization();
        foreach (var member in (string[])["paRequired", "confidence", "organizationId", "mode"])
            (
                await issuer.Check($$"""{"procedureCodes":["27447"],"{{member}}":"high"}""")
            ).ShouldBeProblem(400, "VALIDATION_ERROR", member);
    }

    [Fact]
    public async Task P18_wrong_types_and_values_are_refused_by_their_name()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var (body, field) in ((string, string?)[])
                [
                    ("{}", "procedureCodes"),
                    ("""{"procedureCodes":[]}""", "procedureCodes"),
                    ("""{"procedureCodes":"27447"}""", "procedureCodes"),
                    ("""{"procedureCodes":[null]}""", "procedureCodes.0"),
                    ("""{"procedureCodes":[27447]}""", "procedureCodes.0"),
                    ("""{"procedureCodes":[["27447"]]}""", "procedureCodes.0"),
                    ("""{"procedureCodes":["27447"],"state":"Texas"}""", "state"),
                    ("""{"procedureCodes":["27447"],"state":"T1"}""", "state"),
                    ("""{"procedureCodes":["27447"],"criteriaPage":0}""", "criteriaPage"),
                    ("""{"procedureCodes":["27447"],"criteriaPage":1.5}""", "criteriaPage"),
                    ("""{"procedureCodes":["27447"],"criteriaPage":99999999999}""", "criteriaPage"),
                    ("""{"procedureCodes":["27447"],"criteriaPerPage":101}""", "criteriaPerPage"),
                    (
                        """{"procedureCodes":["27447"],"diagnosisCodes":["27447"]}""",
                        "diagnosisCodes.0"
                    ),
                    ("[]", null),
                    ("null", null),
                ]
        )
        {
            var answer = await issuer.Check(body);
            answer.Status.ShouldBeInRange(200, 499, answer.Text);
            if (field is not null)
                answer.ShouldBeProblem(400, "VALIDATION_ERROR", field);
        }
    }

    [Theory]
    [InlineData("payer", "SSN 123-45-6789")]
    [InlineData("payer", "patient Ada Example")]
    [InlineData("state", "MRN 12345678")]
    [InlineData("procedure_codes", "123-45-6789")]
    [InlineData("diagnosis_codes", "DOB 03/04/1950")]
    public async Task What_identifies_a_patient_is_refused_without_echo_on_both_surfaces(
        string member,
        string told
    )
    {
        var issuer = await App.NewOrganization();
        var body = Body(member, told);
        var snake = await App.Post(Verity, issuer.Live.Secret, body);
        snake.Should(400).At("error", "code").ShouldBe("PHI_NOT_ALLOWED", snake.Text);
        snake.Text.ShouldNotContain(told);
        var native = await issuer.Check(
            Body(
                member switch
                {
                    "procedure_codes" => "procedureCodes",
                    "diagnosis_codes" => "diagnosisCodes",
                    _ => member,
                },
                told,
                "procedureCodes"
            )
        );
        native.ShouldBeProblem(400, "PHI_NOT_ALLOWED");
        native.Text.ShouldNotContain(told);

        static Dictionary<string, object> Body(
            string member,
            string told,
            string procedures = "procedure_codes"
        )
        {
            var body = new Dictionary<string, object> { [procedures] = Knee };
            body[member] = member.Contains("odes", StringComparison.Ordinal)
                ? (string[])[told]
                : told;
            return body;
        }
    }

    [Fact]
    public async Task What_has_the_shape_of_no_code_is_refused_by_its_place_and_not_repeated()
    {
        var issuer = await App.NewOrganization();
        foreach (var code in (string[])["JOHNSMITH", "SMITH", "12345678", "123456789", "A-B-1-2"])
        {
            var refused = await issuer.Check(new { procedureCodes = new[] { "27447", code } });
            refused.ShouldBeProblem(400, "VALIDATION_ERROR", "procedureCodes.1");
            refused.Text.ShouldNotContain(code);
        }
        foreach (var code in (string[])["0SRD0J9", "J0897", "0042T", "12345-6789-01", "0450"])
            (await issuer.Check(new { procedureCodes = new[] { code } })).Should(200);
        foreach (var member in (string[])["patientName", "dob", "mrn", "ssn"])
        {
            var refused = await issuer.Check(
                $$"""{"procedureCodes":["27447"],"{{member}}":"Ada Example"}"""
            );
            refused.ShouldBeProblem(400, "VALIDATION_ERROR", member);
            refused.Text.ShouldNotContain("Ada Example");
        }
    }

    [Fact]
    public async Task The_reason_names_the_policy_that_the_confidence_is_of()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy("N-A", [("27447", "requires_pa"), ("M17.11", "covered")], "NCD"),
            Knees.Policy("N-B", [("27447", "requires_pa")], "NCD")
        );
        var answer = (
            await issuer.Check(
                new
                {
                    procedureCodes = Knee,
                    diagnosisCodes = new[] { "S83.511A" },
                    state = "TX",
                    payer = "Medicare",
                }
            )
        ).Should(200);
        answer.At("confidence").ShouldBe("high");
        answer.At("reason").ShouldNotBeNull().ShouldStartWith("N-B (");
        answer.At("reason").ShouldNotBeNull().ShouldNotContain("None of the diagnoses");
    }

    [Fact]
    public async Task All_payers_are_no_payer_however_it_is_written()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy("PP-A", [("27446", "requires_pa")], "PayerPolicy", payer: "Example Health")
        );
        foreach (var payer in (string[])["all", "All", " ALL "])
        {
            var answer = (
                await issuer.Check(new { procedureCodes = new[] { "27446" }, payer })
            ).Should(200);
            answer.At("paRequired").ShouldBe("true", payer);
            answer.At("reason").ShouldNotBeNull().ShouldContain("no payer was named");
        }
    }

    [Fact]
    public async Task How_many_policies_were_not_looked_at_is_said()
    {
        var issuer = await App.NewOrganization();
        var import = await App.Start(issuer.Live);
        for (var batch = 1; batch <= 2; batch++)
            (
                await App.Batch(
                    issuer.Live,
                    import,
                    batch,
                    [
                        .. Enumerable
                            .Range(batch * 251, 251)
                            .Select(i => new JsonObject
                            {
                                ["id"] = $"N-{i:000}",
                                ["title"] = $"Example {i}",
                                ["type"] = "NCD",
                                ["codes"] = new JsonArray(Loads.Code("27447", "CPT", "covered")),
                            }),
                    ]
                )
            ).Should(200);
        (await App.Finish(issuer.Live, import)).Should(200);
        var asked = new
        {
            procedureCodes = Knee,
            state = "TX",
            payer = "Medicare",
        };
        const string said = "2 more policies speak of these codes and were not looked at";
        var check = (await issuer.Check(asked)).Should(200);
        check.At("reason").ShouldNotBeNull().ShouldContain(said);
        check.At("confidence").ShouldBe("medium");
        Knees
            .Texts((await issuer.Claim(asked)).Should(200).Json.GetProperty("knownGaps"))
            .ShouldContain(gap => gap.StartsWith(said, StringComparison.Ordinal));
        var research = await App.Post(
            "/v1/prior-authorizations/research",
            issuer.Live.Secret,
            new
            {
                procedureCodes = Knee,
                state = "TX",
                payer = "Medicare",
                sync = true,
            }
        );
        research.Should(200).Text.ShouldContain(said);
    }

    private static readonly string[] Knee = ["27447"];
    private static readonly string[] Right = ["M17.11"];
}
