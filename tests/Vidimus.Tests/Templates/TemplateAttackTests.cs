using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Templates;

public abstract class TemplateAttackTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : TemplateAttackTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TemplateAttackTests(shared),
            IClassFixture<OnPostgres>;

    private const string Head =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"297mm\" height=\"210mm\" viewBox=\"0 0 297 210\">";

    [Theory]
    [InlineData("<script>alert(1)</script>", "line 2")]
    [InlineData("<g><g><script href=\"#x\"/></g></g>", "script")]
    [InlineData(
        "<metadata><script xmlns=\"http://www.w3.org/1999/xhtml\">1</script></metadata>",
        "script"
    )]
    [InlineData("<rect onclick=\"alert(1)\" width=\"1\" height=\"1\"/>", "onclick")]
    [InlineData("<g ONLOAD=\"alert(1)\"/>", "ONLOAD")]
    [InlineData(
        "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
        "foreignObject"
    )]
    [InlineData("<rect width=\"1\" height=\"1\"><animate attributeName=\"x\"/></rect>", "animate")]
    [InlineData(
        "<rect width=\"1\" height=\"1\"><set attributeName=\"onclick\" to=\"x\"/></rect>",
        "set"
    )]
    [InlineData("<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>", "javascript")]
    [InlineData("<a xlink:href=\" &#106;avascript:alert(1)\"><text>x</text></a>", "href")]
    [InlineData(
        "<image href=\"https://example.org/a.png\" width=\"1\" height=\"1\"/>",
        "leads out of the file"
    )]
    [InlineData(
        "<image xlink:href=\"file:///etc/passwd\" width=\"1\" height=\"1\"/>",
        "leads out of the file"
    )]
    [InlineData("<image href=\"/etc/passwd\" width=\"1\" height=\"1\"/>", "leads out of the file")]
    [InlineData(
        "<image href=\"data:text/html,x\" width=\"1\" height=\"1\"/>",
        "leads out of the file"
    )]
    [InlineData(
        "<image href=\"data:image/svg+xml;base64,PHN2Zy8+\" width=\"1\" height=\"1\"/>",
        "PNG or JPEG"
    )]
    [InlineData("<use href=\"other.svg#a\"/>", "leads out of the file")]
    [InlineData(
        "<rect fill=\"url(https://example.org/#a)\" width=\"1\" height=\"1\"/>",
        "outside the file"
    )]
    [InlineData(
        "<rect style=\"fill:url( 'http://example.org/#a')\" width=\"1\" height=\"1\"/>",
        "outside the file"
    )]
    [InlineData("<style>rect { fill: url(//example.org/a#b) }</style>", "outside the file")]
    [InlineData(
        "<rect style=\"background-image: image-set('a.png' 1x)\" width=\"1\" height=\"1\"/>",
        "outside the file"
    )]
    [InlineData(
        "<linearGradient id=\"a\" href=\"http://example.org/#g\"/>",
        "leads out of the file"
    )]
    public async Task P9_an_upload_that_acts_or_reaches_out_is_refused_with_its_line(
        string inside,
        string why
    )
    {
        var programme = await Programme.Start(App);
        var refused = await programme.Post(
            "/v1/templates",
            TemplateTests.Body($"{Head}\n{inside}\n</svg>")
        );
        refused.ShouldBeProblem(400, "VALIDATION_ERROR", "svg");
        refused.At("error", "message").ShouldNotBeNull().ShouldContain("line 2");
        refused.Text.ShouldContain(why);
    }

    [Theory]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"b\">]>", "document type")]
    [InlineData("<!DOCTYPE svg SYSTEM \"file:///etc/passwd\">", "document type")]
    public async Task P9_a_document_type_is_refused(string before, string why)
    {
        var programme = await Programme.Start(App);
        var refused = await programme.Post(
            "/v1/templates",
            TemplateTests.Body($"{before}{Head}</svg>")
        );
        refused.ShouldBeProblem(400, "VALIDATION_ERROR", "svg").Text.ShouldContain(why);
    }

    [Theory]
    [InlineData(
        "<style>@import 'https://example.org/a.css'; rect{fill:#123456}</style><rect width=\"1\" height=\"1\"/>",
        "@import",
        "#123456"
    )]
    [InlineData(
        "<style>@font-face{font-family:x;src:local(x)} .a,.b{stroke:#abcdef}</style><rect class=\"b\" width=\"1\" height=\"1\"/>",
        "@font-face",
        "#abcdef"
    )]
    [InlineData(
        "<filter id=\"f\"><feGaussianBlur stdDeviation=\"900\"/></filter><rect filter=\"url(#f)\" width=\"1\" height=\"1\"/>",
        "filters",
        "rect"
    )]
    [InlineData(
        "<mask id=\"m\"><rect width=\"9\" height=\"9\"/></mask><pattern id=\"p\"/><marker id=\"k\"/><circle r=\"1\"/>",
        "masks",
        "circle"
    )]
    [InlineData(
        "<style>svg rect > g{fill:red}</style><rect width=\"7\" height=\"1\"/>",
        "style rule",
        "rect"
    )]
    [InlineData(
        "<rect style=\"fill:#102030;-x-y:1;behavior:none;width:expression\" width=\"1\" height=\"1\"/>",
        "[]",
        "#102030"
    )]
    [InlineData(
        "<text font-size=\"1e9\">x</text><view id=\"v\"/><cursor/>",
        "was left out",
        "text"
    )]
    public async Task P9_what_is_not_drawn_is_left_out_and_told(
        string inside,
        string told,
        string kept
    )
    {
        var programme = await Programme.Start(App);
        var made = await programme.Post(
            "/v1/templates",
            TemplateTests.Body($"{Head}{inside}</svg>")
        );
        made.Should(201).At("warnings").ShouldNotBeNull().ShouldContain(told);
        var svg = (await programme.Get($"/v1/templates/{made.At("id")}/svg")).Should(200).Text;
        svg.ShouldContain(kept);
        foreach (
            var gone in (string[])
                [
                    "style",
                    "class=",
                    "filter",
                    "mask",
                    "pattern",
                    "marker",
                    "import",
                    "font-face",
                    "expression",
                    "example.org",
                ]
        )
            svg.ShouldNotContain(gone);
    }

    public static TheoryData<string, string> Bombs =>
        new()
        {
            { "billion uses", Uses(20) },
            { "a use of itself", "<g id=\"a\"><use href=\"#a\"/></g>" },
            {
                "a circle of uses",
                "<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>"
            },
            {
                "a circle of clips",
                "<clipPath id=\"a\"><rect clip-path=\"url(#a)\" width=\"1\" height=\"1\"/></clipPath>"
            },
            {
                "a million dashes",
                "<path stroke=\"#000\" stroke-dasharray=\"0.0001\" d=\"M0 0L99999 99999\"/>"
            },
            { "too many elements", string.Concat(Enumerable.Repeat("<g/>", 20_001)) },
            {
                "too deep",
                string.Concat(Enumerable.Repeat("<g>", 500))
                    + string.Concat(Enumerable.Repeat("</g>", 500))
            },
            {
                "transparent layers",
                string.Concat(Enumerable.Repeat("<g opacity=\"0.9\"><circle r=\"9\"/></g>", 1_000))
            },
            { "numbers without end", "<path d=\"M0 0L1e300 1e300\"/>" },
            { "a great circle", "<circle r=\"1000000\"/>" },
            { "a fill that crosses itself", $"<path d=\"{Scribble(3_000)}\"/>" },
            {
                "a path of too many points",
                $"<path d=\"M0 0{string.Concat(Enumerable.Repeat("h.1", 5_000))}\"/>"
            },
            {
                "fills that cross themselves",
                string.Concat(Enumerable.Repeat($"<path d=\"{Scribble(900)}\"/>", 12))
            },
            { "a clip of many points", Clips(1_500, 10) },
            {
                "a clip inside a clip",
                Clips(900, 900)
                    + "<circle r=\"90\" clip-path=\"url(#b)\"/><circle r=\"90\" clip-path=\"url(#b)\"/>"
            },
            {
                "many texts to be filled in",
                string.Concat(Enumerable.Repeat("<text data-field=\"field-criteria\">x</text>", 61))
            },
            {
                "one text used many times",
                "<g id=\"a\"><text data-field=\"field-criteria\">x</text></g>"
                    + string.Concat(Enumerable.Repeat("<use href=\"#a\"/>", 61))
            },
            {
                "layers inside layers",
                string.Concat(Enumerable.Repeat("<g opacity=\".9\">", 9))
                    + "<circle r=\"9\"/>"
                    + string.Concat(Enumerable.Repeat("</g>", 9))
            },
            {
                "a page painted over and over",
                "<rect id=\"a\" width=\"297\" height=\"210\" opacity=\"1\"/>"
                    + string.Concat(Enumerable.Repeat("<use href=\"#a\"/>", 400))
            },
            {
                "a picture used many times",
                $"<image id=\"a\" width=\"9\" height=\"9\" href=\"data:image/png;base64,{Convert.ToBase64String(Png(2_000, 2_000, ""))}\"/>"
                    + string.Concat(Enumerable.Repeat("<use href=\"#a\"/>", 20))
            },
            {
                "two frames in one JPEG",
                $"<image width=\"9\" height=\"9\" href=\"data:image/jpeg;base64,{Convert.ToBase64String(TwoFrames())}\"/>"
            },
        };

    /// <summary>A line from one end of the page to the other and back, which crosses itself everywhere.</summary>
    private static string Scribble(int points) =>
        "M"
        + string.Join(
            'L',
            Enumerable
                .Range(0, points)
                .Select(i => FormattableString.Invariant($"{i * 7919 % 297} {i * 104_729 % 210}"))
        );

    private static string Clips(int outer, int inner) =>
        $"<clipPath id=\"a\"><path d=\"{Scribble(outer)}\"/></clipPath><clipPath id=\"b\" clip-path=\"url(#a)\"><path d=\"{Scribble(inner)}\"/></clipPath><g clip-path=\"url(#a)\"><circle r=\"90\" clip-path=\"url(#b)\"/></g>";

    /// <summary>The first frame is small, the one that counts is not.</summary>
    private static byte[] TwoFrames()
    {
        byte[] Frame(byte high) => [0xFF, 0xC0, 0, 11, 8, high, 16, high, 16, 1, 1, 0x11, 0];
        return
        [
            0xFF,
            0xD8,
            .. Frame(0),
            .. Frame(0x3E),
            .. (byte[])[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xFF, 0xD9],
        ];
    }

    [Fact]
    public async Task P9_a_fine_drawing_of_many_points_is_still_taken()
    {
        var programme = await Programme.Start(App);
        var rosette = "M" + string.Join('C', Enumerable.Range(0, 600).Select(i => Curve(i)));
        (
            await programme.Post(
                "/v1/templates",
                TemplateTests.Body(
                    $"{Head}<g fill=\"none\" stroke=\"#765\" stroke-width=\".1\"><path d=\"{rosette}\"/></g></svg>"
                )
            )
        ).Should(201);

        static string Curve(int i) =>
            i == 0
                ? "1 1"
                : FormattableString.Invariant(
                    $"{i % 290} {i % 30} {i % 290 + .3} {i % 30 + 1} {i % 290 + .5} {i % 30}"
                );
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task P9_what_would_take_for_ever_to_draw_is_refused(string what, string inside)
    {
        var programme = await Programme.Start(App);
        var refused = await programme.Post(
            "/v1/templates",
            TemplateTests.Body($"{Head}{inside}</svg>")
        );
        refused.Status.ShouldBe(400, what);
        refused.ShouldBeProblem(400, "VALIDATION_ERROR", "svg");
    }

    [Theory]
    [InlineData("width=\"50000\" height=\"50000\"")]
    [InlineData("width=\"50000\" height=\"50000\" viewBox=\"0 0 10 10\"")]
    [InlineData("width=\"2000mm\" height=\"10mm\" viewBox=\"0 0 10 10\"")]
    [InlineData("viewBox=\"0 0 1000000 1000000\"")]
    [InlineData("width=\"1\" height=\"1\" viewBox=\"0 0 10 10\"")]
    [InlineData("viewBox=\"0 0 -5 NaN\"")]
    public async Task P9_a_page_that_is_no_page_is_refused(string size)
    {
        var programme = await Programme.Start(App);
        var refused = await programme.Post(
            "/v1/templates",
            TemplateTests.Body($"<svg xmlns=\"http://www.w3.org/2000/svg\" {size}><g/></svg>")
        );
        refused.ShouldBeProblem(400, "VALIDATION_ERROR", "svg");
    }

    [Fact]
    public async Task P9_a_picture_inside_is_rewritten_without_what_hides_in_it_and_a_huge_one_is_refused()
    {
        var programme = await Programme.Start(App);
        var polyglot = Png(2, 2, "<script>alert(1)</script>");
        var made = await programme.Post("/v1/templates", TemplateTests.Body(With(polyglot)));
        made.Should(201);
        var svg = (await programme.Get($"/v1/templates/{made.At("id")}/svg")).Should(200).Text;
        var kept = Convert.FromBase64String(svg.Split("base64,")[1].Split('"')[0]);
        Encoding.Latin1.GetString(polyglot).ShouldContain("script");
        Encoding.Latin1.GetString(kept).ShouldNotContain("script");
        Encoding.Latin1.GetString(kept).ShouldEndWith("IEND\u00AEB`\u0082");

        (await programme.Post("/v1/templates", TemplateTests.Body(With(Png(50_000, 50_000, "")))))
            .ShouldBeProblem(400, "VALIDATION_ERROR", "svg")
            .Text.ShouldContain("50000 x 50000 pixels");
        (
            await programme.Post("/v1/templates", TemplateTests.Body(With("GIF89a"u8.ToArray())))
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "svg");

        static string With(byte[] picture) =>
            $"{Head}<image width=\"9\" height=\"9\" href=\"data:image/png;base64,{Convert.ToBase64String(picture)}\"/></svg>";
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("&lt;b&gt;&amp;<b>\"'")]
    [InlineData(") /OpenAction << /S /JavaScript /JS (app.alert(1)) >> (")]
    [InlineData("]]><script/><![CDATA[")]
    [InlineData("{{recipient}} ${7*7} <%= 7*7 %>")]
    public async Task P8_P13_text_stays_text_in_the_page_and_breaks_out_of_nothing(string name)
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(recipient: JsonSerializer.Serialize(new { name }));
        var path = $"/v1/credentials/{issued.Id}/document?form=";
        var svg = (await programme.Get(path + "page-svg")).Should(200).Text;
        // The credential that is baked in quotes the name as text; as markup it stands nowhere.
        System
            .Xml.Linq.XDocument.Parse(svg)
            .Descendants()
            .ShouldAllBe(e => e.Name.LocalName != "script" && e.Name.LocalName != "b");
        var pdf = (await programme.Get(path + "pdf")).Should(200).Bytes;
        await Tools.Qpdf(pdf, "--check");
        var words = (await Tools.PdfText(pdf)).Replace("\n", "").Replace(" ", "");
        words.ShouldContain(name.Replace(" ", ""));
        // Outside the strings and streams of the file; qpdf writes them as objects.
        var objects = await Tools.Qpdf(pdf, "--json=2", "--json-key=qpdf");
        foreach (
            var key in (string[])
                [
                    "/OpenAction",
                    "/AA",
                    "/JavaScript",
                    "/JS",
                    "/Launch",
                    "/URI",
                    "/RichMedia",
                    "/XFA",
                ]
        )
            objects.ShouldNotContain($"\"{key}\"");
    }

    [Fact]
    public async Task P8_P14_names_that_turn_hide_or_pile_up_are_drawn_safely()
    {
        var programme = await Programme.Start(App);
        var marks = "A" + new string('\u0301', 5_000) + "da";
        var turned = await Drawn("Ada \u202Eelpmaxe\u202C\u200B\u2066x\u2069\uFEFF End");
        turned.ShouldContain("Ada elpmaxex End");
        foreach (var hidden in "\u202E\u202C\u200B\u2066\uFEFF")
            turned.ShouldNotContain(hidden);
        (await Drawn(marks)).Count(c => c == '\u0301').ShouldBe(6);
        (await Drawn(string.Concat(Enumerable.Repeat("Wolfeschlegel ", 40)))).ShouldContain("…");
        (await Drawn(new string('W', 500))).ShouldContain("…");
        (await Drawn("Ada \U0001F600\U0001F469\u200D\U0001F680")).ShouldContain("Ada");

        async Task<string> Drawn(string name)
        {
            var page = await programme.Post(
                "/v1/templates/tpl_classic/preview?form=svg",
                JsonSerializer.Serialize(
                    new
                    {
                        fields = new Dictionary<string, string> { ["field-recipient-name"] = name },
                    }
                )
            );
            var pdf = await programme.Post(
                "/v1/templates/tpl_classic/preview?form=pdf",
                JsonSerializer.Serialize(
                    new
                    {
                        fields = new Dictionary<string, string> { ["field-recipient-name"] = name },
                    }
                )
            );
            await Tools.Qpdf(pdf.Should(200).Bytes, "--check");
            return page.Should(200).Text;
        }
    }

    [Theory]
    [InlineData("محمد المثال", "rtl")]
    [InlineData("עברית דוגמה", "rtl")]
    [InlineData("क्षत्रिय प्रज्ञा", "ltr")]
    [InlineData("Ångström Ünïcødé", "ltr")]
    public async Task Names_of_other_scripts_are_shaped_and_found_again_in_the_PDF(
        string name,
        string direction
    )
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(recipient: JsonSerializer.Serialize(new { name }));
        var path = $"/v1/credentials/{issued.Id}/document?form=";
        (await programme.Get(path + "page-svg")).Text.ShouldContain($"direction=\"{direction}\"");
        var text = await Tools.PdfText((await programme.Get(path + "pdf")).Should(200).Bytes);
        text.ShouldContain(name);
    }

    [Fact]
    public async Task S12_drawing_opens_no_file_and_asks_no_network()
    {
        var programme = await Programme.Start(App);
        await using var listener = Receiver.Counting();
        var url = listener.Url;
        foreach (
            var inside in (string[])
                [
                    $"<image href=\"{url}/a.png\" width=\"9\" height=\"9\"/>",
                    $"<style>@import url({url}/a.css);</style>",
                    $"<rect fill=\"url({url}/a#b)\" width=\"9\" height=\"9\"/>",
                    $"<use href=\"{url}/a.svg#b\"/>",
                    $"<image href=\"file://{Path.GetTempPath()}x.png\" width=\"9\" height=\"9\"/>",
                ]
        )
            (
                await programme.Post(
                    "/v1/templates/preview?form=pdf",
                    JsonSerializer.Serialize(new { svg = $"{Head}{inside}</svg>" })
                )
            ).Status.ShouldBeOneOf(400, 200);
        listener.Count.ShouldBe(0);
    }

    private static string Uses(int levels)
    {
        var svg = new StringBuilder("<g id=\"u0\"><circle r=\"1\"/></g>");
        for (var i = 1; i <= levels; i++)
            svg.Append($"<g id=\"u{i}\"><use href=\"#u{i - 1}\"/><use href=\"#u{i - 1}\"/></g>");
        return svg.ToString();
    }

    private static byte[] Png(int width, int height, string hidden)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header, width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 0);
        Chunk("IHDR", header);
        Chunk("tEXt", Encoding.Latin1.GetBytes($"Comment\0{hidden}"));
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionMode.Compress, leaveOpen: true))
            zlib.Write(new byte[6]);
        Chunk("IDAT", pixels.ToArray());
        Chunk("IEND", []);
        file.Write(Encoding.Latin1.GetBytes(hidden));
        return file.ToArray();

        void Chunk(string type, byte[] data)
        {
            var body = Encoding.Latin1.GetBytes(type).Concat(data).ToArray();
            Span<byte> number = stackalloc byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            file.Write(body);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
            file.Write(number);
        }
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFF;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
