using System.Globalization;
using System.Security;
using System.Text;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// A plain text set on sheets of A4: paragraphs as they were typed, each in the direction of its first letter, every page with its
/// number. Lines are broken where words end; in scripts that write without spaces, between letters.
/// </summary>
internal static class TextPages
{
    private const int MostCharacters = 400_000;
    private const int MostPages = 200;
    private const int MeasuredAtOnce = 500;
    private const double Size = 10.5;
    private const double Side = 68;
    private const double Top = 72;
    private const double Bottom = 78;

    private const string Letters = " font-family=\"Noto Sans, sans-serif\"";

    /// <summary>A4, ISO 216, in points.</summary>
    public static PageSize Paper { get; } = new(595.276, 841.89, 0, 0, 595.276, 841.89);

    /// <summary>How a page begins.</summary>
    public static string Root { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Paper.Width}pt\" height=\"{Paper.Height}pt\" viewBox=\"0 0 {Paper.Width} {Paper.Height}\"><rect width=\"{Paper.Width}\" height=\"{Paper.Height}\" fill=\"#ffffff\"/>"
        );

    private static readonly TextSlot Slot = new(
        // By this name a text is one of those that are not kept.
        "subject-text",
        "",
        "",
        Letters,
        Side,
        0,
        Size,
        "start",
        Paper.Width - 2 * Side,
        0,
        0
    );

    /// <summary>The pages, or a <see cref="DrawingException"/> for a text that is too long.</summary>
    public static IReadOnlyList<string> Of(string text, bool isTest)
    {
        if (text.Length > MostCharacters)
            throw new DrawingException(
                $"A text of {text.Length:N0} characters is too long to be set; {MostCharacters:N0} are taken."
            );
        var lines = Lines(text);
        var height = LongText.Height(Size) * 1.1;
        var each = (int)((Paper.Height - Top - Bottom) / height);
        var pages = lines.Chunk(each).ToArray();
        if (pages.Length > MostPages)
            throw new DrawingException(
                $"The text would fill {pages.Length} pages; {MostPages} are set."
            );
        return [.. pages.Select((page, i) => Page(page, height, i + 1, pages.Length, isTest))];
    }

    private static List<(string Text, bool RightToLeft)> Lines(string text)
    {
        string[][] paragraphs =
        [
            .. text.ReplaceLineEndings("\n")
                .TrimEnd()
                .Split('\n')
                .Select(p => SafeText.Drawn(p.Replace('\t', ' ')).Split(' ')),
        ];
        var widths = Measure(paragraphs.SelectMany(p => p));
        var space = widths[""];
        var lines = new List<(string, bool)>();
        foreach (var words in paragraphs)
        {
            var rightToLeft = SafeText.IsRightToLeft(string.Join(' ', words));
            var set = new LongText(Slot, words, [.. words.Select(w => widths[w])], space).Lines();
            lines.AddRange(set.Select(line => (line, rightToLeft)));
        }
        return lines;
    }

    /// <summary>
    /// The width of each word between two letters, since what is measured is ink; and of a space, under the empty word.
    /// </summary>
    private static Dictionary<string, double> Measure(IEnumerable<string> words)
    {
        var widths = new Dictionary<string, double>(StringComparer.Ordinal);
        string[] frames = ["nn", "n n"];
        var known = new MeasuredByDrawing().Widths([
            .. frames.Select(f => new MeasuredText(Slot, f)),
        ]);
        foreach (var some in words.Where(w => w.Length > 0).Distinct().Chunk(MeasuredAtOnce))
        {
            var measured = new MeasuredByDrawing().Widths([
                .. some.Select(w => new MeasuredText(Slot, $"n{w}n")),
            ]);
            for (var i = 0; i < some.Length; i++)
                widths[some[i]] = Math.Max(0, measured[i] - known[0]);
        }
        widths[""] = known[1] - known[0];
        return widths;
    }

    private static string Page(
        (string Text, bool RightToLeft)[] lines,
        double height,
        int number,
        int count,
        bool isTest
    )
    {
        var svg = new StringBuilder(Root).Append(
            CultureInfo.InvariantCulture,
            $"<g{Letters} font-size=\"{Size}\" fill=\"#14181f\">"
        );
        var y = Top;
        foreach (var (text, rightToLeft) in lines)
        {
            if (text.Length > 0)
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{(rightToLeft ? Paper.Width - Side : Side):0.###}\" y=\"{y:0.###}\" text-anchor=\"start\" direction=\"{(rightToLeft ? "rtl" : "ltr")}\" unicode-bidi=\"embed\">{SecurityElement.Escape(text)}</text>"
                );
            y += height;
        }
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Paper.Width / 2:0.###}\" y=\"{Paper.Height - 44:0.###}\" text-anchor=\"middle\" font-size=\"8.5\" fill=\"#5a6472\">{number} / {count}</text></g></svg>"
        );
        if (isTest)
            TestBand.Write(svg, Paper, "en");
        return svg.ToString();
    }
}
