using System.Globalization;
using System.Xml;

namespace Vidimus.Credentials.Imports.Files;

/// <summary>
/// Counts the elements of a workbook's parts, and looks where their cells stand. Bounds of a sheet: 1,048,576 rows, and
/// 16,384 columns (XFD).
/// </summary>
internal sealed class XlsxCounts
{
    public const int LastRow = 1_048_576;
    private const int LastColumn = 16_384;
    private const int MostElements = 30_000_000;

    /// <summary>Texts that cells share, each of which a reader holds.</summary>
    private const int MostTexts = 2_000_000;

    /// <summary>Formats, merged cells and the like, most of which a reader holds too.</summary>
    private const int MostOthers = 400_000;

    /// <summary>Where relationships lead that a reader follows; those of other kinds (pictures, links in cells) may be of any form.</summary>
    private static readonly string[] Followed =
    [
        "/worksheet",
        "/chartsheet",
        "/dialogsheet",
        "/sharedStrings",
        "/styles",
        "/officeDocument",
    ];

    private long _elements;
    private int _texts;
    private int _others;
    private int _rows;
    private int _cells;

    /// <summary>Another part begins.</summary>
    public void Begin() => (_rows, _cells) = (0, 0);

    public void Add(XmlReader xml)
    {
        if (++_elements > MostElements)
            throw TooMany();
        switch (xml.LocalName)
        {
            case "row":
                _cells = 0;
                if (++_rows > LastRow || xml.GetAttribute("r") is { } row && !IsRow(row))
                    throw Beyond();
                break;
            case "c":
                // Cells that do not say where they stand are beside the one before.
                if (++_cells > LastColumn || xml.GetAttribute("r") is { } cell && !IsCell(cell))
                    throw Beyond();
                break;
            case "si":
                if (++_texts > MostTexts)
                    throw TooMany();
                break;
            // Of a cell, or of a text: as many as there are of those.
            case "v"
            or "f"
            or "is"
            or "t"
            or "r"
            or "rPr"
            or "sz"
            or "color"
            or "rFont"
            or "family":
            case "scheme"
            or "charset"
            or "b"
            or "i"
            or "u"
            or "vertAlign"
            or "strike"
            or "phoneticPr":
                break;
            case "Relationship":
                Relationship(xml);
                goto default;
            default:
                if (++_others > MostOthers)
                    throw TooMany();
                break;
        }
    }

    /// <summary>Binary sheets (XLSB) would go past all that is looked at here.</summary>
    private static void Relationship(XmlReader xml)
    {
        var type = xml.GetAttribute("Type") ?? "";
        var target = xml.GetAttribute("Target") ?? "";
        if (
            !target.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            && (
                target.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)
                    && !type.EndsWith("/printerSettings", StringComparison.Ordinal)
                || Followed.Any(f => type.EndsWith(f, StringComparison.OrdinalIgnoreCase))
            )
        )
            throw FileFaultException.Unreadable(
                "The workbook has a binary part where a sheet or a list belongs.",
                "Save it as .xlsx, or as CSV"
            );
    }

    private static bool IsCell(string place)
    {
        var (letters, column) = (0, 0);
        for (; letters < place.Length && char.IsAsciiLetterUpper(place[letters]); letters++)
        {
            column = column * 26 + (place[letters] - 'A' + 1);
            if (column > LastColumn)
                return false;
        }
        return letters > 0 && IsRow(place.AsSpan(letters));
    }

    private static bool IsRow(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
        && row is >= 1 and <= LastRow;

    private static FileFaultException Beyond() =>
        FileFaultException.Unreadable("The workbook has a cell beyond its sheet.");

    private static FileFaultException TooMany() =>
        FileFaultException.TooLarge(
            "The workbook has too many cells, texts or formats. Copy the rows as values into a new one, or save it as CSV."
        );
}
