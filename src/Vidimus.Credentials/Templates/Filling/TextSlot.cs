using System.Globalization;
using System.Numerics;
using System.Security;
using System.Text;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>A text that is filled: where it stands, how it looks, and how much room it has.</summary>
/// <param name="Name">The field.</param>
/// <param name="Sample">What the designer wrote there.</param>
/// <param name="Look">Its attributes but for place and size, as they are written.</param>
/// <param name="Measured">What decides how wide its letters are, inherited parts included, as it is written.</param>
/// <param name="X">Where its anchor stands.</param>
/// <param name="Y">Its base line.</param>
/// <param name="FontSize">Size of its letters as designed.</param>
/// <param name="Anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
/// <param name="Width">Room from side to side.</param>
/// <param name="Height">Height of its frame; 0 where it has none.</param>
/// <param name="Top">Upper side of its frame.</param>
internal sealed record TextSlot(
    string Name,
    string Sample,
    string Look,
    string Measured,
    double X,
    double Y,
    double FontSize,
    string Anchor,
    double Width,
    double Height,
    double Top
) : Slot(Name)
{
    private static readonly string[] Inherited =
    [
        "font-family",
        "font-style",
        "font-weight",
        "font-stretch",
        "font-variant",
        "letter-spacing",
        "word-spacing",
    ];

    private static readonly string[] Placed =
    [
        "x",
        "y",
        "dx",
        "dy",
        "font-size",
        "text-anchor",
        "direction",
        "id",
        "unicode-bidi",
    ];

    /// <summary>Whether its text is one recipient's, or one credential's.</summary>
    public bool IsPersonal =>
        Name is "recipient-name" or "credential-id" or "verify-link"
        || Name.StartsWith("subject-", StringComparison.Ordinal);

    public static TextSlot Of(string name, XElement text, Frame? frame, PageSize page)
    {
        // Drawing programs put a line into a tspan, with a place and a style of its own.
        var inner = text;
        while (inner.Elements().FirstOrDefault() is { } line)
            inner = line;
        string? Own(string attribute) =>
            inner
                .AncestorsAndSelf()
                .TakeWhile(e => e != text.Parent)
                .Select(e => (string?)e.Attribute(attribute))
                .FirstOrDefault(v => v is not null);
        double Number(string attribute) =>
            Own(attribute) is { } value ? SvgValues.Numbers(value).FirstOrDefault() : 0;
        string? Effective(string attribute) =>
            inner
                .AncestorsAndSelf()
                .Select(e => (string?)e.Attribute(attribute))
                .FirstOrDefault(v => v is not null);

        var (x, y) = (Number("x") + Number("dx"), Number("y") + Number("dy"));
        var size = Effective("font-size") is { } given ? SvgValues.Numbers(given).First() : 16;
        var anchor = Effective("text-anchor") is "middle" or "end"
            ? Effective("text-anchor")!
            : "start";
        var width = frame?.Width ?? RoomOnPage(text, x, y, anchor, page);
        if (frame is { } box)
            x = anchor == "start" ? Math.Max(x, box.X) : x;
        return new(
            name,
            SafeText.Value(text.Value),
            LookOf(text, inner),
            Write(Inherited.Select(a => (a, Effective(a)))),
            x,
            y,
            size,
            anchor,
            frame is { } f ? RoomInFrame(f, x, anchor) : width,
            frame?.Height ?? 0,
            frame?.Y ?? 0
        );
    }

    private static double RoomInFrame(Frame frame, double x, string anchor) =>
        Math.Max(
            1,
            anchor switch
            {
                "start" => frame.X + frame.Width - x,
                "end" => x - frame.X,
                _ => 2 * Math.Min(x - frame.X, frame.X + frame.Width - x),
            }
        );

    /// <summary>Without a frame a text has the page but for a margin, as far as that is from its anchor.</summary>
    private static double RoomOnPage(
        XElement text,
        double x,
        double y,
        string anchor,
        PageSize page
    )
    {
        var toPage = Placing.ToPage(text);
        var at = Vector2.Transform(new((float)x, (float)y), toPage);
        var scale = new Vector2(toPage.M11, toPage.M12).Length();
        var margin = 0.06 * page.ViewWidth;
        var (left, right) = (at.X - page.X - margin, page.X + page.ViewWidth - margin - at.X);
        var room = anchor switch
        {
            "start" => right,
            "end" => left,
            _ => 2 * Math.Min(left, right),
        };
        return Math.Max(1, room / (scale > 0 ? scale : 1));
    }

    private static string LookOf(XElement text, XElement inner)
    {
        var look = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in inner.AncestorsAndSelf().TakeWhile(e => e != text.Parent).Reverse())
        foreach (var attribute in element.Attributes())
            if (
                !Placed.Contains(attribute.Name.LocalName)
                && attribute.Name.NamespaceName.Length == 0
            )
                look[attribute.Name.LocalName] = attribute.Value;
        return Write(look.Select(l => (l.Key, (string?)l.Value)));
    }

    private static string Write(IEnumerable<(string Name, string? Value)> attributes)
    {
        var written = new StringBuilder();
        foreach (var (name, value) in attributes)
            if (value is not null)
                written.Append(
                    CultureInfo.InvariantCulture,
                    $" {name}=\"{SecurityElement.Escape(value)}\""
                );
        return written.ToString();
    }
}
