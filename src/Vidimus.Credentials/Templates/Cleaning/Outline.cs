using System.Globalization;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// What an outline costs to fill: how long it is, and how often parts of it may cross, which is what fills take longest for. Parts
/// are told apart by the frames of their control points.
/// </summary>
internal sealed class Outline
{
    /// <summary>Most parts of one outline.</summary>
    public const int MostParts = 4_000;

    private readonly List<Part> _parts = [];
    private double _x,
        _y,
        _startX,
        _startY;

    /// <summary>Lines, curves and arcs.</summary>
    public int Parts => _parts.Count;

    /// <summary>Lines, as curves are drawn by some.</summary>
    public int Lines { get; private set; }

    /// <summary>At most; in the outline's own units.</summary>
    public double Length { get; private set; }
    public double Width => Parts == 0 ? 0 : _parts.Max(p => p.Right) - _parts.Min(p => p.Left);
    public double Height => Parts == 0 ? 0 : _parts.Max(p => p.Bottom) - _parts.Min(p => p.Top);

    /// <summary>The outline of a shape; null when it cannot be read, or has too many parts.</summary>
    public static Outline? Of(XElement element)
    {
        var outline = new Outline();
        double Number(string name) =>
            (string?)element.Attribute(name) is { } text
                ? SvgValues.Length(text) ?? SvgValues.Largest
                : 0;
        switch (element.Name.LocalName)
        {
            case "path":
                return outline.Read((string?)element.Attribute("d") ?? "", 'M') ? outline : null;
            case "polyline" or "polygon":
                var text = "M" + (string?)element.Attribute("points");
                return outline.Read(text == "M" ? "" : text + " Z", 'M') ? outline : null;
            case "line":
                outline.Line(Number("x1"), Number("y1"), Number("x2"), Number("y2"));
                return outline;
            case "rect":
                outline.Frame(
                    Number("width"),
                    Number("height"),
                    element.Attribute("rx") ?? element.Attribute("ry")
                );
                return outline;
            case "circle":
                outline.Frame(2 * Number("r"), 2 * Number("r"), element);
                return outline;
            case "ellipse":
                outline.Frame(2 * Number("rx"), 2 * Number("ry"), element);
                return outline;
            default:
                return outline;
        }
    }

    /// <summary>How many pairs of parts lie so that they may cross, drawn this wide.</summary>
    public double Crossings(double width)
    {
        var sorted = _parts.OrderBy(p => p.Top).ToArray();
        var (open, pairs) = (new List<Part>(), 0.0);
        foreach (var part in sorted)
        {
            for (var i = open.Count - 1; i >= 0; i--)
            {
                var other = open[i];
                if (other.Bottom + width < part.Top)
                {
                    open[i] = open[^1];
                    open.RemoveAt(open.Count - 1);
                }
                else if (part.Left <= other.Right + width && other.Left <= part.Right + width)
                    pairs += part.IsCurve || other.IsCurve ? 3 : 1;
            }
            open.Add(part);
        }
        return pairs;
    }

    private void Frame(double width, double height, object? isRound)
    {
        Line(0, 0, width, 0);
        Line(width, 0, width, height);
        Line(width, height, 0, height);
        Line(0, height, 0, 0);
        if (isRound is not null)
            Lines += 60;
    }

    private void Line(double x1, double y1, double x2, double y2) => Add(false, [x1, y1, x2, y2]);

    private void Add(bool isCurve, ReadOnlySpan<double> points)
    {
        var (left, top, right, bottom) = (points[0], points[1], points[0], points[1]);
        for (var i = 2; i < points.Length; i += 2)
        {
            left = Math.Min(left, points[i]);
            right = Math.Max(right, points[i]);
            top = Math.Min(top, points[i + 1]);
            bottom = Math.Max(bottom, points[i + 1]);
            Length += Math.Abs(points[i] - points[i - 2]) + Math.Abs(points[i + 1] - points[i - 1]);
        }
        _parts.Add(new(left, top, right, bottom, isCurve));
        Lines += isCurve ? 16 : 1;
    }

