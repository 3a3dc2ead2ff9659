using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Client.Tests.Cli;
using Xunit;

namespace Vidimus.Client.Tests.Policies;

public sealed class CoverageDatabase : IDisposable
{
    private readonly Terminal terminal = new();
    private readonly PolicyServer server;

    public CoverageDatabase() => server = new(terminal.Server);

    public void Dispose() => terminal.Dispose();

    private JsonObject this[string id] => server.Records.Single(r => (string?)r["id"] == id);

    private string File(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(terminal.At(name), bytes);
        return terminal.At(name);
    }

    private Task<int> Import(params string[] more) =>
        terminal.Run([
            "policies",
            "import",
            File("current_lcd.zip", Archives.Lcd),
            File("current_article.zip", Archives.Article),
            File("ncd.zip", Archives.Ncd),
            .. more,
        ]);

    [Fact]
    public async Task Archives_as_they_are_downloaded_become_policies()
    {
        (await Import("--errors", terminal.At("errors.csv"))).ShouldBe(2);

        server
            .Records.Select(r => (string?)r["id"])
            .ShouldBe(["A59001", "L39001", "L39002", "NCD-999.1", "NCD-999.2"]);
        ((string?)server.Asked["source"]).ShouldBe("medicare-coverage-database");
        var lcd = this["L39001"];
        ((string?)lcd["title"]).ShouldBe("Imaginary Elbow Scans");
        ((string?)lcd["type"]).ShouldBe("LCD");
        ((string?)lcd["version"]).ShouldBe("12");
        ((string?)lcd["effectiveDate"]).ShouldBe("2026-01-15");
        ((string?)lcd["status"]).ShouldBe("active");
        Texts(lcd["jurisdictions"]).ShouldBe(["CA", "JK"]);
        ((string?)lcd["sourceUrl"]).ShouldBe(
            "https://www.cms.gov/medicare-coverage-database/view/lcd.aspx?lcdid=39001&ver=12"
        );
        Texts(lcd["keywords"]).ShouldBe(["elbow", "scan"]);
        Texts(lcd["documentation"]).ShouldBe(["Who ordered the scan", "Its result"]);
        ((string?)lcd["attachments"]![0]!["fileType"]).ShouldBe("pdf");
        ((string?)lcd["attachments"]![0]!["title"]).ShouldBe("The elbow table");
        lcd["attachments"]!.AsArray().Count.ShouldBe(1);
        ((string?)this["L39002"]["status"]).ShouldBe("retired");
        ((string?)this["L39002"]["retireDate"]).ShouldBe("2019-05-05");
        ((string?)this["A59001"]["title"]).ShouldBe("Billing: Imaginary Elbow Scans – Café");
        ((string?)this["A59001"]["effectiveDate"]).ShouldBe("2026-01-05");
        Texts(this["NCD-999.1"]["keywords"]).ShouldBe(["oxygen", "Durable Imaginary Equipment"]);
        ((string?)this["NCD-999.2"]["status"]).ShouldBe("retired");
    }

    [Fact]
    public async Task A_determinations_text_is_told_apart_by_its_headings()
    {
        await Import();

        var lcd = this["L39001"];
        var blocks = lcd["criteria"]!.AsArray();
        blocks
            .Select(b => (string?)b!["section"])
            .ShouldBe(
                ["indications", "frequency", "limitations", "documentation"],
                ignoreOrder: false
            );
        ((string?)blocks[0]!["text"]).ShouldBe(
            "An imaginary elbow scan is covered, for adults, when both are the case:\n- the elbow is imaginary\n- X-rays say \"nothing\""
        );
        ((string?)blocks[2]!["text"]).ShouldBe(
            "Scans for the sake of curiosity are not reasonable & necessary."
        );
        blocks.All(b => (bool)b!["requiresManualReview"]!).ShouldBeTrue();
        ((string?)lcd["sections"]!["limitations"]).ShouldBe(
            "Limitations\nScans for the sake of curiosity are not reasonable & necessary."
        );
        ((string?)lcd["sections"]!["indications"])!.ShouldNotContain("curiosity");
    }

    [Fact]
    public async Task Codes_come_from_articles_with_what_their_groups_say()
    {
        await Import();

        static string Told(JsonNode? c) => $"{c!["system"]} {c["code"]} {c["disposition"]}";
        string[] expected =
        [
            "HCPCS X0001 conditional",
            "HCPCS X0002 not_covered",
            "ICD10CM Z99.91 covered",
            "ICD10CM Z99.92 conditional",
        ];
        this["A59001"]["codes"]!.AsArray().Select(Told).ShouldBe(expected);
        this["L39001"]["codes"]!.AsArray().Select(Told).ShouldBe(expected);
        ((string?)this["A59001"]["codes"]![0]!["condition"]).ShouldBe(
            "group 1: Covered where the text says so"
        );
        ((string?)this["L39001"]["codes"]![0]!["condition"]).ShouldBe(
            "A59001, group 1: Covered where the text says so"
        );
        ((string?)this["A59001"]["codes"]![2]!["condition"]).ShouldBe("group 1; group 2");
        ((string?)this["A59001"]["codes"]![3]!["condition"]).ShouldBe(
            "covered: group 1; not covered: group 1"
        );
    }

