using System.IO.Compression;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Imports;

/// <summary>What files may be, and what hostile ones come to.</summary>
public abstract class ImportFileTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ImportFileTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ImportFileTests(shared),
            IClassFixture<OnPostgres>;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public static TheoryData<string, string> Encodings =>
        new()
        {
            { "utf-8", "UTF-8" },
            { "utf-8-bom", "UTF-8" },
            { "utf-16", "UTF-16LE" },
            { "utf-16BE", "UTF-16BE" },
            { "windows-1252", "windows-1252" },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_file_is_read_in_its_encoding_and_says_which(string encoding, string said)
    {
        var programme = await Programme.Start(App);
        var e =
            encoding == "utf-8-bom" ? new UTF8Encoding(true)
            : encoding == "utf-8" ? new UTF8Encoding(false)
            : CodePagesEncodingProvider.Instance.GetEncoding(encoding)
                ?? Encoding.GetEncoding(encoding);
        byte[] file = [.. e.GetPreamble(), .. e.GetBytes("Name\tID\nZoë Müller\t1\n")];
        var uploaded = (await programme.Upload(file, "a.txt")).Should(201);
        uploaded.At("encoding").ShouldBe(said);
        uploaded.At("delimiter").ShouldBe("tab");
        uploaded.Json.GetProperty("firstRows")[0][0].GetString().ShouldBe("Zoë Müller");
    }

    [Fact]
    public async Task A_workbook_is_read_with_its_numbers_dates_and_truths()
    {
        var programme = await Programme.Start(App);
        const string shared =
            $"""<sst xmlns="{Main}"><si><t>Zoë </t></si><si><r><t>Mül</t></r><r><t>ler</t></r></si></sst>""";
        var file = Class.Workbook(
            [
                ["Vorname", "Name", "Matrikelnummer", "Gültig bis", "Credits", "Aktiv"],
                [
                    "<c r=\"A2\" t=\"s\"><v>0</v></c>",
                    "<c r=\"B2\" t=\"s\"><v>1</v></c>",
                    "<c r=\"C2\"><v>47110000001</v></c>",
                    "<c r=\"D2\" s=\"1\"><v>46388</v></c>",
                    "<c r=\"E2\"><v>2.5</v></c>",
                    "<c r=\"F2\" t=\"b\"><v>1</v></c>",
                ],
            ],
            shared
        );
        var uploaded = (await programme.Upload(file, "Klasse.xlsx")).Should(201);
        uploaded.At("format").ShouldBe("xlsx");
        uploaded
            .Json.GetProperty("firstRows")[0]
            .EnumerateArray()
            .Select(c => c.GetString())
            .ShouldBe(["Zoë ", "Müller", "47110000001", "2027-01-01", "2.5", "true"]);
        var id = uploaded.At("id")!;
        (await programme.Start(id)).Should(202);
        await programme.Until(id, "done");
        var made = (await programme.Get("/v1/credentials")).Should(200).Json.GetProperty("data")[0];
        made.GetProperty("recipient").GetProperty("name").GetString().ShouldBe("Zoë Müller");
        made.GetProperty("creditsEarned").GetDouble().ShouldBe(2.5);
    }

    [Fact]
    public async Task A_form_as_browsers_send_it_is_taken()
    {
        var programme = await Programme.Start(App);
        using var form = new MultipartFormDataContent();
        form.Add(
            new StringContent(Class.Small),
            "file",
            @"C:\fakepath\<script>alert(1)</script>.csv"
        );
        var taken = (
            await App.Post($"/v1/groups/{programme.GroupId}/imports", programme.Key.Secret, form)
        ).Should(201);
        taken.At("fileName").ShouldBe("script>.csv");
    }

    [Theory]
    [InlineData("never", "A quote that opens in row 2, column 1 is never closed")]
    [InlineData("mixed", "mixes encodings: line 3")]
    [InlineData("zeros", "holds zero bytes")]
    [InlineData("rows", "more than 100000 rows")]
    [InlineData("columns", "more than 200 columns")]
    [InlineData("headless", "no rows below it")]
    [InlineData("empty", "The file is empty")]
    public async Task P5_a_hostile_csv_file_is_refused_with_the_place(string kind, string why)
    {
        var programme = await Programme.Start(App);
        byte[] file = kind switch
        {
            "never" => Text(
                "Name\n\"Ada Example\n" + string.Concat(Enumerable.Repeat("row\n", 200_000))
            ),
            "mixed" => [.. Text("Name\nZoë\n"), 0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x0A],
            "zeros" => [.. Text("Name\n"), 0, 0, 0],
            "rows" => Text("Name\n" + string.Concat(Enumerable.Repeat("a\n", 100_001))),
            "columns" => Text(string.Join(',', Enumerable.Range(0, 250)) + "\n1\n"),
            "headless" => Text("Name,E-Mail\n\n\n"),
            _ => [],
        };
        var refused = (await programme.Upload(file)).Should(400);
        refused.At("error", "message").ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public async Task P5_ten_million_lines_a_cell_beyond_its_bound_and_formulas_harm_nobody()
    {
        var programme = await Programme.Start(App);
        var lines = new byte[10_000_100];
        Array.Fill(lines, (byte)'\n');
        Text("Name\n").CopyTo(lines, 0);
        Text("Ada Example\n").CopyTo(lines, lines.Length - 12);
        (await programme.Upload(lines)).Should(201).At("rowCount").ShouldBe("1");
        (await programme.Upload(new byte[20 * 1024 * 1024 + 17_000])).ShouldBeProblem(
            413,
            "BODY_TOO_LARGE"
        );
        var id = await Class.Id(
            programme,
            $"Name,E-Mail\n{new string('a', 40_000)},x\n=1+1,\n\"a\"b,\nAda Example,\n"
        );
        (await programme.Map(id)).Should(200);
        (await programme.Until(id, "checked")).GetProperty("wrongCount").GetInt32().ShouldBe(2);
        var rows = await programme.Rows(id);
        rows[0].ShouldStartWith("2 wrong : has a cell of more than 32768 characters in column 1");
        rows[1].ShouldBe("4 wrong : has text after the closing quote in column 1");
    }

    [Fact]
    public async Task P6_no_cell_of_the_errors_file_is_a_formula()
    {
        var programme = await Programme.Start(App);
        string[] hostile =
        [
            "=HYPERLINK(\"\"http://x.example\"\")",
            "+1+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\tTab",
            "\u00a0=1+1",
            "＝1+1",
            "＠SUM(A1)",
        ];
        var id = await Class.Id(
            programme,
            "=Name,E-Mail\n"
                + string.Concat(hostile.Select(h => $"\"{h}\",no address\n"))
                + "-5,no address\n"
        );
        (
            await programme.Map(
                id,
                """{"fields":{"recipient.name":{"columns":[0]},"recipient.email":{"columns":[1]}}}"""
            )
        ).Should(200);
        await programme.Until(id, "checked");
        var csv = (await programme.Get($"/v1/imports/{id}/errors.csv")).Should(200);
        csv.MediaType.ShouldBe("text/csv");
        csv["Content-Disposition"].ShouldBe($"attachment; filename=\"{id}-errors.csv\"");
        csv["X-Content-Type-Options"].ShouldBe("nosniff");
        var cells = csv
            .Text.TrimStart('\uFEFF')
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(l => l[1..^1].Split("\",\""))
            .ToArray();
        cells.Count(c => c.StartsWith('\'')).ShouldBe(hostile.Length + 1);
        cells
            .Where(c =>
                c.Trim(' ', '\u00a0') is ['=' or '+' or '@' or '-' or '\t' or '＝' or '＠', ..]
            )
            .ShouldBe(["-5"]);
    }

    [Theory]
    [InlineData("xlsx as csv", "is named .csv, and is an archive")]
    [InlineData("csv as xlsx", "is named .xlsx, and is no workbook")]
    [InlineData("zip", "is an archive, and no workbook")]
    [InlineData("xls", "old Excel workbook")]
    [InlineData("slip", "outside of itself")]
    [InlineData("entries", "more than 1000 parts")]
    [InlineData("bomb", "unpacks to more than 160 MB")]
    [InlineData("nested", "archive in it")]
    [InlineData("twins", "two parts of one name")]
    public async Task P3_a_hostile_archive_is_refused_before_it_is_unpacked(string kind, string why)
    {
        var programme = await Programme.Start(App);
        string[][] class1 =
        [
            ["Name"],
            ["Ada Example"],
        ];
        var (file, name) = kind switch
        {
            "xlsx as csv" => (Class.Workbook(class1), "a.csv"),
            "csv as xlsx" => (Text(Class.Small), "a.xlsx"),
            "zip" => (Class.Zip([("a.csv", Class.Small)]), "a.xlsx"),
            "xls" => ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "a.xls"),
            "slip" => (Class.Workbook(class1, more: ("../../etc/cron.d/x", "x")), "a.xlsx"),
            "entries" => (
                Class.Workbook(
                    class1,
                    more: [.. Enumerable.Range(0, 1001).Select(i => ($"xl/media/{i}", ""))]
                ),
                "a.xlsx"
            ),
            "bomb" => (Bomb(), "a.xlsx"),
            "nested" => (Class.Workbook(class1, more: ("xl/media/a.zip", "PK")), "a.xlsx"),
            _ => (Class.Workbook(class1, more: ("XL/Workbook.xml", "<x/>")), "a.xlsx"),
        };
        var refused = (await programme.Upload(file, name)).Should(400);
        refused.At("error", "message").ShouldNotBeNull().ShouldContain(why);
    }

    [Theory]
    [InlineData("external links", "links to other workbooks")]
    [InlineData("connections", "links to other workbooks")]
    [InlineData("macros", "has macros")]
    [InlineData("xxe", "damaged, or holds what none may")]
    [InlineData("laughs", "damaged, or holds what none may")]
    [InlineData("beyond", "cell beyond its sheet")]
    [InlineData("row beyond", "cell beyond its sheet")]
    [InlineData("shared", "hold too much text")]
    public async Task P7_a_hostile_workbook_is_refused_and_nothing_is_fetched(
        string kind,
        string why
    )
    {
        await using var listener = new Listening();
        var programme = await Programme.Start(App);
        string[][] class1 =
        [
            ["Name"],
            ["Ada Example"],
        ];
        var dtd =
            $"""<!DOCTYPE x SYSTEM "http://localhost:{listener.Port}/x.dtd" [<!ENTITY e SYSTEM "http://localhost:{listener.Port}/e">]>""";
        const string laughs =
            """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>""";
        var file = kind switch
        {
            "external links" => Class.Workbook(
                class1,
                more: ("xl/externalLinks/externalLink1.xml", $"""<externalLink xmlns="{Main}"/>""")
            ),
            "connections" => Class.Workbook(class1, more: ("xl/connections.xml", "<x/>")),
            "macros" => Class.Workbook(class1, more: ("xl/vbaProject.bin", "x")),
            "xxe" => Class.Zip(Class.Frame("<sheetData/>", dtd)),
            "laughs" => Class.Zip(Class.Frame("<sheetData/>", laughs)),
            "beyond" => Class.Workbook([
                ["<c r=\"ZZZZZZ1\"><v>1</v></c>"],
                ["Ada Example"],
            ]),
            "row beyond" => Class.Zip(
                Class.Frame(
                    """<sheetData><row r="2147483000"><c r="A1"><v>1</v></c></row></sheetData>"""
                )
            ),
            _ => Class.Workbook(
                [
                    ["Name"],
                    .. Enumerable
                        .Range(2, 2000)
                        .Select(r => new[] { $"<c r=\"A{r}\" t=\"s\"><v>0</v></c>" }),
                ],
                $"""<sst xmlns="{Main}"><si><t>{new string('a', 32_000)}</t></si></sst>"""
            ),
        };
        var refused = (await programme.Upload(file, "a.xlsx")).Should(400);
        refused.At("error", "message").ShouldNotBeNull().ShouldContain(why);
        listener.Heard.ShouldBe(0);
    }

    /// <summary>The sheet is the part that the relationships name, wherever it lies.</summary>
    [Theory]
    [InlineData("row", "cell beyond its sheet")]
    [InlineData("column", "cell beyond its sheet")]
    [InlineData("far column", "cell beyond its sheet")]
    [InlineData("small letters", "cell beyond its sheet")]
    [InlineData("unplaced", "cell beyond its sheet")]
    [InlineData("formats", "too many cells, texts or formats")]
    [InlineData("texts", "too many cells, texts or formats")]
    [InlineData("wide and long", "sheet is too large")]
    [InlineData("binary", "binary part")]
    public async Task P7_a_sheet_under_another_name_is_held_to_the_same_bounds(
        string kind,
        string why
    )
    {
        var programme = await Programme.Start(App);
        static string Sheet(string rows) =>
            $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData></worksheet>""";
        static string Times(string part, int count) =>
            new StringBuilder(part.Length * count).Insert(0, part, count).ToString();
        var (target, content) = kind switch
        {
            "row" => ("s.xml", Sheet("""<row r="300000000"><c r="A1"><v>1</v></c></row>""")),
            "column" => ("s.xml", Sheet("""<row r="3"><c r="AAAAAA3"><v>1</v></c></row>""")),
            "far column" => ("s.xml", Sheet("""<row r="3"><c r="XFE3"><v>1</v></c></row>""")),
            "small letters" => ("s.xml", Sheet("""<row r="3"><c r="zzz3"><v>1</v></c></row>""")),
            "unplaced" => ("s.xml", Sheet($"<row>{Times("<c/>", 20_000)}</row>")),
            "formats" => (
                "s.xml",
                $"""<styleSheet xmlns="{Main}"><cellXfs>{Times("<xf/>", 400_001)}</cellXfs></styleSheet>"""
            ),
            "texts" => ("s.xml", $"""<sst xmlns="{Main}">{Times("<si/>", 2_000_001)}</sst>"""),
            "wide and long" => (
                "s.xml",
                Sheet(
                    """<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"""
                )
            ),
            _ => ("s.bin", "x"),
        };
        var refused = (await programme.Upload(Class.Zip(Moved(target, content)), "a.xlsx")).Should(
            400
        );
        refused.At("error", "message").ShouldNotBeNull().ShouldContain(why);
    }

    /// <summary>A workbook whose sheet lies elsewhere.</summary>
    private static IEnumerable<(string Name, string Content)> Moved(
        string target,
        string content
    ) =>
        Class
            .Frame("<sheetData/>")
            .Where(p => p.Name != "xl/worksheets/sheet1.xml")
            .Select(p =>
                (
                    p.Name,
                    p.Content.Replace(
                        "worksheets/sheet1.xml",
                        $"sheets/{target}",
                        StringComparison.Ordinal
                    )
                )
            )
            .Append(($"xl/sheets/{target}", content));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A part whose directory entry says 10 bytes, and that unpacks to 170 MB.</summary>
    private static byte[] Bomb()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in Class.Frame("<sheetData/>"))
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(Text(content));
            }
            using var bomb = zip.CreateEntry("xl/media/image1.png", CompressionLevel.Fastest)
                .Open();
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 170; i++)
                bomb.Write(zeros);
        }
        return stream.ToArray();
    }

    /// <summary>Hears whether anybody connects.</summary>
    private sealed class Listening : IAsyncDisposable
    {
        private readonly System.Net.Sockets.TcpListener _listener = new(
            System.Net.IPAddress.Loopback,
            0
        );

        public Listening() => _listener.Start();

        public int Port => ((System.Net.IPEndPoint)_listener.LocalEndpoint).Port;

        public int Heard => _listener.Pending() ? 1 : 0;

        public ValueTask DisposeAsync()
        {
            _listener.Stop();
            return ValueTask.CompletedTask;
        }
    }
}
