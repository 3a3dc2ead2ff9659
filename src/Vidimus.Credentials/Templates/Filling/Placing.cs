using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>Where an element stands on the page.</summary>
internal static partial class Placing
{
    /// <summary>From the element's own units to those of the page.</summary>
    public static Matrix3x2 ToPage(XElement element)
    {
        var matrix = Matrix3x2.Identity;
        for (XElement? at = element; at is not null; at = at.Parent)
            matrix *= Transform((string?)at.Attribute("transform"));
        return matrix;
    }

    /// <summary>How much a transform enlarges at most.</summary>
    public static double Growth(string? transform)
    {
        if (transform is null)
            return 1;
        var m = Transform(transform);
        var (a, b) = (
            new Vector2(m.M11 + m.M22, m.M12 - m.M21),
            new Vector2(m.M11 - m.M22, m.M12 + m.M21)
        );
        return (a.Length() + b.Length()) / 2;
    }

    private static Matrix3x2 Transform(string? transform)
    {
        var matrix = Matrix3x2.Identity;
        if (transform is null)
            return matrix;
        foreach (Match function in Function().Matches(transform))
            matrix =
                One(
                    function.Groups[1].Value,
                    [.. SvgValues.Numbers(function.Groups[2].Value).Select(n => (float)n)]
                ) * matrix;
        return matrix;
    }

    // SVG 2, section 8.5.
    private static Matrix3x2 One(string name, float[] n) =>
        (name, n.Length) switch
        {
            ("matrix", 6) => new(n[0], n[1], n[2], n[3], n[4], n[5]),
            ("translate", 1) => Matrix3x2.CreateTranslation(n[0], 0),
            ("translate", 2) => Matrix3x2.CreateTranslation(n[0], n[1]),
            ("scale", 1) => Matrix3x2.CreateScale(n[0]),
            ("scale", 2) => Matrix3x2.CreateScale(n[0], n[1]),
            ("rotate", 1) => Matrix3x2.CreateRotation(n[0] * MathF.PI / 180),
            ("rotate", 3) => Matrix3x2.CreateRotation(n[0] * MathF.PI / 180, new(n[1], n[2])),
            ("skewX", 1) => Matrix3x2.CreateSkew(n[0] * MathF.PI / 180, 0),
            ("skewY", 1) => Matrix3x2.CreateSkew(0, n[0] * MathF.PI / 180),
            _ => Matrix3x2.Identity,
        };

    [GeneratedRegex(@"(\w+)\s*\(([^)]*)\)", RegexOptions.None, 1000)]
    private static partial Regex Function();
}

/// <summary>The frames that a template has for its texts: rectangles named <c>box-…</c>.</summary>
internal sealed class Boxes
{
    private readonly Dictionary<string, Vector2[]> _onPage = new(StringComparer.Ordinal);

    public Boxes(XElement root)
    {
        foreach (var element in root.Descendants())
        {
            if (FieldName.Of(element) is not { Kind: FieldKind.Box, Name: var name })
                continue;
            float Number(string attribute) =>
                (float)(SvgValues.Length((string?)element.Attribute(attribute)) ?? 0);
            var (x, y, toPage) = (Number("x"), Number("y"), Placing.ToPage(element));
            _onPage.TryAdd(
                name,
                [
                    Vector2.Transform(new(x, y), toPage),
                    Vector2.Transform(new(x + Number("width"), y + Number("height")), toPage),
                ]
            );
        }
    }

    /// <summary>The frame of a text in the units of that text; null for none.</summary>
    public Frame? For(string name, XElement text)
    {
        if (
            !_onPage.TryGetValue(name, out var corners)
            || !Matrix3x2.Invert(Placing.ToPage(text), out var fromPage)
        )
            return null;
        var (a, b) = (
            Vector2.Transform(corners[0], fromPage),
            Vector2.Transform(corners[1], fromPage)
        );
        return new(
            Math.Min(a.X, b.X),
            Math.Min(a.Y, b.Y),
            Math.Abs(a.X - b.X),
            Math.Abs(a.Y - b.Y)
        );
    }
}

/// <summary>A frame of a text, in its units.</summary>
internal readonly record struct Frame(double X, double Y, double Width, double Height);
