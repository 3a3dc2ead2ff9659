using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Cli;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class Lists : IDisposable
{
    private static readonly string Group = Samples.Id("grp_");
    private readonly Terminal terminal = new();

    public Lists() =>
        terminal.Server.On(
            "POST /v1/credentials/batch",
            (sent, _) => Task.FromResult(Batches.Answer(sent))
        );

    public void Dispose() => terminal.Dispose();

    private JsonArray SentRows =>
        JsonNode.Parse(terminal.Server.To("/v1/credentials/batch").Last().Body)!["rows"]!.AsArray();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public async Task Columns_are_mapped_by_their_headings_and_the_rest_goes_under_the_subject(
        char separator
    )
    {
        var csv =
            "name,email,External ID,valid_from,validUntil,grade,score:=\r\n"
            + "Ada Example,ada@example.org,A-1,2026-01-01,2027-01-31,A,7\r\n";
        var file = terminal.File("list.csv", csv.Replace(',', separator));

        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(0);

        Same(
            SentRows[0],
            """
            {"recipient":{"name":"Ada Example","email":"ada@example.org","externalId":"A-1"},"subject":{"grade":"A","score":7},
             "validFrom":"2026-01-01T00:00:00.000Z","validUntil":"2027-01-31T23:59:59.999Z"}
            """
        );
    }

    [Fact]
    public async Task Columns_of_an_award_go_to_its_members()
    {
        var file = terminal.File(
            "list.csv",
            "name,did,Awarded Date,creditsEarned,evidence,result.grade,Result.exam score,role\n"
                + "Ada,did:web:ada.example,2026-01-02,2.5,https://example.org/a https://example.org/b,A,87,Captain\n"
                + "Bea,,,,Seen by the jury,,,\n"
        );

        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(0);

        Same(
            SentRows[0],
            """
            {"recipient":{"name":"Ada","did":"did:web:ada.example"},"subject":{"role":"Captain"},
             "results":[{"resultDescription":"grade","value":"A"},{"resultDescription":"exam score","value":"87"}],
             "evidence":[{"id":"https://example.org/a"},{"id":"https://example.org/b"}],"awardedDate":"2026-01-02T00:00:00.000Z","creditsEarned":2.5}
            """
        );
        Same(
            SentRows[1],
            """{"recipient":{"name":"Bea"},"evidence":[{"narrative":"Seen by the jury"}]}"""
        );
    }

    [Fact]
    public async Task Credits_that_are_no_number_fail_alone()
    {
        var file = terminal.File("list.csv", "name,creditsEarned\nAda,many\nBea,3\n");

        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldNotBe(0);

        SentRows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Umlauts_right_to_left_names_quotes_separators_and_line_breaks_arrive_unharmed()
    {
        var csv =
            "name,motto\n"
            + "Änne Beispiel-Größe,\"says \"\"Grüß Gott\"\", then leaves\"\n"
            + "آدا مثال,שלום עולם\n"
            + "例子 艾达,\"two\nlines\"\n";
        var names = new[] { "Änne Beispiel-Größe", "آدا مثال", "例子 艾达" };
        foreach (
            var encoding in new Encoding[]
            {
                new UTF8Encoding(false),
                new UTF8Encoding(true),
                new UnicodeEncoding(false, true),
            }
        )
        {
            var file = terminal.File("list.csv", csv, encoding);

            (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(0);

            SentRows.Select(r => (string)r!["recipient"]!["name"]!).ShouldBe(names);
            SentRows
                .Select(r => (string)r!["subject"]!["motto"]!)
                .ShouldBe(["says \"Grüß Gott\", then leaves", "שלום עולם", "two\nlines"]);
        }
    }

    [Fact]
    public async Task A_list_in_another_encoding_is_refused_rather_than_issued_with_broken_letters()
    {
        var file = terminal.File("list.csv", "name\nÄnne Beispiel\n", Encoding.Latin1);

        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(1);

        terminal.Error.ShouldContain("UTF-8");
        terminal.Server.To("/v1/credentials/batch").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("who,mail\nAda,x\n", "no column 'name'")]
    [InlineData("name,Name\nAda,x\n", "twice")]
    [InlineData("name,,grade\nAda,x,y\n", "no name")]
    public async Task A_list_without_clear_headings_is_refused(string csv, string why)
    {
        var file = terminal.File("list.csv", csv);

        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(1);

        terminal.Error.ShouldContain(why);
    }

    [Fact]
    public async Task Rows_that_fail_here_or_there_are_told_and_kept_in_the_errors_file_and_the_rest_is_issued()
    {
        var file = terminal.File(
            "list.csv",
            "name,validUntil,score:=\n"
                + "Ada Example,,1\n"
                + ",,1\n"
                + "Bea Example,31.12.2027,1\n"
                + "Cem Example,,{\n"
                + "Dia Example,,1,too,many\n"
                + "refuse me,,1\n"
                + "Eva \"Example,,1\n"
        );
        var errors = terminal.At("errors.csv");

        var code = await terminal.Run(
            "issue",
            "--group",
            Group,
            "--file",
            file,
            "--errors",
            errors
        );

        code.ShouldBe(2);
        SentRows.Count.ShouldBe(2);
        terminal.Error.ShouldContain("1 done, 6 failed.");
        terminal.Error.ShouldContain("Row 3: The name is empty. [recipient.name]");
        var lines = await File.ReadAllLinesAsync(errors);
        lines[0]
            .ShouldBe("name,validUntil,score:=,error_line,error_code,error_field,error_message");
        lines.Length.ShouldBe(7);
        lines.ShouldContain("refuse me,,1,7,VALIDATION_ERROR,recipient.name,'=cmd() is no name");
    }

    [Fact]
    public async Task A_quote_never_closed_does_not_swallow_the_rows_after_it_unseen()
    {
        var file = terminal.File("list.csv", "name\n\"Ada Example\nBea Example\nCem Example\n");

        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(2);

        terminal.Server.To("/v1/credentials/batch").ShouldBeEmpty();
        terminal.Error.ShouldContain("quotes");
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "'\rx")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void A_cell_that_a_spreadsheet_would_run_is_defused(string cell, string harmless) =>
        ErrorsFile.Harmless(cell).ShouldBe(harmless);

    [Fact]
    public async Task The_errors_file_defuses_the_lists_own_cells_and_is_readable_by_its_owner_alone()
    {
        var file = terminal.File("list.csv", "name,=note\n,=HYPERLINK(1)\n");
        var errors = terminal.File("errors.csv", "old");

        await terminal.Run("issue", "--group", Group, "--file", file, "--errors", errors);

        var text = await File.ReadAllTextAsync(errors);
        text.ShouldContain(",'=HYPERLINK(1)");
        text.ShouldStartWith("name,'=note,");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(errors).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_errors_file_can_be_corrected_and_issued_itself()
    {
        var file = terminal.File(
            "list.csv",
            "name,validUntil,=note\nAda Example,soon,=1+1\nBea Example,later,x\n"
        );
        var first = terminal.At("first.csv");
        var second = terminal.At("second.csv");
        await terminal.Run("issue", "--group", Group, "--file", file, "--errors", first);
        var corrected = (await File.ReadAllTextAsync(first)).Replace(",soon,", ",2027-01-31,");
        await File.WriteAllTextAsync(first, corrected);

        var code = await terminal.Run(
            "issue",
            "--group",
            Group,
            "--file",
            first,
            "--errors",
            second
        );

        code.ShouldBe(2);
        Same(
            SentRows.Single(),
            """{"recipient":{"name":"Ada Example"},"subject":{"=note":"=1+1"},"validUntil":"2027-01-31T23:59:59.999Z"}"""
        );
        (await File.ReadAllLinesAsync(second))[0]
            .ShouldBe("name,validUntil,'=note,error_line,error_code,error_field,error_message");
    }

    [Fact]
    public async Task A_list_in_JSON_may_be_nested_or_flat()
    {
        var file = terminal.File(
            "list.json",
            """
            [{"name":"Ada Example","externalId":"A-1","score":7,"passed":true,"note":null},
             {"recipient":{"name":"Bea Example"},"subject":{"score":8}},
             {"recipient":{"name":"Cem Example"},"subjekt":{}},
             7]
            """
        );

        (await terminal.Run("issue", "--group", Group, "--file", file, "--json")).ShouldBe(2);

        Same(
            SentRows[0],
            """{"recipient":{"name":"Ada Example","externalId":"A-1"},"subject":{"score":7,"passed":true}}"""
        );
        Same(SentRows[1], """{"recipient":{"name":"Bea Example"},"subject":{"score":8}}""");
        SentRows.Count.ShouldBe(2);
        var states = terminal.JsonLines.ToDictionary(l => (int)l["row"]!, l => (string)l["state"]!);
        states.ShouldBe(
            new Dictionary<int, string>
            {
                [1] = "issued",
                [2] = "issued",
                [3] = "failed",
                [4] = "failed",
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_list_broken_off_by_the_server_says_how_to_go_on_and_repeats_nothing()
    {
        var file = terminal.File("list.csv", "name\nAda Example\n");
        terminal.Server.On(
            "POST /v1/credentials/batch",
            (_, _) => Task.FromResult(Stub.Error(503, "UNAVAILABLE", "3600")),
            (sent, _) => Task.FromResult(Batches.Answer(sent))
        );

        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(1);
        terminal.Error.ShouldContain("Run the same command again");
        (await terminal.Run("issue", "--group", Group, "--file", file)).ShouldBe(0);

        terminal
            .Server.To("/v1/credentials/batch")
            .Select(r => r.Header("Idempotency-Key"))
            .Distinct()
            .Count()
            .ShouldBe(1);
    }

    [Fact]
    public async Task The_list_itself_is_never_replaced_by_its_errors()
    {
        var file = terminal.File("list.csv", "name\nAda Example\n");

        (await terminal.Run("issue", "--group", Group, "--file", file, "--errors", file)).ShouldBe(
            1
        );

        (await File.ReadAllTextAsync(file)).ShouldBe("name\nAda Example\n");
    }

    private static void Same(JsonNode? actual, string expected) =>
        JsonNode
            .DeepEquals(actual, JsonNode.Parse(expected))
            .ShouldBeTrue(actual?.ToJsonString() ?? "nothing");
}
