using System.Globalization;
using System.Security;
using System.Text;

namespace Vidimus.Credentials.Templates;

/// <summary>Measures texts as librsvg draws them: the ink of each, in one small document for all.</summary>
internal sealed class MeasuredByDrawing : IMeasureText
{
    private const double Side = 10_000;

    public double[] Widths(IReadOnlyList<MeasuredText> texts)
    {
        if (texts.Count == 0)
            return [];
        var svg = new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10000 10000\">"
        );
        for (var i = 0; i < texts.Count; i++)
        {
            var (slot, text) = texts[i];
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text id=\"m{i}\" y=\"1000\" font-size=\"{slot.FontSize:0.###}\"{slot.Measured}>{SecurityElement.Escape(text)}</text>"
            );
        }
        return Canvas.Widths(svg.Append("</svg>").ToString(), texts.Count, Side);
    }
}
