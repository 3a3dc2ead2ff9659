using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Imports;

/// <summary>Files of classes, as people make them, and what tests ask of imports.</summary>
internal static class Class
{
    public const string Small =
        "Name,E-Mail\nAda Example,ada@example.org\nBob Example,bob@example.org\n";

    /// <summary>A class of so many.</summary>
    public static string Of(int people, string header = "Name,External ID")
    {
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < people; i++)
            text.Append(CultureInfo.InvariantCulture, $"Person {i} Example,p-{i}\n");
        return text.ToString();
    }

    public static Task<Answer> Upload(
        this Programme programme,
        byte[] file,
        string name = "class.csv"
    )
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return programme.App.Post(
            $"/v1/groups/{programme.GroupId}/imports?name={Uri.EscapeDataString(name)}",
            programme.Key.Secret,
            content
        );
    }

    public static Task<Answer> Upload(
        this Programme programme,
        string file,
        string name = "class.csv"
    ) => programme.Upload(Encoding.UTF8.GetBytes(file), name);

    /// <summary>Id of an import that was just uploaded.</summary>
    public static async Task<string> Id(Programme programme, string file = Small) =>
        (await programme.Upload(file)).Should(201).At("id")!;

    public static Task<Answer> Start(this Programme programme, string id) =>
        programme.Post($"/v1/imports/{id}/start");

    public static Task<Answer> Map(this Programme programme, string id, string change = "{}") =>
        programme.Patch($"/v1/imports/{id}", change);

    /// <summary>Another node is to go on with imports, which is not there; or it has given the work back.</summary>
    public static Task Hold(this VidimusApp app, bool held) =>
        app.Execute(
            held
                ? "UPDATE platform_leases SET until = 4102444800000, holder = 'elsewhere' WHERE name = 'credentials.imports'"
                : "UPDATE platform_leases SET until = 0 WHERE name = 'credentials.imports'"
        );

    /// <summary>Waits until the import is in this state; the clock goes on meanwhile.</summary>
    public static async Task<JsonElement> Until(this Programme programme, string id, string state)
    {
        for (var tries = 0; ; tries++)
        {
            var import = (await programme.Get($"/v1/imports/{id}")).Should(200).Json;
            if (import.GetProperty("state").GetString() == state)
                return import;
            tries.ShouldBeLessThan(500, import.GetRawText());
            programme.App.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Number, state and first error of each row that the import tells of.</summary>
    public static async Task<string[]> Rows(this Programme programme, string id, string query = "")
    {
        var rows = (await programme.Get($"/v1/imports/{id}/rows{query}")).Should(200).Json;
        return
        [
            .. rows.GetProperty("data")
                .EnumerateArray()
                .Select(r =>
                    string.Join(
                        ' ',
                        new[]
                        {
                            r.GetProperty("row").GetRawText(),
                            r.GetProperty("state").GetString(),
                        }.Concat(
                            r.GetProperty("errors")
                                .EnumerateArray()
                                .Take(1)
                                .Select(e =>
                                    $"{e.GetProperty("column").GetString()}: {e.GetProperty("message").GetString()}"
                                )
                        )
                    )
                ),
        ];
    }

    /// <summary>A workbook with one sheet of these cells; the XML of a cell begins with a less-than sign.</summary>
    public static byte[] Workbook(
        string[][] rows,
        string shared = "",
        params (string Name, string Content)[] more
    )
    {
        var sheet = new StringBuilder();
        for (var r = 0; r < rows.Length; r++)
        {
            sheet.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (var c = 0; c < rows[r].Length; c++)
                sheet.Append(
                    rows[r][c] is ['<', ..] raw
                        ? raw
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"<c r=\"{(char)('A' + c)}{r + 1}\" t=\"inlineStr\"><is><t>{System.Security.SecurityElement.Escape(rows[r][c])}</t></is></c>"
                        )
                );
            sheet.Append("</row>");
        }
        return Zip([
            .. Frame($"<sheetData>{sheet}</sheetData>"),
            .. shared.Length == 0
                ? Array.Empty<(string, string)>()
                : [("xl/sharedStrings.xml", shared)],
            .. more,
        ]);
    }

    public static IEnumerable<(string Name, string Content)> Frame(string sheet, string dtd = "")
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string package = "http://schemas.openxmlformats.org/package/2006";
        const string xml = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        yield return (
            "[Content_Types].xml",
            $"""<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{xml}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{xml}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{xml}.styles+xml"/></Types>"""
        );
        yield return (
            "_rels/.rels",
            $"""<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
        );
        yield return (
            "xl/workbook.xml",
            $"""{dtd}<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Class" sheetId="1" r:id="rId1"/></sheets></workbook>"""
        );
        yield return (
            "xl/_rels/workbook.xml.rels",
            $"""<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
        );
        // Style 1 is a date (ISO/IEC 29500-1, section 18.8.30: format 14).
        yield return (
            "xl/styles.xml",
            $"""<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"""
        );
        yield return (
            "xl/worksheets/sheet1.xml",
            $"""<worksheet xmlns="{main}">{sheet}</worksheet>"""
        );
    }

    public static byte[] Zip(IEnumerable<(string Name, string Content)> parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return stream.ToArray();
    }
}
