using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Codes, fees, jurisdictions, spending and formularies are loaded in batches as policies are.</summary>
public abstract class TableImportTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : TableImportTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TableImportTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Codes_and_fees_share_a_row_and_each_replaces_what_its_own_source_brought()
    {
        var issuer = await App.NewOrganization();
        await Load(
            issuer,
            "codes",
            "hcpcs",
            "",
            Code("J0585", "Botulinum"),
            Code("e11.9", "Diabetes"),
            Code("A0021", "Ambulance")
        );
        await Load(issuer, "fees", "pfs", "", Fee("J0585", "1.50"), Fee("99213", "0.97"));
        await Load(issuer, "codes", "other", "", Code("A9999", "Of another source"));
        (await Rows(issuer)).ShouldBe(
            [
                "A0021 Ambulance ",
                "A9999 Of another source ",
                "E119 Diabetes ",
                "J0585 Botulinum 1.50",
                "99213  0.97",
            ],
            ignoreOrder: true
        );

        var report = await Load(
            issuer,
            "codes",
            "hcpcs",
            ",\"replaces\":true",
            Code("J0585", "Botulinum toxin"),
            Code("E11.9", "Diabetes"),
            Code("Z0001", "New")
        );
        report.Count("created").ShouldBe(1);
        report.Count("changed").ShouldBe(1);
        report.Count("unchanged").ShouldBe(1);
        report.Count("retired").ShouldBe(1);
        report = await Load(issuer, "fees", "pfs", ",\"replaces\":true", Fee("99213", "0.97"));
        report.Count("unchanged").ShouldBe(1);
        report.Count("retired").ShouldBe(1);
        (await Rows(issuer)).ShouldBe(
            [
                "A9999 Of another source ",
                "E119 Diabetes ",
                "J0585 Botulinum toxin ",
                "Z0001 New ",
                "99213  0.97",
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_code_that_is_gone_from_its_table_keeps_the_fees_of_another_source()
    {
        var issuer = await App.NewOrganization();
        await Load(issuer, "codes", "hcpcs", "", Code("J0585", "Botulinum"), Code("A0021", "Cab"));
        await Load(issuer, "fees", "pfs", "", Fee("J0585", "1.50"));
        (await Load(issuer, "codes", "hcpcs", ",\"replaces\":true", Code("Z0001", "New")))
            .Count("retired")
            .ShouldBe(2);
        (await Rows(issuer)).ShouldBe(["J0585  1.50", "Z0001 New "], ignoreOrder: true);
        (await App.Get("/v1/codes?q=botulinum", issuer.Live.Secret)).At("data").ShouldBe("[]");
        var code = await App.Get("/v1/codes/J0585?include=fees", issuer.Live.Secret);
        code.Should(200).At("fees", "workRvu").ShouldBe("1.50");
        code.At("description").ShouldBeNull();
        // The next load of the table describes it again.
        await Load(issuer, "codes", "hcpcs", ",\"replaces\":true", Code("J0585", "Toxin"));
        (await Rows(issuer)).ShouldBe(["J0585 Toxin 1.50"]);
    }

    [Fact]
    public async Task What_was_refused_is_not_missing_and_where_nobody_can_tell_nothing_is_removed()
    {
        var issuer = await App.NewOrganization();
        await Load(
            issuer,
            "codes",
            "hcpcs",
            "",
            Code("A1", "One"),
            Code("A2", "Two"),
            Code("A3", "Three")
        );
        var id = await App.Start(issuer.Live, "codes", "hcpcs", ",\"replaces\":true");
        (
            await App.BatchText(
                issuer.Live,
                id,
                1,
                """{"records":[{"code":"A1","system":"HCPCS","description":"One"},{"code":"A2","system":"nothing"},{"description":"What?"}]}"""
            )
        )
            .Should(200)
            .At("refused")
            .ShouldBe("2");
        (await App.Finish(issuer.Live, id)).Should(200).Count("retired").ShouldBe(0);
        id = await App.Start(issuer.Live, "codes", "hcpcs", ",\"replaces\":true");
        (
            await App.BatchText(
                issuer.Live,
                id,
                1,
                """{"records":[{"code":"A1","system":"HCPCS","description":"One"},{"code":"A2","system":"nothing"}]}"""
            )
        ).Should(200);
        (await App.Finish(issuer.Live, id)).Should(200).Count("retired").ShouldBe(1);
        (await Rows(issuer)).ShouldBe(["A1 One ", "A2 Two "], ignoreOrder: true);
    }

    [Fact]
    public async Task The_other_tables_are_loaded_replaced_and_checked()
    {
        var issuer = await App.NewOrganization();
        var jurisdiction = JsonNode.Parse(
            """{"code":"JK","states":["NY","CT"],"contractorName":"Example Contractor","contractorCode":"13102"}"""
        )!;
        var spending = JsonNode.Parse(
            """{"code":"99213","year":2024,"paidCents":123456789012,"claims":10,"beneficiaries":5,"providers":2}"""
        )!;
        var drug = JsonNode.Parse(
            """{"source":"uhc","payerName":"Example Payer","drugName":"Examplinib","planYear":2026,"tier":"3","requirements":{"priorAuthorization":true},"alternatives":["Otherinib"]}"""
        )!;
        foreach (
            var (kind, row, table) in ((string, JsonNode, string)[])
                [
                    ("jurisdictions", jurisdiction, "jurisdictions"),
                    ("spending", spending, "spending"),
                    ("formulary", drug, "formulary"),
                ]
        )
        {
            (await Load(issuer, kind, "s", "", row)).Count("created").ShouldBe(1, kind);
            (await Load(issuer, kind, "s", ",\"replaces\":true", row))
                .Count("unchanged")
                .ShouldBe(1, kind);
            var other = (JsonObject)row.DeepClone();
            other[kind == "formulary" ? "drugName" : "code"] = kind == "spending" ? "99214" : "J5";
            var report = await Load(issuer, kind, "s", ",\"replaces\":true", other);
            report.Count("created").ShouldBe(1, kind);
            report.Count("retired").ShouldBe(1, kind);
            (
                await App.Number(
                    $"SELECT count(*) FROM policies_{table} WHERE organization_id = @o",
                    ("@o", issuer.Id)
                )
            ).ShouldBe(1, kind);
        }
        foreach (
            var (kind, wrong, field) in ((string, string, string)[])
                [
                    (
                        "jurisdictions",
                        """{"code":"JK","states":["New York"],"contractorName":"x"}""",
                        "states"
                    ),
                    (
                        "jurisdictions",
                        """{"code":"JK","states":null,"contractorName":"x"}""",
                        "states"
                    ),
                    (
                        "spending",
                        """{"code":"99213","year":2024,"paidCents":1,"claims":-1}""",
                        "claims"
                    ),
                    ("spending", """{"code":"99213","year":2024,"paidCents":"1"}""", "paidCents"),
                    ("formulary", """{"source":"uhc","payerName":"x"}""", "drugName"),
                    (
                        "formulary",
                        """{"source":"uhc","payerName":"x","drugName":"y","requirements":{"codes":[null]}}""",
                        "requirements.codes.0"
                    ),
                    ("fees", """{"code":"99213","workRvu":"1e5"}""", "workRvu"),
                    ("fees", """{"code":"99213","workRvu":0.97}""", "workRvu"),
                    ("codes", """{"code":"99213"}""", "system"),
                    ("codes", """{"code":"?","system":"CPT"}""", "code"),
                    ("codes", """{"code":"99213","system":"X"}""", "system"),
                    ("codes", """{"code":"99213","system":"CPT","fees":"{}"}""", "fees"),
                ]
        )
        {
            var id = await App.Start(issuer.Live, kind, "wrong");
            var answer = (
                await App.BatchText(issuer.Live, id, 1, $$"""{"records":[{{wrong}}]}""")
            ).Should(200);
            answer.At("refused").ShouldBe("1", wrong);
            answer
                .Json.GetProperty("errors")[0]
                .GetProperty("field")
                .GetString()
                .ShouldBe(field, answer.Text);
            await App.Finish(issuer.Live, id);
        }
    }

    private async Task<Answer> Load(
        Issuer issuer,
        string kind,
        string source,
        string more,
        params JsonNode[] records
    )
    {
        var id = await App.Start(issuer.Live, kind, source, more);
        var batch = (await App.Batch(issuer.Live, id, 1, records)).Should(200);
        batch.At("refused").ShouldBe("0", batch.Text);
        return (await App.Finish(issuer.Live, id)).Should(200);
    }

    private async Task<string[]> Rows(Issuer issuer) =>
        [
            .. (
                await App.Query(
                    "SELECT code, description, fees FROM policies_codes WHERE organization_id = @o",
                    ("@o", issuer.Id)
                )
            ).Select(r =>
                $"{r[0]} {r[1]} {(r[2] is string fees ? (string?)JsonNode.Parse(fees)!["workRvu"] : "")}"
            ),
        ];

    private static JsonObject Code(string code, string description) =>
        new()
        {
            ["code"] = code,
            ["system"] = code.Contains('.') ? "ICD10CM" : "HCPCS",
            ["description"] = description,
        };

    private static JsonObject Fee(string code, string work) =>
        new() { ["code"] = code, ["workRvu"] = work };
}