    [Fact]
    public async Task Rows_whose_document_is_missing_and_codes_that_are_none_are_told_and_left_out()
    {
        (await Import("--errors", terminal.At("errors.csv"))).ShouldBe(2);

        var errors = await System.IO.File.ReadAllLinesAsync(terminal.At("errors.csv"));
        errors[0].ShouldBe("file,row,id,field,message");
        errors.Count(e => e.Contains("59777")).ShouldBe(1);
        errors.Single(e => e.Contains("59777")).ShouldContain("2 rows");
        errors.ShouldContain(e =>
            e.StartsWith("article_x_icd10_covered.csv,5,", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_dry_run_reads_everything_and_sends_nothing()
    {
        (await Import("--dry-run", "--json")).ShouldBe(2);

        server.Records.ShouldBeEmpty();
        server.Fingerprints.ShouldBeEmpty();
        ((int)terminal.Json["records"]!).ShouldBe(5);
    }

    [Fact]
    public async Task What_a_contractor_decided_never_holds_everywhere_for_want_of_the_contractor()
    {
        var tables = terminal.File(
            "lcd.csv",
            "lcd_id,title,status,date_retired\n7,Of nobody,A,\n8,Of nobody any more,R,2019-05-05\n"
        );
        var articles = terminal.File("article.csv", "article_id,title,status\n9,Of nobody,A\n");

        (
            await terminal.Run(
                "policies",
                "import",
                tables,
                articles,
                "--retire-missing",
                "--errors",
                terminal.At("errors.csv")
            )
        ).ShouldBe(2);

        // What is retired holds nowhere, and stays in force if nobody hears of it.
        ((string?)server.Records.Single()["id"]).ShouldBe("L8");
        server.RetireMissing.ShouldBe(false);
        (await System.IO.File.ReadAllLinesAsync(terminal.At("errors.csv")))[1..]
            .Select(e => string.Join(',', e.Split(',')[..4]))
            .ShouldBe(["article.csv,2,A9,jurisdictions", "lcd.csv,2,L7,jurisdictions"]);
    }

    [Fact]
    public async Task Rows_that_are_parts_of_documents_keep_nothing_from_being_retired()
    {
        (await Import("--retire-missing")).ShouldBe(2);

        server.RetireMissing.ShouldBe(true);
    }

    [Fact]
    public async Task Tables_alone_and_without_the_optional_ones_will_do()
    {
        var table = terminal.File(
            "ncd_trkg.csv",
            "NCD_id,NCD_mnl_sect_title,indctn_lmtn\n7,Alone,<p>An indication with enough words in it.</p>\n"
        );

        (await terminal.Run("policies", "import", table)).ShouldBe(0);

        ((string?)server.Records.Single()["id"]).ShouldBe("NCD-7");
        server.Records[0]["jurisdictions"].ShouldBeNull();
        (
            await terminal.Run(
                "policies",
                "import",
                terminal.File("x.csv", "a,b\n1,2\n"),
                "--kind",
                "mcd"
            )
        ).ShouldBe(1);
        terminal.Error.ShouldContain("no table lcd.csv");
    }

    [Fact]
    public async Task An_import_that_broke_off_goes_on_on_another_day_as_of_the_day_on_which_it_began()
    {
        var table = terminal.File(
            "ncd_trkg.csv",
            "NCD_id,NCD_mnl_sect_title,indctn_lmtn,NCD_trmntn_dt\n"
                + string.Concat(
                    Enumerable.Range(1, 1_203).Select(i => $"{i},Alone,<p>Enough.</p>,2026-11-24\n")
                )
        );
        server.BreaksAt = 2;
        (await terminal.Run("policies", "import", table)).ShouldBe(1);
        terminal.Error.ShouldNotContain("as of");
        server.BreaksAt = 0;
        terminal.Clock.Advance(TimeSpan.FromDays(3));

        (await terminal.Run("policies", "import", table)).ShouldBe(0);

        server.Fingerprints.Distinct().Count().ShouldBe(1);
        server.Batches.ShouldBe([1, 2, 3]);
        server.Records.Count.ShouldBe(1_203);
        server.Records.ShouldAllBe(r => (string?)r["status"] == "active");
        terminal.Error.ShouldContain("as of 2026-11-22");
    }

    private static IEnumerable<string?> Texts(JsonNode? list) =>
        list!.AsArray().Select(t => (string?)t);
}
