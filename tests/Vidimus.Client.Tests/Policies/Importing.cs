using System.CommandLine;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Vidimus.Cli;
using Vidimus.Client.Tests.Cli;
using Xunit;

namespace Vidimus.Client.Tests.Policies;

public sealed class Importing : IDisposable
{
    private readonly Terminal terminal = new();
    private readonly PolicyServer server;

    public Importing() => server = new(terminal.Server);

    public void Dispose() => terminal.Dispose();

    private static string Policies(int count, Func<int, string>? title = null) =>
        string.Join(
            '\n',
            Enumerable
                .Range(1, count)
                .Select(i =>
                    $$"""{"id":"P-{{i}}","title":"{{title?.Invoke(i) ?? "Imaginary"}}","type":"PayerPolicy"}"""
                )
        );

    [Fact]
    public async Task Policies_go_in_batches_and_the_report_says_what_became_of_them()
    {
        var file = terminal.File("policies.jsonl", Policies(1_203));

        (
            await terminal.Run("policies", "import", file, "--retire-missing", "--source", "acme")
        ).ShouldBe(0);

        server.Batches.ShouldBe([1, 2, 3]);
        server.Records.Count.ShouldBe(1_203);
        server.RetireMissing.ShouldBe(true);
        ((string?)server.Asked["source"]).ShouldBe("acme");
        ((bool)server.Asked["replaces"]!).ShouldBeTrue();
        terminal.Out.ShouldContain("1,203");
    }

    [Fact]
    public async Task An_import_that_was_broken_off_goes_on_where_it_was()
    {
        var file = terminal.File(
            "policies.jsonl",
            Policies(1_203, i => i == 7 ? "refuse" : "Imaginary")
        );
        server.BreaksAt = 2;
        (await terminal.Run("policies", "import", file)).ShouldBe(1);
        terminal.Error.ShouldContain("Run the same command again");
        server.Batches.ShouldBe([1]);
        server.BreaksAt = 0;
        // The same tables under another name are the same tables.
        System.IO.File.Move(file, terminal.At("moved.jsonl"));

        (
            await terminal.Run(
                "policies",
                "import",
                terminal.At("moved.jsonl"),
                "--errors",
                terminal.At("errors.csv")
            )
        ).ShouldBe(2);

        server.Fingerprints.Distinct().Count().ShouldBe(1);
        server.Batches.ShouldBe([1, 2, 3]);
        server
            .Records.Select(r => (string?)r["id"])
            .ShouldBe(Enumerable.Range(1, 1_203).Select(i => $"P-{i}"));
        terminal.Error.ShouldContain("Going on with pim_");
        // What was wrong in the part that went before is told as well.
        (await System.IO.File.ReadAllLinesAsync(terminal.At("errors.csv")))[1..]
            .ShouldBe(["moved.jsonl,7,P-7,title,is refused"]);
    }

