using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Bounds what a template costs to draw, with any values, before anything is drawn: a drawing that has begun cannot be stopped. The
/// template is walked through as it is drawn, uses followed, until it ends or one of the bounds is passed. At these bounds the dearest
/// templates take a few seconds.
/// </summary>
internal sealed class DrawingCost
{
    public const int MostTextFields = 60;
    public const int MostPictures = 40;

    private const int MostElements = 30_000;
    private const int MostParts = 20_000;
    private const double MostCrossings = 1_500_000;
    private const int MostLetters = 40_000;
    private const int MostLayers = 100;
    private const int DeepestLayers = 5;
    private const int MostClipLines = 1_000;
    private const double MostDashes = 20_000;

    /// <summary>Pixels decoded; a picture is decoded at each of its uses.</summary>
    private const double MostPixels = 24_000_000;

    /// <summary>How often the whole page may be painted over.</summary>
    private const double MostPaint = 300;

    private readonly Dictionary<string, XElement> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<XElement, Outline?> _outlines = [];
    private readonly Dictionary<(XElement, double), double> _crossings = [];
    private readonly Dictionary<XElement, double> _pixels = [];
    private readonly HashSet<XElement> _open = [];
    private readonly PageSize _page;
    private string? _why;
    private int _elements,
        _parts,
        _letters,
        _layers,
        _fields,
        _pictures,
        _clipLines;
    private double _crossed,
        _dashes,
        _decoded,
        _painted;

    private DrawingCost(XElement root)
    {
        _page = PageSize.Of(root);
        foreach (var element in root.DescendantsAndSelf())
            if ((string?)element.Attribute("id") is { } id)
                _byId.TryAdd(id, element);
    }

    public static void Check(XElement root, Cleaning notes)
    {
        var cost = new DrawingCost(root);
        cost.Walk(root, new(1, "none", 1, "none", 16, 0, 0, InClip: false));
        if (cost._why is { } why)
            notes.Refuse(0, why);
    }

    private void Walk(XElement element, Drawn around)
    {
        if (_why is not null || element.Name.LocalName is "title" or "desc")
            return;
        if (!_open.Add(element) || _open.Count > 200)
        {
            _why = "uses parts of itself that lead back to themselves";
            return;
        }
        var drawn = Enter(element, around);
        Own(element, drawn);
        // What only stands ready to be used counts once more than it is drawn.
        foreach (var child in element.Elements())
            Walk(child, drawn);
        Follow(element, drawn);
        _open.Remove(element);
    }

    private void Follow(XElement element, Drawn drawn)
    {
        if (
            element.Name.LocalName == "use"
            && (string?)element.Attribute("href") is ['#', .. var name]
            && _byId.TryGetValue(name, out var used)
        )
            Walk(used, drawn with { Scale = drawn.Scale * ViewScale(element, used) });
        else if (
            element.Name.LocalName is "linearGradient" or "radialGradient"
            && (string?)element.Attribute("href") is ['#', .. var other]
            && _byId.TryGetValue(other, out var gradient)
        )
            Walk(gradient, drawn);
        foreach (var paint in (string[])["fill", "stroke"])
            if (
                SvgValues.Target((string?)element.Attribute(paint)) is { } target
                && _byId.TryGetValue(target, out var painted)
                && painted.Name.LocalName is "linearGradient" or "radialGradient"
            )
                Walk(painted, drawn);
    }

    /// <summary>How an element is drawn, by what it says and what it inherits.</summary>
    private Drawn Enter(XElement element, Drawn around)
    {
        var drawn = around with
        {
            Scale = around.Scale * Placing.Growth((string?)element.Attribute("transform")),
            Stroke =
                (string?)element.Attribute("stroke")
                ?? ((string?)element.Attribute("data-stroke") is null ? around.Stroke : "brand"),
            StrokeWidth = Length((string?)element.Attribute("stroke-width")) ?? around.StrokeWidth,
            Dashes = (string?)element.Attribute("stroke-dasharray") ?? around.Dashes,
            Font = SvgValues.Length((string?)element.Attribute("font-size")) ?? around.Font,
            InClip = around.InClip || element.Name.LocalName == "clipPath",
        };
        if ((string?)element.Attribute("opacity") is not (null or "1"))
        {
            drawn = drawn with { Layers = around.Layers + 1 };
            Bound(++_layers <= MostLayers, "transparent layers");
            if (drawn.Layers > DeepestLayers)
                _why ??=
                    $"has transparent groups inside one another, more than {DeepestLayers} deep: take the opacity off some";
        }
        var clip = SvgValues.Target((string?)element.Attribute("clip-path"));
        if (
            clip is null
            || !_byId.TryGetValue(clip, out var path)
            || path.Name.LocalName != "clipPath"
        )
            return drawn;
        var before = _clipLines;
        _clipLines = 0;
        Walk(path, drawn with { ClipLines = 0, InClip = true });
        var lines = _clipLines;
        _clipLines = before;
        // A frame cuts along its sides, which costs nothing.
        if (
            path.Elements().Count() == 1
            && path.Elements().First().Name.LocalName == "rect"
            && lines <= 4
        )
            lines = 0;
        Bound(lines <= MostClipLines, "points of clipping paths");
        _crossed += (double)lines * drawn.ClipLines;
        return drawn with { ClipLines = drawn.ClipLines + lines };
    }