    // SVG 2, section 9.3.9. What is not read by this grammar is refused, so that nothing is drawn that was not counted.
    private bool Read(string path, char expected)
    {
        var numbers = new PathNumbers(path);
        char command = '\0';
        Span<double> n = stackalloc double[7];
        while (numbers.More())
        {
            if (numbers.Command() is { } given)
                command = given;
            else if (command is '\0' or 'Z' or 'z')
                return false;
            var kind = char.ToUpperInvariant(command);
            if (expected != '\0' && kind != expected)
                return false;
            expected = '\0';
            var count = kind switch
            {
                'M' or 'L' or 'T' => 2,
                'H' or 'V' => 1,
                'S' or 'Q' => 4,
                'C' => 6,
                'A' => 7,
                'Z' => 0,
                _ => -1,
            };
            if (count < 0 || !numbers.Read(n[..count], kind == 'A') || _parts.Count >= MostParts)
                return false;
            Step(kind, char.IsAsciiLetterLower(command), n);
            // More points after a move are lines.
            if (kind == 'M')
                command = command == 'm' ? 'l' : 'L';
        }
        return true;
    }

    private void Step(char kind, bool isRelative, Span<double> n)
    {
        var (x, y) = isRelative ? (_x, _y) : (0, 0);
        var (fromX, fromY) = (_x, _y);
        switch (kind)
        {
            case 'M':
                (_x, _y) = (_startX, _startY) = (x + n[0], y + n[1]);
                return;
            case 'Z':
                (_x, _y) = (_startX, _startY);
                break;
            case 'H':
                _x = x + n[0];
                break;
            case 'V':
                _y = y + n[0];
                break;
            case 'L':
                (_x, _y) = (x + n[0], y + n[1]);
                break;
            case 'C':
                (_x, _y) = (x + n[4], y + n[5]);
                Add(true, [fromX, fromY, x + n[0], y + n[1], x + n[2], y + n[3], _x, _y]);
                return;
            case 'S' or 'Q':
                (_x, _y) = (x + n[2], y + n[3]);
                // The other control point of S mirrors the one before: no farther than this one may stand.
                var (cx, cy) = (x + n[0], y + n[1]);
                Add(true, [fromX, fromY, 2 * fromX - cx, 2 * fromY - cy, cx, cy, _x, _y]);
                return;
            case 'T':
                (_x, _y) = (x + n[0], y + n[1]);
                Add(true, [fromX, fromY, 2 * fromX - _x, 2 * fromY - _y, _x, _y]);
                return;
            default:
                (_x, _y) = (x + n[5], y + n[6]);
                var (w, h) = (2 * Math.Abs(n[0]), 2 * Math.Abs(n[1]));
                var r = Math.Max(Math.Max(w, h), Math.Abs(_x - fromX) + Math.Abs(_y - fromY));
                // Which way it bulges is not looked at: within its width of both ends.
                Add(true, [fromX, fromY, fromX - r, fromY - r, fromX + r, fromY + r, _x, _y]);
                return;
        }
        Line(fromX, fromY, _x, _y);
    }

    private readonly record struct Part(
        double Left,
        double Top,
        double Right,
        double Bottom,
        bool IsCurve
    );
}

/// <summary>Letters and numbers of a path, in turn.</summary>
internal sealed class PathNumbers(string path)
{
    private int _at;

    public bool More()
    {
        while (_at < path.Length && (char.IsWhiteSpace(path[_at]) || path[_at] == ','))
            _at++;
        return _at < path.Length;
    }

    public char? Command() => char.IsAsciiLetter(path[_at]) ? path[_at++] : null;

    /// <summary>So many numbers; the fourth and fifth of an arc are single digits.</summary>
    public bool Read(Span<double> numbers, bool isArc)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!More())
                return false;
            if (isArc && i is 3 or 4 && isArc)
            {
                if (path[_at] is not ('0' or '1'))
                    return false;
                numbers[i] = path[_at++] - '0';
            }
            else if (!Number(out numbers[i]))
                return false;
        }
        return true;
    }

    private bool Number(out double number)
    {
        var start = _at;
        if (path[_at] is '+' or '-')
            _at++;
        Digits();
        if (_at < path.Length && path[_at] == '.')
        {
            _at++;
            Digits();
        }
        if (
            _at + 1 < path.Length
            && path[_at] is 'e' or 'E'
            && (
                char.IsAsciiDigit(path[_at + 1])
                || (
                    path[_at + 1] is '+' or '-'
                    && _at + 2 < path.Length
                    && char.IsAsciiDigit(path[_at + 2])
                )
            )
        )
        {
            _at += 2;
            Digits();
        }
        return double.TryParse(
                path.AsSpan(start, _at - start),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out number
            ) && double.IsFinite(number);
    }

    private void Digits()
    {
        while (_at < path.Length && char.IsAsciiDigit(path[_at]))
            _at++;
    }
}
