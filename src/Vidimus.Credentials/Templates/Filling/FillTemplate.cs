using System.Globalization;
using System.Security;
using System.Text;

namespace Vidimus.Credentials.Templates;

/// <summary>Puts values into a template: the SVG that is shown and drawn.</summary>
internal sealed class FillTemplate(
    CompiledTemplate template,
    TemplateValues values,
    IMeasureText measure
)
{
    /// <summary>Most words of a page that are measured; the widths of further ones are shares of their text's, by their letters.</summary>
    private const int MostWords = 400;

    private readonly Dictionary<TextSlot, FittedText> _fitted = [];

    public string Run()
    {
        Fit();
        var svg = new StringBuilder(template.Parts.Sum(p => p.Text.Length) + 4096);
        var hidden = 0;
        foreach (var (text, slot) in template.Parts)
        {
            if (hidden == 0)
                svg.Append(text);
            if (slot is ConditionSlot condition)
                hidden += Hides(condition) ? (condition.Opens ? 1 : -1) : 0;
            else if (hidden == 0 && slot is not null)
                Write(svg, slot);
        }
        if (values.IsTest)
            TestBand.Write(svg, template);
        return svg.ToString();
    }

    private bool Hides(ConditionSlot condition) =>
        !values.Pictures.ContainsKey(condition.Name)
        && values.TextOf(condition.Name, "sample").Length == 0;

    /// <summary>Measures all texts at once, and the words of those that are too wide.</summary>
    private void Fit()
    {
        var texts = template
            .Parts.Select(p => p.Slot)
            .OfType<TextSlot>()
            .Select(s => (Slot: s, Text: values.TextOf(s.Name, s.Sample)))
            .Where(t => t.Text.Length > 0)
            .ToArray();
        var widths = measure.Widths([.. texts.Select(t => new MeasuredText(t.Slot, t.Text))]);
        var wide = new List<(TextSlot Slot, string[] Words, double Width)>();
        for (var i = 0; i < texts.Length; i++)
        {
            var (slot, text) = texts[i];
            if (widths[i] <= slot.Width)
                _fitted[slot] = new(slot.FontSize, [text]);
            else
                wide.Add((slot, text.Split(' '), widths[i]));
        }
        if (wide.Count > 0)
            FitWords(wide);
    }

    /// <summary>
    /// What is measured is ink; between two letters a word has its whole width, and what is left of the line are the spaces.
    /// </summary>
    private void FitWords(List<(TextSlot Slot, string[] Words, double Width)> all)
    {
        var (wide, left) = (new List<(TextSlot Slot, string[] Words, double Width)>(), MostWords);
        foreach (var text in all)
            if ((left -= text.Words.Length) >= 0)
                wide.Add(text);
            else
                FitByShares(text.Slot, text.Words, text.Width);
        var parts = measure.Widths([
            .. wide.SelectMany(w =>
                w.Words.Select(t => $"n{t}n").Append("nn").Select(t => new MeasuredText(w.Slot, t))
            ),
        ]);
        var at = 0;
        foreach (var (slot, words, width) in wide)
        {
            var frame = parts[at + words.Length];
            double[] own = [.. parts[at..(at + words.Length)].Select(p => p - frame)];
            var space =
                words.Length == 1 ? 0 : Math.Max(0, (width - own.Sum()) / (words.Length - 1));
            _fitted[slot] = new LongText(slot, words, own, space).Fit();
            at += words.Length + 1;
        }
    }

    private void FitByShares(TextSlot slot, string[] words, double width)
    {
        var letter = width / words.Sum(w => w.Length + 1);
        _fitted[slot] = new LongText(
            slot,
            words,
            [.. words.Select(w => letter * w.Length)],
            letter
        ).Fit();
    }

    private void Write(StringBuilder svg, Slot slot)
    {
        switch (slot)
        {
            case TextSlot text when _fitted.TryGetValue(text, out var fitted):
                Text(svg, text, fitted);
                break;
            case InlineSlot inline:
                // Isolated: a name written from right to left does not turn the words around it (UAX #9, section 2.4).
                svg.Append(Escape($"\u2068{values.TextOf(inline.Name, inline.Sample)}\u2069"));
                break;
            case ColorSlot color:
                svg.Append(Brand.Of(color, values.Color, values.Accent));
                break;
            case PictureSlot { Kind: FieldKind.Qr } qr:
                QrShape.Write(svg, qr, values.VerifyLink);
                break;
            case PictureSlot picture when values.Pictures.TryGetValue(picture.Name, out var image):
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<image x=\"{picture.X}\" y=\"{picture.Y}\" width=\"{picture.Width}\" height=\"{picture.Height}\"{picture.Transform} preserveAspectRatio=\"xMidYMid meet\" href=\"{image.Address}\"/>"
                );
                break;
        }
    }

    private void Text(StringBuilder svg, TextSlot slot, FittedText fitted)
    {
        var rightToLeft = SafeText.IsRightToLeft(fitted.Lines[0]);
        var (x, anchor) = Place(slot, rightToLeft);
        var height = LongText.Height(fitted.FontSize);
        var y = FirstLine(slot, fitted, height);
        svg.Append("<text");
        foreach (var (text, color) in template.Cut(slot.Look))
        {
            svg.Append(text);
            if (color is ColorSlot brand)
                svg.Append(Brand.Of(brand, values.Color, values.Accent));
        }
        svg.Append(
            CultureInfo.InvariantCulture,
            $" font-size=\"{fitted.FontSize:0.###}\" text-anchor=\"{anchor}\" direction=\"{(rightToLeft ? "rtl" : "ltr")}\" unicode-bidi=\"embed\">"
        );
        foreach (var line in fitted.Lines)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<tspan x=\"{x:0.###}\" y=\"{y:0.###}\">{Escape(line)}</tspan>"
            );
            y += height;
        }
        svg.Append("</text>");
    }

    /// <summary>
    /// A frame of several lines is filled downwards from the line that the designer drew, one of a line around its middle; without a
    /// frame the lines stand around the one that was drawn.
    /// </summary>
    private static double FirstLine(TextSlot slot, FittedText fitted, double height)
    {
        if (fitted.Lines.Count == 1 || slot.Height >= 1.8 * LongText.Height(slot.FontSize))
            return slot.Y;
        var block = (fitted.Lines.Count - 1) * height;
        return slot.Height == 0
            ? slot.Y - block / 2
            : slot.Top + (slot.Height - block - height) / 2 + 0.95 * fitted.FontSize;
    }

    /// <summary>In text from right to left, <c>start</c> is the right-hand side (SVG 2, section 11.10.2).</summary>
    private static (double X, string Anchor) Place(TextSlot slot, bool rightToLeft) =>
        (slot.Anchor, rightToLeft) switch
        {
            ("start", true) => slot.Height > 0 ? (slot.X + slot.Width, "start") : (slot.X, "end"),
            ("end", true) => (slot.X, "start"),
            _ => (slot.X, slot.Anchor),
        };

    private static string Escape(string text) => SecurityElement.Escape(text);
}

/// <summary>A text whose width is wanted, in the letters of a slot.</summary>
internal readonly record struct MeasuredText(TextSlot Slot, string Text);

/// <summary>Tells how wide texts are: by drawing them, or by estimate where nothing can draw.</summary>
internal interface IMeasureText
{
    /// <summary>Width of each, in units of its slot.</summary>
    double[] Widths(IReadOnlyList<MeasuredText> texts);
}

/// <summary>Guesses widths from the number of letters: for showing a page on a server that cannot draw.</summary>
internal sealed class EstimatedText : IMeasureText
{
    public double[] Widths(IReadOnlyList<MeasuredText> texts) =>
        [
            .. texts.Select(t =>
                t.Text.EnumerateRunes().Sum(r => r.Value > 0x2E80 ? 1.0 : 0.56) * t.Slot.FontSize
            ),
        ];
}