    [Fact]
    public async Task However_the_same_command_is_put_it_is_the_same_import()
    {
        var file = terminal.File("policies.jsonl", Policies(3));
        await terminal.Run("policies", "import", file);
        await terminal.Run("policies", "import", file, "--kind", "Policies");
        await terminal.Run("policies", "import", file, "--source", "policies");

        server.Fingerprints.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_name_by_which_a_file_is_read_otherwise_makes_another_import()
    {
        var line = $"00001 0X00000 1 {"Imaginary", -60} Imaginary\n";
        foreach (var name in new[] { "icd10-order.txt", "icd10pcs-order.txt", "icd10-order.csv" })
            await terminal.Run(
                "policies",
                "import",
                terminal.File(name, line),
                "--kind",
                "codes",
                "--source",
                "s"
            );

        server.Fingerprints.Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("p.csv", "", "is empty")]
    [InlineData("p.csv", "id,name\nP-1,x\n", "has no column 'title'")]
    [InlineData("p.csv", "code,system\nX0001,HCPCS\n", "add --kind codes")]
    [InlineData("p.json", "Nothing of the kind", "p.json: Line 1 is neither")]
    [InlineData("p.zip", "Nothing of the kind", "is no ZIP archive")]
    [InlineData("p.json.gz", "Nothing of the kind", "is damaged")]
    public async Task Files_that_cannot_be_read_at_all_begin_no_import(
        string name,
        string content,
        string told
    )
    {
        (await terminal.Run("policies", "import", terminal.File(name, content))).ShouldBe(1);

        terminal.Error.ShouldContain(told);
        server.Fingerprints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_to_its_end_does_not_keep_the_mended_one_out()
    {
        var file = terminal.File(
            "p.json",
            """
            [{"id":"P-1","title":"x","type":"LCD"},
            {"id":
            """
        );

        (await terminal.Run("policies", "import", file)).ShouldBe(1);

        terminal.Error.ShouldContain("p.json: The object that begins on line 2 breaks off");
        terminal.Error.ShouldContain("was given up: nothing had been loaded");
        terminal.Error.ShouldNotContain("Run the same command again");
        (server.Records.Count, server.Finished, server.Cancelled).ShouldBe((0, 0, true));
    }

    [Fact]
    public async Task Files_without_a_record_say_that_nothing_was_loaded()
    {
        var file = terminal.File("p.csv", "id,title,type\n");

        (await terminal.Run("policies", "import", file)).ShouldBe(0);

        terminal.Error.ShouldContain("nothing was loaded");
    }

    [Fact]
    public async Task What_is_no_option_is_not_taken_for_a_file()
    {
        var file = terminal.File("p.jsonl", Policies(3));

        (await terminal.Run("policies", "import", file, "--resume")).ShouldBe(64);

        terminal.Error.ShouldContain("no option --resume");
        terminal.Error.ShouldContain("goes on by itself");
        (
            await terminal.Run(
                "policies",
                "import",
                terminal.File("c.csv", "code,system\nX0001,HCPCS\n"),
                "--kind",
                "codes",
                "--baseline"
            )
        ).ShouldBe(1);
        terminal.Error.ShouldContain("--baseline is for policies");
        server.Fingerprints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_sent_before_a_file_turned_out_damaged_stays_and_is_told()
    {
        var text = Encoding.UTF8.GetBytes(Policies(5_000, i => $"{i:x8}{i * 7919:x8}"));
        var zip = Archives.Zip(("policies.jsonl", text));
        // The table itself is packed at the beginning, and its directory at the end.
        zip.AsSpan(zip.Length / 2, 400).Fill(0xEE);
        await System.IO.File.WriteAllBytesAsync(terminal.At("p.zip"), zip);

        (await terminal.Run("policies", "import", terminal.At("p.zip"))).ShouldBe(1);

        terminal.Error.ShouldContain("p.zip: policies.jsonl is damaged");
        server.Records.Count.ShouldBeInRange(500, 4_500);
        terminal.Error.ShouldContain($"{server.Records.Count:#,0} records that were sent stay");
        (server.Finished, server.Cancelled).ShouldBe((0, true));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public async Task A_compressed_file_that_breaks_off_is_not_taken_for_a_shorter_one(double share)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(Policies(1_203, i => $"{i:x8}{i * 7919:x8}")));
        await System.IO.File.WriteAllBytesAsync(
            terminal.At("p.jsonl.gz"),
            packed.ToArray()[..(int)(packed.ToArray().Length * share)]
        );

        (
            await terminal.Run("policies", "import", terminal.At("p.jsonl.gz"), "--retire-missing")
        ).ShouldBe(1);

        terminal.Error.ShouldContain("p.jsonl.gz is damaged");
        (server.Finished, server.Cancelled).ShouldBe((0, true));
    }

    [Fact]
    public async Task A_folder_and_a_file_that_is_not_there_are_told_before_anything_is_sent()
    {
        Directory.CreateDirectory(terminal.At("folder"));

        (await terminal.Run("policies", "import", terminal.At("folder"))).ShouldBe(1);
        terminal.Error.ShouldContain("is a folder");
        (await terminal.Run("policies", "import", terminal.At("nothing.csv"))).ShouldBe(1);
        terminal.Error.ShouldContain("There is no file");
        server.Fingerprints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_that_are_wrong_are_told_by_file_and_row()
    {
        var file = terminal.File(
            "codes.csv",
            "Code;System;Description;Active\nX0001;HCPCS;\"Invented; quite\";yes\nX0002;HCPCS;a;perhaps\nX0003;HCPCS;refuse me;no\nX0004;HCPCS;a;b;c;d\nX0005;HCPCS;right;\n"
        );

        (
            await terminal.Run(
                "policies",
                "import",
                file,
                "--kind",
                "codes",
                "--errors",
                terminal.At("errors.csv")
            )
        ).ShouldBe(2);

        server
            .Records.Select(r => r.ToJsonString())
            .First()
            .ShouldBe(
                """{"code":"X0001","system":"HCPCS","description":"Invented; quite","active":true}"""
            );
        server.Records.Count.ShouldBe(3);
        var errors = await System.IO.File.ReadAllLinesAsync(terminal.At("errors.csv"));
        errors.ShouldContain("codes.csv,3,X0002,active,must be true or false");
        errors.ShouldContain("codes.csv,4,X0003,title,is refused");
        errors.ShouldContain(e => e.StartsWith("codes.csv,5,", StringComparison.Ordinal));
        errors.Length.ShouldBe(4);
    }

    [Fact]
    public async Task More_wrong_rows_than_an_answer_holds_are_all_told()
    {
        var file = terminal.File(
            "policies.jsonl",
            Policies(400, i => i % 2 == 0 ? "refuse" : "Imaginary")
        );

        (
            await terminal.Run("policies", "import", file, "--errors", terminal.At("errors.csv"))
        ).ShouldBe(2);

        (await System.IO.File.ReadAllLinesAsync(terminal.At("errors.csv"))).Length.ShouldBe(201);
    }

    [Fact]
    public async Task Compressed_files_are_read_as_they_are()
    {
        var text = Encoding.UTF8.GetBytes("[" + Policies(3).Replace('\n', ',') + "]");
        using (
            var gzip = new GZipStream(
                System.IO.File.Create(terminal.At("p.json.gz")),
                CompressionMode.Compress
            )
        )
            gzip.Write(text);
        System.IO.File.WriteAllBytes(terminal.At("p.zip"), Archives.Zip(("inner/p.json", text)));

        (
            await terminal.Run(
                "policies",
                "import",
                terminal.At("p.json.gz"),
                terminal.At("p.zip"),
                "--json"
            )
        ).ShouldBe(0);

        server.Records.Count.ShouldBe(6);
        ((string?)terminal.Json["state"]).ShouldBe("finished");
    }

    [Fact]
    public async Task Policies_in_CSV_name_their_codes_and_sections()
    {
        var file = terminal.File(
            "policies.csv",
            "id,title,type,jurisdictions,payer,indications,codes,checklist\n"
                + "P-1,Imaginary,PayerPolicy,JK; JL,Acme,When it is so,HCPCS:X0001:covered; ICD10CM:Z99.9:not_covered:only here,A note; A date\n"
                + "P-2,Imaginary,PayerPolicy,,,,X0001,\n"
        );

        (await terminal.Run("policies", "import", file)).ShouldBe(2);

        var policy = server.Records.Single();
        policy["jurisdictions"]!.ToJsonString().ShouldBe("""["JK","JL"]""");
        policy["payer"]!.ToJsonString().ShouldBe("""{"name":"Acme"}""");
        policy["sections"]!.ToJsonString().ShouldBe("""{"indications":"When it is so"}""");
        policy["documentation"]!.ToJsonString().ShouldBe("""["A note","A date"]""");
        policy["codes"]![1]!
            .ToJsonString()
            .ShouldBe(
                """{"system":"ICD10CM","code":"Z99.9","disposition":"not_covered","condition":"only here"}"""
            );
        terminal.Error.ShouldContain("HCPCS:X0001:covered");
    }

    [Fact]
    public async Task The_public_order_files_of_diagnoses_are_known_by_their_columns()
    {
        string Line(int number, string code, int billable, string briefly, string described) =>
            $"{number:00000} {code, -7} {billable} {briefly, -60} {described}\n";
        var file = terminal.File(
            "icd10cm-order-2027.txt",
            Line(1, "Z999", 0, "Imaginary", "Imaginary condition")
                + Line(2, "Z9991", 1, "Imaginary A", "Imaginary condition A")
                + "nonsense\n"
        );

        (await terminal.Run("policies", "import", file, "--kind", "codes")).ShouldBe(2);

        server
            .Records.Select(r => r.ToJsonString())
            .ShouldBe([
                """{"code":"Z999","system":"ICD10CM","description":"Imaginary condition","shortDescription":"Imaginary","active":false}""",
                """{"code":"Z9991","system":"ICD10CM","description":"Imaginary condition A","shortDescription":"Imaginary A","active":true}""",
            ]);
        terminal.Error.ShouldContain("row 3");
    }

    [Fact]
    public async Task The_public_file_of_procedure_codes_leaves_modifiers_out()
    {
        var file = terminal.File(
            "hcpc.csv",
            "HCPC,SEQNUM,LONG DESCRIPTION,SHORT DESCRIPTION,BETOS,TERM DT\nX0001,1,\"Invented, long\",Invented,D1A,\nX0002,1,Gone,Gone,,20201231\nA1,1,Modifier,Modifier,,\n"
        );

        (await terminal.Run("policies", "import", file, "--kind", "codes")).ShouldBe(0);

        server
            .Records.Select(r => $"{r["code"]} {r["betosCode"]} {r["active"]}")
            .ShouldBe(["X0001 D1A true", "X0002  false"]);
    }

    [Fact]
    public async Task The_public_fee_schedule_is_read_by_its_two_row_heading()
    {
        var file = terminal.File(
            "PPRRVU2027_JAN.csv",
            ",,2027 National Physician Fee Schedule Relative Value File January Release,,,,,,,,,,,,\n"
                + ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,CONV\n"
                + "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,FACTOR\n"
                + "X0001,,\"Invented, scan\",A,,1.50,2.25,,0.75,,0.10,3.85,2.35,0,XXX,32.5000\n"
                + "X0001,26,Share,A,,1.00,,,,,,1.00,1.00,1,XXX,32.5000\n"
                + "X0002,,No price,N,,0.00,0.00,,0.00,,0.00,0.00,0.00,9,XXX,32.5000\n"
        );

        (await terminal.Run("policies", "import", file, "--kind", "fees")).ShouldBe(0);

        server.Records.Count.ShouldBe(2);
        server
            .Records[0]
            .ToJsonString()
            .ShouldBe(
                """{"code":"X0001","system":"HCPCS","year":2027,"statusCode":"A","workRvu":"1.50","peRvuNonfacility":"2.25","peRvuFacility":"0.75","mpRvu":"0.10","totalRvuNonfacility":"3.85","totalRvuFacility":"2.35","conversionFactor":"32.5000","nonFacilityPrice":"125.13","facilityPrice":"76.38","globalDays":"XXX"}"""
            );
        server.Records[1]["nonFacilityPrice"].ShouldBeNull();
    }

    [Fact]
    public async Task Imports_are_listed_and_shown_with_what_was_wrong()
    {
        await terminal.Run(
            "policies",
            "import",
            terminal.File("p.jsonl", Policies(3, i => i == 2 ? "refuse" : "x"))
        );

        (await terminal.Run("policies", "imports")).ShouldBe(0);
        terminal.Out.ShouldContain(Samples.Id("pim_"));
        (await terminal.Run("policies", "imports", Samples.Id("pim_"))).ShouldBe(0);
        terminal.Out.ShouldContain("Refused     1");
        (await terminal.Run("policies", "imports", Samples.Id("pim_"), "--errors")).ShouldBe(0);
        terminal.Out.ShouldContain("is refused");
        server.Cancelled.ShouldBeFalse();
        (await terminal.Run("policies", "imports", Samples.Id("pim_"), "--cancel")).ShouldBe(0);
        terminal.Out.ShouldContain("cancelled");
        server.Cancelled.ShouldBeTrue();
    }

    [Fact]
    public async Task Empty_files_retire_nothing()
    {
        (
            await terminal.Run(
                "policies",
                "import",
                terminal.File("p.json", "[]"),
                "--retire-missing"
            )
        ).ShouldBe(1);

        terminal.Error.ShouldContain("Nothing was retired");
        (server.Finished, server.Cancelled).ShouldBe((0, true));
    }

    [Theory]
    [InlineData("policies", "id,title,type,codes\nP-1,Right,LCD,\nP-2,Wrong,LCD,X0001\n")]
    [InlineData("codes", "code,system,active\nX0001,HCPCS,yes\nX0002,HCPCS,perhaps\n")]
    public async Task Where_a_row_is_wrong_here_nothing_is_taken_for_missing(
        string kind,
        string rows
    )
    {
        var file = terminal.File("rows.csv", rows);

        (
            await terminal.Run("policies", "import", file, "--kind", kind, "--retire-missing")
        ).ShouldBe(2);

        (server.Records.Count, server.Finished).ShouldBe((1, 1));
        server.RetireMissing.ShouldBe(false);
        terminal.Error.ShouldContain("Nothing is retired or removed: 1 record is wrong here");
    }

    [Fact]
    public async Task Where_the_server_cannot_tell_what_is_missing_the_import_ends_without_retiring()
    {
        server.Unclear = true;

        await terminal.Run(
            "policies",
            "import",
            terminal.File("p.jsonl", Policies(3)),
            "--retire-missing"
        );

        server.Finished.ShouldBe(1);
        server.RetireMissing.ShouldBe(false);
        terminal.Error.ShouldContain("Nothing was retired");
    }

    [Fact]
    public async Task Rows_of_tables_are_replaced_by_what_the_beginning_said()
    {
        var file = terminal.File("codes.csv", "code,system\nX0001,HCPCS\n");

        (
            await terminal.Run("policies", "import", file, "--kind", "codes", "--retire-missing")
        ).ShouldBe(0);

        ((bool)server.Asked["replaces"]!).ShouldBeTrue();
        server.RetireMissing.ShouldBeNull();
    }

    [Fact]
    public async Task A_first_load_that_would_retire_is_refused_before_anything_is_sent()
    {
        (
            await terminal.Run(
                "policies",
                "import",
                terminal.File("p.jsonl", Policies(3)),
                "--baseline",
                "--retire-missing"
            )
        ).ShouldBe(1);

        terminal.Error.ShouldContain("do not go together");
        server.Fingerprints.ShouldBeEmpty();
    }

    [Fact]
    public async Task P5_a_row_with_half_a_letter_in_it_is_one_wrong_row()
    {
        var json = terminal.File(
            "p.jsonl",
            """
            {"id":"\ud800","title":"In the id","type":"LCD"}
            {"id":"P-2","title":"Elsewhere \udc00","type":"LCD"}
            {"id":"P-3","title":"A whole one \ud83d\ude00","type":"LCD"}
            """
        );
        var csv = terminal.File(
            "p.csv",
            "id,title,type,attachments\nP-4,x,LCD,\"[\"\"\\ud800\"\"]\"\nP-5,x,LCD,[]\n"
        );

        (
            await terminal.Run(
                "policies",
                "import",
                json,
                csv,
                "--errors",
                terminal.At("errors.csv")
            )
        ).ShouldBe(2);

        server.Records.Select(r => (string?)r["id"]).ShouldBe(["P-3", "P-5"]);
        var errors = await System.IO.File.ReadAllLinesAsync(terminal.At("errors.csv"));
        errors[1..]
            .Select(e => string.Join(',', e.Split(',')[..2]))
            .ShouldBe(["p.jsonl,1", "p.jsonl,2", "p.csv,2"]);
    }

    [Fact]
    public void What_is_wrong_is_noted_from_two_sides_at_once_without_a_loss()
    {
        using var error = new StringWriter();
        using var output = new StringWriter();
        var host = new Host
        {
            In = Stream.Null,
            Out = output,
            Error = error,
            Variable = _ => null,
            ConfigDirectory = terminal.At("config"),
        };
        using var run = new Run(new RootCommand().Parse([]), host, new Globals(), default);
        using (var wrong = new LoadErrors(run, terminal.At("errors.csv"), []))
        {
            Parallel.For(
                0,
                4,
                side =>
                {
                    for (var i = 0; i < 5_000; i++)
                        wrong.Add("a.csv", i, $"{side}", null, "is wrong");
                }
            );
            wrong.Count.ShouldBe(20_000);
        }

        var lines = System.IO.File.ReadAllLines(terminal.At("errors.csv"));
        lines.Length.ShouldBe(20_001);
        lines[1..].ShouldAllBe(l => l.EndsWith(",is wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_another_kind_says_which_columns_there_are()
    {
        (
            await terminal.Run(
                "policies",
                "import",
                terminal.File("a.csv", "name\nx\n"),
                "--kind",
                "spending"
            )
        ).ShouldBe(1);

        terminal.Error.ShouldContain("no column 'code'");
        terminal.Error.ShouldContain("paidCents");
        (
            await terminal.Run(
                "policies",
                "import",
                terminal.File("b.csv", "name\n"),
                "--kind",
                "1"
            )
        ).ShouldBe(1);
        terminal.Error.ShouldContain("no kind '1'");
    }

    [Fact]
    public async Task One_policy_is_put_and_retired()
    {
        const string Written =
            """{"id":"P-1","edition":2,"changeId":41,"changeType":"codes_changed"}""";
        terminal
            .Server.On("PUT /v1/policies/P-1", Written)
            .On("POST /v1/policies/P-1/retire", Written.Replace("codes_changed", "retired"));
        var file = terminal.File(
            "p.json",
            """{"id":"P-1","title":"Imaginary","type":"PayerPolicy"}"""
        );

        (await terminal.Run("policies", "put", file)).ShouldBe(0);
        terminal.Out.ShouldContain("P-1: codes changed, edition 2, change 41");
        (await terminal.Run("policies", "retire", "P-1")).ShouldBe(0);
        terminal.Out.ShouldContain("retired");
        (
            await terminal.Run(
                "policies",
                "put",
                terminal.File("q.json", """{"title":"x","type":"y","colour":"red"}""")
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task The_shipped_samples_are_what_the_generator_makes()
    {
        (await terminal.Run("policies", "sample", terminal.At("made"))).ShouldBe(0);

        var shipped = Path.Combine(Root(), "samples", "policies");
        foreach (
            var name in new[] { "policies.jsonl", "codes.csv", "fees.csv", "jurisdictions.csv" }
        )
            (
                await System.IO.File.ReadAllTextAsync(Path.Combine(terminal.At("made"), name))
            ).ShouldBe(
                await System.IO.File.ReadAllTextAsync(Path.Combine(shipped, name)),
                $"Make them anew: vidimus policies sample samples/policies ({name})"
            );
        var policies = await System.IO.File.ReadAllLinesAsync(
            Path.Combine(shipped, "policies.jsonl")
        );
        policies.Length.ShouldBe(200);
        policies.ShouldAllBe(p =>
            p.Contains("\"sample\":true", StringComparison.Ordinal)
            && p.Contains("(Sample)", StringComparison.Ordinal)
        );
        (
            await System.IO.File.ReadAllLinesAsync(Path.Combine(shipped, "codes.csv"))
        ).Length.ShouldBe(2_001);
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