    private void Own(XElement element, Drawn drawn)
    {
        Bound(++_elements <= MostElements, "objects");
        var field = FieldName.Of(element)?.Kind;
        switch (element.Name.LocalName)
        {
            case "text" or "tspan" when field == FieldKind.Text:
                Bound(
                    ++_fields <= MostTextFields,
                    $"texts to be filled in (at most {MostTextFields})"
                );
                Letters(SafeText.Longest, drawn);
                break;
            case "text" or "tspan":
                Letters(element.Nodes().OfType<XText>().Sum(t => t.Value.Length), drawn);
                break;
            case "image" or "rect" when field == FieldKind.Image:
                // Whatever logo there is, it has no more than four million.
                Picture(DataPicture.MostPixels, drawn);
                break;
            case "image" or "rect" when field == FieldKind.Qr:
                // A code has some fifty modules a side.
                Bound((_parts += 1_500) <= MostParts, "QR codes");
                break;
            case "image":
                Picture(PixelsOf(element), drawn);
                break;
            case "path" or "polyline" or "polygon" or "line" or "rect" or "circle" or "ellipse":
                Shape(element, drawn);
                break;
        }
    }

    private void Shape(XElement element, Drawn drawn)
    {
        if (!_outlines.TryGetValue(element, out var outline))
            _outlines[element] = outline = Outline.Of(element);
        if (outline is null)
        {
            _why ??=
                $"has a path that cannot be read, or has more than {Outline.MostParts:N0} points: simplify it";
            return;
        }
        var isStroked = drawn is { Stroke: not "none", InClip: false };
        var width = isStroked ? drawn.StrokeWidth : 0;
        if (!_crossings.TryGetValue((element, width), out var crossings))
            _crossings[(element, width)] = crossings = outline.Crossings(width);
        _crossed += crossings * (isStroked ? 2 : 1) + (double)outline.Lines * drawn.ClipLines;
        Bound((_parts += outline.Parts) <= MostParts, "points of paths");
        if (drawn.InClip)
            _clipLines += outline.Lines;
        Paint(outline.Width * outline.Height, drawn);
        Bound(_crossed <= MostCrossings, "points of paths that cross or clip one another");
        if (!isStroked)
            return;
        Paint(outline.Length * width, drawn);
        if (drawn.Dashes != "none" && FinestDash(drawn.Dashes) is > 0 and var finest)
        {
            var dashes = outline.Length / finest;
            _dashes += dashes;
            _crossed += dashes * Math.Min(dashes, 2 * width / finest);
        }
        Bound(_dashes <= MostDashes, "or too fine dashes");
        Bound(_crossed <= MostCrossings, "points of paths that cross or clip one another");
    }

    private void Letters(int count, Drawn drawn)
    {
        Bound((_letters += count) <= MostLetters, "letters");
        Paint(drawn.Font * drawn.Font, drawn, count / 2.0);
        _crossed += (double)count * drawn.ClipLines;
        // A letter as a clip is an outline of some forty lines.
        if (drawn.InClip)
            _clipLines += 40 * count;
        Bound(_crossed <= MostCrossings, "points of paths that cross or clip one another");
    }

    private void Picture(double pixels, Drawn drawn)
    {
        Bound(++_pictures <= MostPictures, $"pictures (at most {MostPictures})");
        Bound((_decoded += pixels) <= MostPixels, "pixels of pictures, each use counted");
        Paint(double.MaxValue, drawn, 2);
    }

    /// <summary>Nothing paints more than the page.</summary>
    private void Paint(double area, Drawn drawn, double times = 1)
    {
        var page = _page.ViewWidth * _page.ViewHeight;
        _painted += times * Math.Min(1, area * drawn.Scale * drawn.Scale / page);
        Bound(_painted <= MostPaint, "shapes as large as the page");
    }

    private void Bound(bool isWithin, string what)
    {
        if (!isWithin)
            _why ??= $"is too much to draw: too many {what}. Simplify it";
    }

    private double PixelsOf(XElement image)
    {
        if (_pixels.TryGetValue(image, out var known))
            return known;
        var picture = (string?)image.Attribute("href") is { } address
            ? DataPicture.Read(address, out _)
            : null;
        return _pixels[image] = picture is null ? 0 : (double)picture.Width * picture.Height;
    }

    /// <summary>What a symbol is enlarged by.</summary>
    private double ViewScale(XElement use, XElement used)
    {
        if (
            used.Name.LocalName != "symbol"
            || (string?)used.Attribute("viewBox") is not { } view
            || SvgValues.Numbers(view).ToArray() is not [_, _, > 0 and var w, > 0 and var h]
        )
            return 1;
        double Side(string name, double page) =>
            (string?)use.Attribute(name) is { } own
                ? SvgValues.Length(own) ?? SvgValues.Largest
                : page;
        return Math.Max(
            1,
            Math.Max(Side("width", _page.ViewWidth) / w, Side("height", _page.ViewHeight) / h)
        );
    }

    /// <summary>A width at most: shares are of the page's diagonal, other units at their largest.</summary>
    private double? Length(string? value) =>
        value is null ? null
        : SvgValues.Length(value) is { } plain ? plain
        : SvgValues.Numbers(value).DefaultIfEmpty(1).Max(Math.Abs)
            * Math.Max(SvgValues.LargestFont, _page.ViewWidth + _page.ViewHeight);

    /// <summary>Sum of a row of dashes; in relative units, as fine as they may be.</summary>
    private static double FinestDash(string dashes)
    {
        var sum = SvgValues.Numbers(dashes).Sum();
        var isPlain = !dashes
            .Replace("px", "", StringComparison.Ordinal)
            .Any(c => c == '%' || char.IsAsciiLetter(c));
        return isPlain ? sum : sum / 100;
    }

    /// <summary>How something is drawn where it stands.</summary>
    private readonly record struct Drawn(
        double Scale,
        string Stroke,
        double StrokeWidth,
        string Dashes,
        double Font,
        int Layers,
        int ClipLines,
        bool InClip
    );
}
