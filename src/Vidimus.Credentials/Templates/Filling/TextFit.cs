using System.Globalization;
using System.Text;

namespace Vidimus.Credentials.Templates;

/// <summary>Lines of a text, at a size at which they fit.</summary>
internal sealed record FittedText(double FontSize, IReadOnlyList<string> Lines);

/// <summary>A text that is too wide for its room, and what is known of its words.</summary>
/// <param name="Slot">Where it stands.</param>
/// <param name="Words">Its words.</param>
/// <param name="Widths">Their widths at the slot's own size.</param>
/// <param name="Space">Width of a space.</param>
internal sealed record LongText(
    TextSlot Slot,
    IReadOnlyList<string> Words,
    IReadOnlyList<double> Widths,
    double Space
)
{
    private const double LineHeight = 1.25;
    private const double SmallestScale = 0.4;
    private const double Step = 0.04;

    /// <summary>Without a frame of several lines, a text becomes smaller before it becomes two lines.</summary>
    private const double TwoLinesFrom = 0.62;

    /// <summary>The largest size at which the text fits; at the smallest one, what does not fit is cut with an ellipsis.</summary>
    public FittedText Fit()
    {
        for (var scale = 1.0; scale >= SmallestScale; scale -= Step)
        {
            var lines = Wrap(scale, 1);
            if (lines.Count <= Allowed(scale))
                return new(Slot.FontSize * scale, Balance(lines, scale));
        }
        var cut = Wrap(SmallestScale, 1).Take(Allowed(SmallestScale)).ToArray();
        cut[^1] = Cut(cut[^1]);
        return new(Slot.FontSize * SmallestScale, cut);
    }

    /// <summary>Lines at the slot's own size, as many as it takes.</summary>
    public IReadOnlyList<string> Lines() => Wrap(1, 1);

    public static double Height(double fontSize) => fontSize * LineHeight;

    /// <summary>Lines that there is room for.</summary>
    private int Allowed(double scale) =>
        Slot.Height > 0 ? Math.Max(1, (int)(Slot.Height / Height(Slot.FontSize * scale) + 0.2))
        : scale <= TwoLinesFrom ? 2
        : 1;

    /// <summary>As many lines, of lengths as even as they can be: no word is left alone at the end.</summary>
    private List<string> Balance(List<string> lines, double scale)
    {
        if (lines.Count == 1)
            return lines;
        for (var part = 0.95; part >= 0.5; part -= 0.05)
        {
            var narrower = Wrap(scale, part);
            if (narrower.Count > lines.Count)
                break;
            lines = narrower;
        }
        return lines;
    }

    private List<string> Wrap(double scale, double part)
    {
        // Kerning between words and rounding: a hair less than the room.
        var room = Slot.Width / scale * 0.995 * part;
        var (lines, line, width) = (new List<string>(), new StringBuilder(), 0.0);
        for (var i = 0; i < Words.Count; i++)
        {
            var next = width == 0 ? Widths[i] : width + Space + Widths[i];
            if (width > 0 && next > room)
            {
                lines.Add(line.ToString());
                line.Clear();
                next = Widths[i];
            }
            if (next > room)
            {
                var pieces = Pieces(Words[i], Widths[i], room);
                lines.AddRange(pieces[..^1]);
                line.Append(pieces[^1]);
                width = Widths[i] * pieces[^1].Length / Words[i].Length;
                continue;
            }
            if (line.Length > 0)
                line.Append(' ');
            line.Append(Words[i]);
            width = next;
        }
        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>A word that is wider than a line, between letters: marks stay with theirs.</summary>
    private static List<string> Pieces(string word, double width, double room)
    {
        var letters = StringInfo.ParseCombiningCharacters(word);
        // Letters differ in width: a tenth less than the average says.
        var each = Math.Max(1, (int)(letters.Length * room / width * 0.9));
        var pieces = new List<string>();
        for (var at = 0; at < letters.Length; at += each)
            pieces.Add(
                word[letters[at]..(at + each < letters.Length ? letters[at + each] : word.Length)]
            );
        return pieces;
    }

    private static string Cut(string line)
    {
        var letters = StringInfo.ParseCombiningCharacters(line);
        return letters.Length > 3 ? line[..letters[^2]].TrimEnd() + "…" : line + "…";
    }
}
