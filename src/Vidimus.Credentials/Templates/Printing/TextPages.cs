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
    private const double Side = 68;
    private const double Top = 72;
    private const double Bottom = 78;
    private const double Leading = 1.1;

    /// <summary>A4, ISO 216, in points.</summary>
    public static PageSize Paper { get; } = new(595.276, 841.89, 0, 0, 595.276, 841.89);

    private static readonly Style Body = new(10.5, " font-family=\"Noto Sans, sans-serif\"");
    private static readonly Style Heading = new(
        15,
        " font-family=\"Noto Sans, sans-serif\" font-weight=\"bold\""
    );
    private static readonly Style SmallHeading = new(
        12,
        " font-family=\"Noto Sans, sans-serif\" font-weight=\"bold\""
    );

    /// <summary>How a page begins.</summary>
    public static string Root { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Paper.Width}pt\" height=\"{Paper.Height}pt\" viewBox=\"0 0 {Paper.Width} {Paper.Height}\"><rect width=\"{Paper.Width}\" height=\"{Paper.Height}\" fill=\"#ffffff\"/>"
        );

    /// <summary>The pages, or a <see cref="DrawingException"/> for a text that is too long.</summary>
    public static IReadOnlyList<string> Of(string text, bool isTest)
    {
        if (text.Length > MostCharacters)
            throw new DrawingException(
                $"A text of {text.Length:N0} characters is too long to be set; {MostCharacters:N0} are taken."
            );
        var pages = Paged(Lines(text));
        if (pages.Count > MostPages)
            throw new DrawingException(
                $"The text would fill {pages.Count} pages; {MostPages} are set."
            );
        return [.. pages.Select((page, i) => Page(page, i + 1, pages.Count, isTest))];
    }

    private static List<Line> Lines(string text)
    {
        var paragraphs = text.ReplaceLineEndings("\n")
            .TrimEnd()
            .Split('\n')
            .Select(Paragraph)
            .ToArray();
        var widths = paragraphs
            .GroupBy(p => p.Style)
            .ToDictionary(g => g.Key, g => Measure(g.Key, g.SelectMany(p => p.Words)));
        var lines = new List<Line>();
        foreach (var (words, style) in paragraphs)
        {
            var (known, rightToLeft) = (
                widths[style],
                SafeText.IsRightToLeft(string.Join(' ', words))
            );
            var set = new LongText(
                style.Slot,
                words,
                [.. words.Select(w => known[w])],
                known[""]
            ).Lines();
            lines.AddRange(set.Select(line => new Line(line, style, rightToLeft)));
        }
        return lines;
    }

    // A number sign and a space begin a heading, two of them a smaller one.
    private static (string[] Words, Style Style) Paragraph(string typed)
    {
        var style =
            typed.StartsWith("# ", StringComparison.Ordinal) ? Heading
            : typed.StartsWith("## ", StringComparison.Ordinal) ? SmallHeading
            : Body;
        var text = style == Body ? typed : typed.TrimStart('#');
        return (SafeText.Drawn(text).Split(' '), style);
    }

    /// <summary>
    /// The width of each word between two letters, since what is measured is ink; and of a space, under the empty word.
    /// </summary>
    private static Dictionary<string, double> Measure(Style style, IEnumerable<string> words)
    {
        var measure = new MeasuredByDrawing();
        double[] Of(IEnumerable<string> texts) =>
            measure.Widths([.. texts.Select(t => new MeasuredText(style.Slot, t))]);
        var widths = new Dictionary<string, double>(StringComparer.Ordinal);
        var frames = Of(["nn", "n n"]);
        foreach (var some in words.Where(w => w.Length > 0).Distinct().Chunk(MeasuredAtOnce))
        {
            var measured = Of(some.Select(w => $"n{w}n"));
            for (var i = 0; i < some.Length; i++)
                widths[some[i]] = Math.Max(0, measured[i] - frames[0]);
        }
        widths[""] = frames[1] - frames[0];
        return widths;
    }

    private static List<List<Line>> Paged(List<Line> lines)
    {
        var pages = new List<List<Line>> { new() };
        var left = Paper.Height - Top - Bottom;
        foreach (var line in lines)
        {
            if ((left -= line.Height) < 0)
            {
                pages.Add([]);
                left = Paper.Height - Top - Bottom - line.Height;
            }
            pages[^1].Add(line);
        }
        return pages;
    }

    private static string Page(List<Line> lines, int number, int count, bool isTest)
    {
        var svg = new StringBuilder(Root).Append("<g fill=\"#14181f\">");
        var y = Top;
        foreach (var (text, style, rightToLeft) in lines)
        {
            if (text.Length > 0)
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<text{style.Letters} font-size=\"{style.Size}\" x=\"{(rightToLeft ? Paper.Width - Side : Side):0.###}\" y=\"{y:0.###}\" text-anchor=\"start\" direction=\"{(rightToLeft ? "rtl" : "ltr")}\" unicode-bidi=\"embed\">{SecurityElement.Escape(text)}</text>"
                );
            y += LongText.Height(style.Size) * Leading;
        }
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text{Body.Letters} x=\"{Paper.Width / 2:0.###}\" y=\"{Paper.Height - 44:0.###}\" text-anchor=\"middle\" font-size=\"8.5\" fill=\"#5a6472\">{number} / {count}</text></g></svg>"
        );
        if (isTest)
            TestBand.Write(svg, Paper, "en");
        return svg.ToString();
    }

    /// <summary>How a line looks.</summary>
    private sealed record Style(double Size, string Letters)
    {
        // By this name a text is one of those whose width is not kept.
        public TextSlot Slot { get; } =
            new(
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
    }

    private sealed record Line(string Text, Style Style, bool RightToLeft)
    {
        public double Height => LongText.Height(Style.Size) * Leading;
    }
}
