using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Bounds what a template costs to draw. Uses multiply what they use, so everything is counted as often as it is drawn; a use that
/// leads back to itself is refused, as is a dash so fine that one line would be millions.
/// </summary>
internal sealed class DrawingCost
{
    private const double Most = 60_000;

    /// <summary>What a layer of its own costs, which every element with an opacity takes.</summary>
    private const double Layer = 200;

    private readonly Dictionary<string, XElement> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<XElement, double> _known = [];
    private readonly HashSet<XElement> _open = [];
    private readonly double _finestDash;
    private int _depth;
    private bool _circle;

    private DrawingCost(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf())
            if ((string?)element.Attribute("id") is { } id)
                _byId.TryAdd(id, element);
        _finestDash = root.Descendants()
            .Select(e => (string?)e.Attribute("stroke-dasharray"))
            .Where(d => d is not null && d != "none")
            .Select(d => SvgValues.Numbers(d!).Sum())
            .Where(sum => sum > 0)
            .DefaultIfEmpty(double.PositiveInfinity)
            .Min();
    }

    public static void Check(XElement root, Cleaning notes)
    {
        var cost = new DrawingCost(root);
        var total = cost.Of(root);
        if (cost._circle)
            notes.Refuse(0, "uses parts of itself that lead back to themselves");
        else if (total > Most)
            notes.Refuse(
                0,
                "is too much to draw: too many shapes, repeated parts, transparent layers, or too fine dashes. Simplify it"
            );
    }

    private double Of(XElement element)
    {
        if (_known.TryGetValue(element, out var known))
            return known;
        if (!_open.Add(element) || ++_depth > 200)
        {
            _circle = true;
            return Most + 1;
        }
        var cost = Own(element);
        foreach (var child in element.Elements())
            cost += Of(child);
        foreach (var target in Targets(element))
            if (_byId.TryGetValue(target, out var used))
                cost += Of(used);
        _open.Remove(element);
        _depth--;
        return _known[element] = Math.Min(cost, Most + 1);
    }

    private double Own(XElement element)
    {
        double cost = 1;
        foreach (var attribute in element.Attributes())
            if (attribute.Name.LocalName is "d" or "points")
                cost += attribute.Value.Length / 100.0;
        if (element.Name.LocalName is "text" or "tspan")
            cost += 5 + element.Value.Length / 10.0;
        if (element.Name.LocalName == "image")
            cost += 100;
        if ((string?)element.Attribute("opacity") is not (null or "1"))
            cost += Layer;
        return cost + Dashes(element);
    }

    /// <summary>An outline is no longer than eight times the sum of its numbers; each dash of it is drawn alone.</summary>
    private double Dashes(XElement element)
    {
        if (double.IsInfinity(_finestDash))
            return 0;
        if (element.Name.LocalName is "text" or "tspan")
            return element.Value.Length * SvgValues.LargestFont / _finestDash / 50;
        var length = element
            .Attributes()
            .Where(a =>
                a.Name.LocalName
                    is "d"
                        or "points"
                        or "width"
                        or "height"
                        or "r"
                        or "rx"
                        or "ry"
                        or "x1"
                        or "x2"
                        or "y1"
                        or "y2"
            )
            .Sum(a => SvgValues.Numbers(a.Value).Sum(Math.Abs));
        return 8 * length / _finestDash / 50;
    }

    private static IEnumerable<string> Targets(XElement element)
    {
        if ((string?)element.Attribute("href") is ['#', .. var used])
            yield return used;
        foreach (var name in (string[])["fill", "stroke", "clip-path"])
            if (SvgValues.Target((string?)element.Attribute(name)) is { } target)
                yield return target;
    }
}
