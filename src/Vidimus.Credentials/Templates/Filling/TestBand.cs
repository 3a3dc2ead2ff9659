using System.Globalization;
using System.Text;
using Vidimus.Credentials.Verifying;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// What every page of a test credential bears, whoever designed its template: a band along its upper edge, and the same words
/// across the page.
/// </summary>
internal static class TestBand
{
    private const string End = "</svg>";

    // Whatever the root of a template says of letters, these are written as here.
    private const string Letters =
        "font-family=\"Noto Sans, sans-serif\" font-style=\"normal\" font-weight=\"bold\" font-stretch=\"normal\" letter-spacing=\"0\" word-spacing=\"0\" text-anchor=\"middle\" text-decoration=\"none\" direction=\"ltr\" stroke=\"none\" visibility=\"visible\" fill-opacity=\"1\"";

    /// <summary>The words, in the language of the template as far as there are words in it.</summary>
    public static string Words(string language) =>
        new VerifyPageWords(VerifyPageLanguage.Choose(language))["TestOnPage"];

    /// <summary>Draws over everything else: it is the last part of the filled page.</summary>
    public static void Write(StringBuilder svg, CompiledTemplate template) =>
        Write(svg, template.Page, template.Language);

    /// <summary>As above, over a page that was not made from a template.</summary>
    public static void Write(StringBuilder svg, PageSize page, string language)
    {
        var words = Words(language);
        var (width, height) = (page.ViewWidth, page.ViewHeight);
        var (centerX, centerY) = (page.X + width / 2, page.Y + height / 2);
        // A bold letter is about two thirds as wide as it is high: the words fill the band to nine tenths, the diagonal to seven.
        var wide = words.Length * 0.66;
        var band = Math.Min(0.028 * Math.Min(width, height), 0.9 * width / wide);
        var across = 0.7 * Math.Sqrt(width * width + height * height) / wide;
        var turn = -Math.Atan2(height, width) * 180 / Math.PI;
        var drawn = string.Create(
            CultureInfo.InvariantCulture,
            $"<g {Letters}><text x=\"{centerX:0.###}\" y=\"{centerY + 0.35 * across:0.###}\" transform=\"rotate({turn:0.###} {centerX:0.###} {centerY:0.###})\" font-size=\"{across:0.###}\" fill=\"#b3261e\" opacity=\"0.16\">{words}</text><rect x=\"{page.X:0.###}\" y=\"{page.Y:0.###}\" width=\"{width:0.###}\" height=\"{1.6 * band:0.###}\" fill=\"#ffc83d\"/><text x=\"{centerX:0.###}\" y=\"{page.Y + 1.15 * band:0.###}\" font-size=\"{band:0.###}\" fill=\"#17212e\">{words}</text></g>"
        );
        var end = svg.ToString().LastIndexOf(End, StringComparison.Ordinal);
        if (end >= 0)
            svg.Insert(end, drawn);
        else
            // A page with nothing on it.
            svg.Replace("/>", $">{drawn}{End}", svg.Length - 2, 2);
    }
}
