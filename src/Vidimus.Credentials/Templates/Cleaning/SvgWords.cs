using System.Collections.Frozen;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// What a template may be made of: the static, bounded part of SVG 1.1 and SVG 2 that librsvg and browsers draw alike. All else
/// is left out or refused.
/// </summary>
internal static class SvgWords
{
    public const string Namespace = "http://www.w3.org/2000/svg";
    public const string XLink = "http://www.w3.org/1999/xlink";
    public const string Inkscape = "http://www.inkscape.org/namespaces/inkscape";

    /// <summary>Elements that are kept.</summary>
    public static readonly FrozenSet<string> Elements = FrozenSet.ToFrozenSet([
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "image",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "title",
        "desc",
    ]);

    /// <summary>Elements that act, or draw what is not SVG: a file with one of them is not taken.</summary>
    public static readonly FrozenSet<string> Dangerous = FrozenSet.ToFrozenSet([
        "script",
        "handler",
        "listener",
        "foreignObject",
        "iframe",
        "embed",
        "object",
        "audio",
        "video",
        "canvas",
        "animate",
        "animateColor",
        "animateMotion",
        "animateTransform",
        "set",
        "discard",
        "mpath",
    ]);

    /// <summary>Elements whose children stand in their place: links lead nowhere here, and there is one language.</summary>
    public static readonly FrozenSet<string> Unwrapped = FrozenSet.ToFrozenSet(["a", "switch"]);

    /// <summary>
    /// Elements that are left out, and why. How long a filter, mask, pattern or marker takes to draw depends on the page in ways that
    /// cannot be told from the file.
    /// </summary>
    public static readonly FrozenDictionary<string, string> LeftOut = new Dictionary<string, string>
    {
        ["filter"] = "filters (shadows, blurs) are not drawn: use shapes and gradients",
        ["mask"] = "masks are not drawn: use a clipping path",
        ["pattern"] = "patterns are not drawn: draw the shapes themselves",
        ["marker"] = "markers are not drawn: draw the arrow heads themselves",
        ["textPath"] = "text along a path is not drawn: turn it into a path",
        ["font"] = "fonts inside the file are not used: name one that the server has",
        ["font-face"] = "fonts inside the file are not used: name one that the server has",
        ["flowRoot"] =
            "flowed text is not SVG: use plain text, and a box-… rectangle for its frame",
    }.ToFrozenDictionary();

    /// <summary>Attributes of geometry and structure, which hold numbers, names or words.</summary>
    public static readonly FrozenSet<string> Attributes = FrozenSet.ToFrozenSet([
        "x",
        "y",
        "width",
        "height",
        "rx",
        "ry",
        "r",
        "cx",
        "cy",
        "x1",
        "y1",
        "x2",
        "y2",
        "fx",
        "fy",
        "fr",
        "dx",
        "dy",
        "d",
        "points",
        "offset",
        "transform",
        "gradientTransform",
        "gradientUnits",
        "spreadMethod",
        "clipPathUnits",
        "viewBox",
        "preserveAspectRatio",
    ]);

    /// <summary>Properties of style that are kept, as attributes.</summary>
    public static readonly FrozenDictionary<string, Property> Properties = new Dictionary<
        string,
        Property
    >
    {
        ["fill"] = Property.Paint,
        ["stroke"] = Property.Paint,
        ["color"] = Property.Color,
        ["stop-color"] = Property.Color,
        ["fill-opacity"] = Property.Number,
        ["stroke-opacity"] = Property.Number,
        ["stop-opacity"] = Property.Number,
        ["opacity"] = Property.Number,
        ["fill-rule"] = Property.Word,
        ["clip-rule"] = Property.Word,
        ["clip-path"] = Property.Link,
        ["stroke-width"] = Property.Number,
        ["stroke-linecap"] = Property.Word,
        ["stroke-linejoin"] = Property.Word,
        ["stroke-miterlimit"] = Property.Number,
        ["stroke-dasharray"] = Property.Number,
        ["stroke-dashoffset"] = Property.Number,
        ["paint-order"] = Property.Word,
        ["display"] = Property.Word,
        ["visibility"] = Property.Word,
        ["font-family"] = Property.Fonts,
        ["font-size"] = Property.FontSize,
        ["font-style"] = Property.Word,
        ["font-weight"] = Property.Number,
        ["font-stretch"] = Property.Word,
        ["font-variant"] = Property.Word,
        ["letter-spacing"] = Property.Number,
        ["word-spacing"] = Property.Number,
        ["text-anchor"] = Property.Word,
        ["text-decoration"] = Property.Word,
        ["direction"] = Property.Word,
        ["unicode-bidi"] = Property.Word,
        ["shape-rendering"] = Property.Word,
        ["text-rendering"] = Property.Word,
    }.ToFrozenDictionary();

    /// <summary>Properties that change how the page looks and are not kept: the designer is told.</summary>
    public static readonly FrozenSet<string> Missed = FrozenSet.ToFrozenSet([
        "filter",
        "mask",
        "marker",
        "marker-start",
        "marker-mid",
        "marker-end",
        "mix-blend-mode",
        "font",
        "writing-mode",
        "vector-effect",
        "transform-origin",
        "shape-inside",
        "background",
        "baseline-shift",
    ]);
}

/// <summary>What the value of a property may be.</summary>
internal enum Property
{
    Word,
    Number,
    Color,
    Paint,
    Link,
    Fonts,
    FontSize,
}
