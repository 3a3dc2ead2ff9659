using System.Globalization;
using System.Security;
using System.Text;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Measures texts as librsvg draws them: the ink of each, in one small document for all. What is the same on every page of a
/// programme is measured once; what names a person is not kept.
/// </summary>
internal sealed class MeasuredByDrawing : IMeasureText
{
    private const double Side = 10_000;
    private const int MostKept = 5_000;

    // The threads that draw are few, and each has its own.
    [ThreadStatic]
    private static Dictionary<(string Look, double Size, string Text), double>? _kept;

    public double[] Widths(IReadOnlyList<MeasuredText> texts)
    {
        var kept = _kept ??= [];
        var widths = new double[texts.Count];
        var missing = new List<int>();
        for (var i = 0; i < texts.Count; i++)
            if (!kept.TryGetValue(Key(texts[i]), out widths[i]))
                missing.Add(i);
        if (missing.Count == 0)
            return widths;
        var measured = Measure([.. missing.Select(i => texts[i])]);
        if (kept.Count > MostKept)
            kept.Clear();
        for (var j = 0; j < missing.Count; j++)
        {
            var text = texts[missing[j]];
            widths[missing[j]] = measured[j];
            if (text is { Slot.IsPersonal: false, Text.Length: <= 200 })
                kept[Key(text)] = measured[j];
        }
        return widths;
    }

    private static (string, double, string) Key(MeasuredText text) =>
        (text.Slot.Measured, text.Slot.FontSize, text.Text);

    private static double[] Measure(MeasuredText[] texts)
    {
        var svg = new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10000 10000\">"
        );
        for (var i = 0; i < texts.Length; i++)
        {
            var (slot, text) = texts[i];
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text id=\"m{i}\" y=\"1000\" font-size=\"{slot.FontSize:0.###}\"{slot.Measured}>{SecurityElement.Escape(text)}</text>"
            );
        }
        return Canvas.Widths(svg.Append("</svg>").ToString(), texts.Length, Side);
    }
}
