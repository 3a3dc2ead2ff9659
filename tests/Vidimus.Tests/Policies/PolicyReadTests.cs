using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>One policy with expansions, its editions, and the library that an installation shares; in both surfaces' shapes.</summary>
public abstract class PolicyReadTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PolicyReadTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PolicyReadTests(shared),
            IClassFixture<OnPostgres>;

    private static object Whole(string title, string version) =>
        new
        {
            title,
            type = "LCD",
            jurisdictions = new[] { "JH", "JL" },
            payer = new
            {
                name = "Fictional Health",
                code = "FH1",
                type = "medicare",
            },
            effectiveDate = "2026-01-01",
            lastReviewedDate = "2026-02-03",
            version,
            sourceUrl = "https://policies.example.org/L34567",
            pdfUrl = "https://policies.example.org/L34567.pdf",
            summary = "When therapy of the knee is paid for.",
            description = "At length.",
            specialty = new[] { "Physical therapy" },
            keywords = new[] { "knee", "exercise" },
            sections = new { indications = "Pain.", limitations = "No more than 12 visits." },
            criteria = new object[]
            {
                new
                {
                    id = "i1",
                    section = "indications",
                    text = "The patient is 18 or older.",
                    tags = new[] { "age" },
                    logic = new
                    {
                        fact = "age",
                        @is = "atLeast",
                        value = 18,
                    },
                    confidence = 0.9,
                },
                new
                {
                    id = "d1",
                    section = "documentation",
                    text = "A plan of care is on file.",
                    requiresManualReview = true,
                },
            },
            documentation = new[] { "Plan of care" },
            codes = new[]
            {
                Samples.Code("97110"),
                Samples.Code("M25.561", "ICD10CM", "conditional"),
            },
            attachments = new[]
            {
                new
                {
                    fileType = "pdf",
                    url = "https://policies.example.org/form.pdf",
                    title = "Form",
                    pageNumber = 2,
                    fileSizeBytes = 1234,
                },
            },
        };

    [Fact]
    public async Task Y17_a_policy_is_answered_in_veritys_shape()
    {
        var issuer = await App.NewOrganization();
        (await issuer.Put(Whole("Therapy of the knee", "R1"), "L34567")).Should(201);
        (await issuer.Put(Whole("Therapy of knees", "R2"), "L34567")).Should(200);
        var plain = await App.Get("/api/v1/policies/L34567", issuer.Live.Secret);
        Golden.Match("verity/policy-detail.json", plain.Fixed());
        var all = await App.Get(
            "/api/v1/policies/L34567?include=criteria,codes,%20attachments,versions",
            issuer.Test.Secret
        );
        Golden.Match("verity/policy-detail-included.json", all.Fixed());
        var list = await App.Get("/api/v1/policies?include=codes&format=json", issuer.Live.Secret);
        Golden.Match("verity/policies.json", list.Fixed());
        (await App.Get("/api/v1/policies?icd10=M25561", issuer.Live.Secret))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_policy_that_is_not_there_is_told_by_veritys_code()
    {
        var issuer = await App.NewOrganization();
        var answer = await App.Get("/api/v1/policies/L1", issuer.Live.Secret);
        answer.Should(404);
        answer.At("error", "code").ShouldBe("RESOURCE_POLICY_NOT_FOUND");
        (await App.Get($"/api/v1/policies/{new string('x', 300)}", issuer.Live.Secret)).Should(404);
        (await App.Get("/api/v1/policies/L1?include=all", issuer.Live.Secret)).Should(400);
        (await App.Get("/api/v1/policies/L1")).Should(401);
    }

    [Fact]
    public async Task What_is_not_asked_for_is_left_out_and_what_is_comes_in_its_order()
    {
        var issuer = await App.NewOrganization();
        (await issuer.Put(Whole("Therapy of the knee", "R1"), "L34567")).Should(201);
        var plain = (await App.Get("/v1/policies/L34567", issuer.Live.Secret)).Should(200);
        foreach (var part in (string[])["criteria", "codes", "attachments", "versions"])
            plain.At(part).ShouldBeNull(part);
        plain.At("library").ShouldBe("false");
        plain["ETag"].ShouldNotBeNull().ShouldStartWith("\"1-");
        plain.At("codeCount").ShouldBe("2");
        plain.Json.GetProperty("jurisdictions").GetArrayLength().ShouldBe(2);
        var all = (
            await App.Get(
                "/v1/policies/L34567?include=versions,criteria,codes,attachments",
                issuer.Live.Secret
            )
        ).Should(200);
        all.Json.GetProperty("criteria")
            .EnumerateArray()
            .Select(c => c.GetProperty("id").GetString())
            .ShouldBe(["i1", "d1"]);
        all.Json.GetProperty("codes")
            .EnumerateArray()
            .Select(c => c.GetProperty("code").GetString())
            .ShouldBe(["97110", "M25.561"], ignoreOrder: true);
        all.Json.GetProperty("versions")[0]
            .GetProperty("changeType")
            .GetString()
            .ShouldBe("created");
        all.Json.GetProperty("attachments")[0].GetProperty("pageNumber").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Every_edition_stays_as_it_was()
    {
        var issuer = await App.NewOrganization();
        (await issuer.Put(Whole("First", "R1"), "L1")).Should(201);
        (await issuer.Put(Whole("Second", "R2"), "L1")).Should(200);
        (await issuer.Put(Whole("Third", "R3"), "L1")).Should(200);
        var first = await App.Get("/v1/policies/L1/editions?limit=2", issuer.Live.Secret);
        Editions(first).ShouldBe([3, 2]);
        var rest = await App.Get(
            $"/v1/policies/L1/editions?limit=2&cursor={first.At("nextCursor")}",
            issuer.Live.Secret
        );
        Editions(rest).ShouldBe([1]);
        var old = (await App.Get("/v1/policies/L1/editions/1", issuer.Live.Secret)).Should(200);
        old.At("document", "title").ShouldBe("First");
        old.At("version").ShouldBe("R1");
        (await App.Get("/v1/policies/L1/editions/4", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "EDITION_NOT_FOUND"
        );
        (await App.Get("/v1/policies/L1/editions/-1", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "EDITION_NOT_FOUND"
        );
        (await App.Get("/v1/policies/L2/editions", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "RESOURCE_POLICY_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Reading_needs_its_scope_and_no_more()
    {
        var issuer = await App.NewOrganization();
        var reader = await issuer.KeyWith("policies:read");
        var other = await issuer.KeyWith("groups:read");
        foreach (
            var path in (string[])
                [
                    "/v1/policies",
                    "/v1/policy-changes",
                    "/v1/policies/criteria?q=x",
                    "/api/v1/policies",
                    "/api/v1/policies/changes",
                    "/api/v1/coverage/criteria?q=x",
                ]
        )
        {
            (await App.Get(path, reader.Secret)).Should(200);
            (await App.Get(path, other.Secret)).Should(403);
        }
        (
            await App.Post(
                "/v1/policies/compare",
                reader.Secret,
                new { procedureCodes = new[] { "97110" } }
            )
        ).Should(200);
        (
            await App.Post(
                "/v1/policies/compare",
                other.Secret,
                new { procedureCodes = new[] { "97110" } }
            )
        ).Should(403);
    }

    private static int[] Editions(Answer answer) =>
        [
            .. answer
                .Should(200)
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(e => e.GetProperty("edition").GetInt32()),
        ];
}
