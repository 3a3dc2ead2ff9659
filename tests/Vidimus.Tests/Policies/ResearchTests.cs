using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Research into prior authorization, as a job that is polled and at once.</summary>
public abstract class ResearchTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ResearchTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ResearchTests(shared),
            IClassFixture<OnPostgres>;

    internal const string Path = "/v1/prior-authorizations/research";
    private const string Verity = "/api/v1/prior-auth/research";

    [Fact]
    public async Task It_waits_runs_and_has_a_result()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Asking,
            Knees.Policy(
                "L-NEAR",
                [("29881", "covered")],
                summary: "Arthroscopy of a degenerative meniscus."
            )
        );
        var asked = (
            await App.Post(
                Path,
                issuer.Live.Secret,
                Question("An arthroscopy of the degenerative meniscus did not help.")
            )
        ).Should(202);
        asked.At("status").ShouldBe("pending");
        asked.At("pollUrl").ShouldBe($"{Path}/{asked.At("id")}");
        asked.At("result").ShouldBeNull();
        var done = await App.Researched(issuer.Live.Secret, asked.At("id")!);
        done.At("status").ShouldBe("completed", done.Text);
        done.At("pollUrl").ShouldBeNull();
        done.At("finishedAt").ShouldNotBeNull();
        var result = done.Json.GetProperty("result");
        var determination = result.GetProperty("determination");
        determination.GetProperty("paRequired").GetBoolean().ShouldBeTrue();
        determination.GetProperty("confidence").GetString().ShouldBe("high");
        determination.GetProperty("reasoning").GetString()!.ShouldContain("L11111");
        Knees
            .Texts(result.GetProperty("documentationRequirements"), "requirement")
            .ShouldBe(["Operative note", "Report of imaging"]);
        Knees
            .Texts(result.GetProperty("medicalNecessityCriteria"), "category")
            .ShouldBe(["clinical", "prior_treatment", "diagnosis"], ignoreOrder: true);
        Knees
            .Texts(result.GetProperty("coverageLimitations"), "limitation")
            .ShouldBe(["Not with an active infection."]);
        done.At("result", "timeline", "standardReviewDays").ShouldBe("10");
        done.At("result", "appealProcess", "timeframeDays").ShouldBe("60");
        Knees.Texts(result.GetProperty("sources"), "origin").ShouldBe(["corpus", "corpus"]);
        // What has the words of the context is named, and decides nothing.
        Knees
            .Texts(result.GetProperty("payerPolicies"), "policyName")
            .ShouldBe(["L11111: Example policy L11111", "L-NEAR: Example policy L-NEAR"]);
        done.Json.GetProperty("cost").GetProperty("numPages").GetInt32().ShouldBeGreaterThan(0);
        // It is the organization's and the mode's that asked.
        (await App.Get($"{Path}/{asked.At("id")}", issuer.Test.Secret)).ShouldBeProblem(
            404,
            "RESEARCH_NOT_FOUND"
        );
        var other = await App.NewOrganization();
        (await App.Get($"{Path}/{asked.At("id")}", other.Live.Secret)).Should(404);
        var listed = (await App.Get(Path, issuer.Live.Secret)).Should(200);
        listed.Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        (await App.Get(Path, issuer.Test.Secret)).At("data").ShouldBe("[]");
    }

    [Fact]
    public async Task Y17_veritys_clients_start_it_poll_it_and_wait_for_it()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        var reader = await issuer.KeyWith("read");
        var asked = (await App.Post(Verity, reader.Secret, VerityQuestion(sync: false))).Should(
            202
        );
        Golden.Match("verity/prior-auth-research-pending.json", Knees.Fixed(asked));
        var id = asked.At("data", "research_id")!;
        asked.At("data", "poll_url").ShouldBe($"{Verity}/{id}");
        await App.Researched(reader.Secret, id);
        var polled = (await App.Get($"{Verity}/{id}", reader.Secret)).Should(200);
        Golden.Match("verity/prior-auth-research.json", Knees.Fixed(polled));
        var waited = (await App.Post(Verity, reader.Secret, VerityQuestion(sync: true))).Should(
            200
        );
        waited.At("data", "status").ShouldBe("completed");
        waited.At("data", "result").ShouldBe(polled.At("data", "result"));
        (await App.Get($"{Verity}/{waited.At("data", "research_id")}", reader.Secret))
            .At("data")
            .ShouldBe(waited.At("data"));
        (await App.Get($"{Verity}/res_none", reader.Secret))
            .Should(404)
            .At("error", "code")
            .ShouldBe("RESOURCE_NOT_FOUND");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Y6_a_repetition_is_answered_as_the_first_was(bool sync)
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        var first = await Send(VerityQuestion(sync));
        first.Status.ShouldBe(sync ? 200 : 202);
        var again = await Send(VerityQuestion(sync));
        again.Bytes.ShouldBe(first.Bytes);
        again["Idempotency-Replayed"].ShouldBe("true");
        (await Send(VerityQuestion(sync, "CA")))
            .Should(409)
            .At("error", "code")
            .ShouldBe("REQUEST_IDEMPOTENCY_CONFLICT");
        (await App.Get(Path, issuer.Live.Secret))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);

        Task<Answer> Send(object body) =>
            App.Post(Verity, issuer.Live.Secret, body, ("X-Idempotency-Key", "once"));
    }

    [Fact]
    public async Task What_identifies_a_patient_is_refused_without_being_repeated()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var context in (string[])
                [
                    "Patient Ada Example, knee pain",
                    "MRN 12345678, failed therapy",
                    "DOB 1950-02-03, SSN 078-05-1120",
                ]
        )
        {
            var refused = await App.Post(Path, issuer.Live.Secret, Question(context));
            refused.ShouldBeProblem(400, "PHI_NOT_ALLOWED");
            refused.Text.ShouldNotContain("Ada");
            refused.Text.ShouldNotContain("12345678");
            refused.Text.ShouldNotContain("078-05");
        }
        (await App.Get(Path, issuer.Live.Secret)).At("data").ShouldBe("[]");
        // Ages, codes, findings and dates of treatment identify nobody.
        (
            await App.Post(
                Path,
                issuer.Live.Secret,
                Question("67 years old, M17.11, physical therapy from 2026-01-05 to 2026-04-05")
            )
        ).Should(202);
        (await App.Post(Path, issuer.Live.Secret, Question(new string('x', 2001)))).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "clinicalContext"
        );
    }

    [Fact]
    public async Task The_clinical_context_is_readable_nowhere_and_gone_with_the_end()
    {
        const string context = "conspicuous swelling after therapy";
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        await App.HoldResearch();
        var id = (await App.Post(Path, issuer.Live.Secret, Question(context))).At("id")!;
        var kept = (
            await App.Query("SELECT asked FROM policies_research WHERE id = @id", ("@id", id))
        )[0][0];
        var waiting = kept.ShouldBeOfType<byte[]>();
        Encoding.UTF8.GetString(waiting).ShouldNotContain("swelling");
        await App.LetResearchGo();
        await App.Researched(issuer.Live.Secret, id);
        (await App.Query("SELECT asked FROM policies_research WHERE id = @id", ("@id", id)))[0]
            [0]
            .ShouldBeNull();
    }

    [Fact]
    public async Task What_waits_can_be_cancelled_and_what_has_ended_cannot()
    {
        var issuer = await App.NewOrganization();
        await App.HoldResearch();
        var id = (await App.Post(Path, issuer.Live.Secret, Question())).At("id")!;
        var canceled = (await App.Post($"{Path}/{id}/cancel", issuer.Live.Secret)).Should(200);
        canceled.At("status").ShouldBe("canceled");
        (await App.Post($"{Path}/{id}/cancel", issuer.Live.Secret)).Should(200);
        var left = await App.Query(
            "SELECT asked, data_key, due_at FROM policies_research WHERE id = @id",
            ("@id", id)
        );
        left[0].ShouldAllBe(value => value == null);
        await App.LetResearchGo();
        var question = Question(sync: true);
        var done = (await App.Post(Path, issuer.Live.Secret, question)).Should(200);
        (await App.Post($"{Path}/{done.At("id")}/cancel", issuer.Live.Secret)).ShouldBeProblem(
            409,
            "RESEARCH_OVER"
        );
        (await App.Post($"{Path}/res_none/cancel", issuer.Live.Secret)).Should(404);
    }

    [Fact]
    public async Task What_fails_again_and_again_is_given_up_and_says_so()
    {
        var issuer = await App.NewOrganization();
        await App.HoldResearch();
        var id = (await App.Post(Path, issuer.Live.Secret, Question("swelling"))).At("id")!;
        await App.Execute("UPDATE policies_research SET tries = 5 WHERE id = @id", ("@id", id));
        await App.LetResearchGo();
        var failed = await App.Researched(issuer.Live.Secret, id);
        failed.At("status").ShouldBe("failed");
        failed.At("error").ShouldNotBeNull().ShouldContain("operator");
        failed.At("result").ShouldBeNull();
        (
            await App.Query(
                "SELECT kind FROM platform_facts WHERE kind LIKE 'research.%' AND organization_id = @o ORDER BY kind",
                ("@o", issuer.Id)
            )
        )
            .Select(row => row[0])
            .ShouldBe(["research.failed", "research.started"]);
    }

    [Fact]
    public async Task Y7_the_list_is_walked_while_it_changes()
    {
        var issuer = await App.NewOrganization();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await Ask()).At("id")!);
        var seen = new List<string>();
        for (string? cursor = null; ; )
        {
            var page = (
                await App.Get(
                    $"{Path}?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}",
                    issuer.Live.Secret
                )
            ).Should(200);
            seen.AddRange(Knees.Texts(page.Json.GetProperty("data"), "id"));
            await Ask();
            cursor = page.At("nextCursor");
            if (cursor is null)
                break;
        }
        seen.ShouldBe(ids.AsEnumerable().Reverse());
        (await App.Get($"{Path}?cursor=x", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "INVALID_CURSOR"
        );
        (await App.Get($"{Path}?limit=0", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "limit"
        );

        Task<Answer> Ask()
        {
            App.Advance(TimeSpan.FromMilliseconds(5)); // ids are in the order of their time
            return App.Post(Path, issuer.Live.Secret, Question(sync: true));
        }
    }

    [Fact]
    public async Task P18_wrong_types_and_values_are_refused_by_their_name()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var (member, value) in ((string, string)[])
                [
                    ("sync", "\"yes\""),
                    ("clinicalContext", "7"),
                    ("clinicalContext", "\"\\u0000\""),
                    ("state", "\"Texas\""),
                    ("payer", "[]"),
                    ("diagnosisCodes", "\"M17.11\""),
                    ("status", "\"completed\""),
                    ("result", "{}"),
                ]
        )
            (
                await App.Post(
                    Path,
                    issuer.Live.Secret,
                    $$"""{"procedureCodes":["27447"],"{{member}}":{{value}}}"""
                )
            ).ShouldBeProblem(400, "VALIDATION_ERROR", member);
        (await App.Post(Path, issuer.Live.Secret, "{}")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "procedureCodes"
        );
    }

    internal static object Question(string? context = null, bool sync = false) =>
        new
        {
            procedureCodes = new[] { "27447" },
            diagnosisCodes = new[] { "M17.11" },
            state = "TX",
            payer = "Medicare",
            clinicalContext = context,
            sync,
        };

    private static object VerityQuestion(bool sync, string state = "TX") =>
        new
        {
            procedure_codes = new[] { "27447" },
            diagnosis_codes = new[] { "M17.11" },
            state,
            payer = "Medicare",
            sync,
        };
}

/// <summary>Waits for research, and keeps it waiting.</summary>
internal static class Researching
{
    /// <summary>From now on another node, which does nothing, has the work.</summary>
    public static async Task HoldResearch(this VidimusApp app)
    {
        // The server's own node has it soon after its start; what is not there yet cannot be taken away.
        for (var tries = 0; ; tries++)
        {
            var taken = await app.Execute(
                "UPDATE platform_leases SET until = @until, holder = 'another', number = number + 1 WHERE name = 'policies.research'",
                ("@until", app.Clock.Now.AddSeconds(100).ToUnixTimeMilliseconds())
            );
            if (taken == 1)
                return;
            tries.ShouldBeLessThan(1200);
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }

    public static Task LetResearchGo(this VidimusApp app) =>
        app.Execute("UPDATE platform_leases SET until = 0 WHERE name = 'policies.research'");

    public static async Task<Answer> Researched(this VidimusApp app, string key, string id)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = (await app.Get($"{ResearchTests.Path}/{id}", key)).Should(200);
            if (answer.At("finishedAt") is not null)
                return answer;
            tries.ShouldBeLessThan(1200, answer.Text);
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }
}
