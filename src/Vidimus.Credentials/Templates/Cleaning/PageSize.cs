using System.Globalization;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>The page of a template, in points of a 72nd of an inch, and the part of the plane that it shows.</summary>
internal readonly record struct PageSize(
    double Width,
    double Height,
    double X,
    double Y,
    double ViewWidth,
    double ViewHeight
)
{
    /// <summary>A2, longer side; the shorter one may be as long.</summary>
    private const double Longest = 594 / 25.4 * 72;
    private const double Shortest = 36;

    private static readonly (double Width, double Height)[] Papers =
    [
        (595.276, 841.89), // A4, ISO 216
        (612, 792), // letter, ANSI Y14.1
    ];

    /// <summary>Writes the size onto the clean root: a view box in units, the page in points.</summary>
    public static void Set(XElement source, XElement clean, Cleaning notes)
    {
        string? Own(string name) => (string?)source.Attribute(name);
        double[] box = Own("viewBox") is { } given ? [.. SvgValues.Numbers(given)] : [];
        var (width, height) = (SvgValues.Length(Own("width")), SvgValues.Length(Own("height")));
        if (box.Length != 4)
            box = width is { } w && height is { } h ? [0, 0, w, h] : [];
        if (box.Length != 4 || box[2] <= 0 || box[3] <= 0)
        {
            notes.Refuse(
                SvgReading.LineOf(source),
                "the root element needs a viewBox, or width and height"
            );
            return;
        }
        var (points, tall) = Points(
            width ?? box[2],
            height ?? box[3],
            SvgValues.IsPhysical(Own("width"))
        );
        if (
            points > Longest * 1.001
            || tall > Longest * 1.001
            || points < Shortest
            || tall < Shortest
        )
        {
            notes.Refuse(
                SvgReading.LineOf(source),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the page has {points / 72 * 25.4:0} x {tall / 72 * 25.4:0} mm; 13 to 594 mm a side (A2) are taken"
                )
            );
            return;
        }
        clean.SetAttributeValue(
            "viewBox",
            string.Create(CultureInfo.InvariantCulture, $"{box[0]} {box[1]} {box[2]} {box[3]}")
        );
        clean.SetAttributeValue(
            "width",
            string.Create(CultureInfo.InvariantCulture, $"{points:0.###}pt")
        );
        clean.SetAttributeValue(
            "height",
            string.Create(CultureInfo.InvariantCulture, $"{tall:0.###}pt")
        );
        clean.SetAttributeValue("preserveAspectRatio", "xMidYMid meet");
    }

    /// <summary>The page of a clean root.</summary>
    public static PageSize Of(XElement clean)
    {
        double[] box = [.. SvgValues.Numbers((string)clean.Attribute("viewBox")!)];
        return new(
            SvgValues.Length((string)clean.Attribute("width")!)!.Value * 0.75,
            SvgValues.Length((string)clean.Attribute("height")!)!.Value * 0.75,
            box[0],
            box[1],
            box[2],
            box[3]
        );
    }

    /// <summary>
    /// Drawing programs that think in pixels mean a sheet when the sides are those of one; others are taken at the 96 pixels to
    /// an inch of CSS.
    /// </summary>
    private static (double Width, double Height) Points(
        double width,
        double height,
        bool isPhysical
    )
    {
        if (!isPhysical && Math.Max(width, height) is >= 500 and <= 8_000)
            foreach (var (a, b) in Papers)
            {
                if (Math.Abs(width / height - a / b) < 0.004)
                    return (a, b);
                if (Math.Abs(height / width - a / b) < 0.004)
                    return (b, a);
            }
        return (width * 0.75, height * 0.75);
    }
}
