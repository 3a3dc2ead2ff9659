using System.Xml;

namespace Vidimus.Proofs;

/// <summary>
/// What an SVG that we publish must not hold: anything that runs, that moves, or that comes from outside the file. Elements are named that
/// may stand in it (SVG 1.1 and SVG 2); of styles, what could reach out is refused.
/// </summary>
internal static class SvgSafety
{
    private const string Svg = "http://www.w3.org/2000/svg";

    private static readonly HashSet<string> Elements = new(
        (
            "svg g defs symbol use switch path rect circle ellipse line polyline polygon text tspan textPath title desc metadata style "
            + "linearGradient radialGradient stop pattern clipPath mask marker image filter feBlend feColorMatrix feComponentTransfer "
            + "feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB "
            + "feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting "
            + "feSpotLight feTile feTurbulence"
        ).Split(' '),
        StringComparer.Ordinal
    );

    // Read as CSS by whoever shows the image, with its escapes.
    private static readonly HashSet<string> Styles = new(
        "style fill stroke filter mask clip-path marker marker-start marker-mid marker-end cursor color-profile".Split(
            ' '
        ),
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly string[] Reaching =
    [
        "@import",
        "image-set",
        "image(",
        "src(",
        "expression(",
        "-moz-binding",
        "javascript:",
        "\\",
    ];

    private static readonly string[] ImageTypes = ["png", "jpeg", "gif", "webp"];

    /// <summary>The objection to the node that the reader stands on, or null.</summary>
    internal static string? Refuse(XmlReader reader) =>
        reader.NodeType switch
        {
            XmlNodeType.ProcessingInstruction =>
                "The SVG image has a processing instruction, which is not accepted.",
            XmlNodeType.Element => RefuseElement(reader),
            _ => null,
        };

    /// <summary>The objection to the whole content of a style element, or null.</summary>
    internal static string? RefuseStyle(string? content) =>
        content is null || Reaches(content) ? Outside : null;

    private const string Outside =
        "The SVG image refers to something outside of itself, which is not accepted.";

    private static string? RefuseElement(XmlReader reader)
    {
        var space = reader.NamespaceURI;
        if (
            (space == Svg && !Elements.Contains(reader.LocalName))
            || space is "http://www.w3.org/1999/xhtml" or "http://www.w3.org/1998/Math/MathML"
        )
        {
            return $"The SVG image has the element '{Shorten(reader.LocalName)}', which is not accepted.";
        }
        string? refusal = null;
        while (refusal is null && reader.MoveToNextAttribute())
        {
            refusal =
                reader.NamespaceURI == "http://www.w3.org/2000/xmlns/"
                    ? null
                    : RefuseAttribute(reader);
        }
        reader.MoveToElement();
        return refusal;
    }

    private static string? RefuseAttribute(XmlReader attribute)
    {
        var name = attribute.LocalName;
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
        {
            return "The SVG image has an event handler, which is not accepted.";
        }
        if (name is "base" or "src")
        {
            return Outside;
        }
        var value = attribute.Value;
        if (name == "href")
        {
            return IsInside(value) ? null : Outside;
        }
        return Styles.Contains(name)
            ? Reaches(value)
                ? Outside
                : null
            : RefersOutside(value)
                ? Outside
                : null;
    }

    private static bool Reaches(string style) =>
        Reaching.Any(word => style.Contains(word, StringComparison.OrdinalIgnoreCase))
        || RefersOutside(style);

    /// <summary>Whether one of the <c>url(…)</c> in a text leads out of the file.</summary>
    private static bool RefersOutside(ReadOnlySpan<char> text)
    {
        const string Url = "url(";
        while (text.IndexOf(Url, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            text = text[(at + Url.Length)..];
            if (!IsInside(text.TrimStart(" \t\r\n\f\"'")))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A fragment of the file itself, or a picture without any parts that could act.</summary>
    private static bool IsInside(ReadOnlySpan<char> target)
    {
        target = target.Trim();
        const string Data = "data:image/";
        if (target.IsEmpty || target[0] == '#')
        {
            return true;
        }
        if (!target.StartsWith(Data, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        target = target[Data.Length..];
        foreach (var type in ImageTypes)
        {
            if (
                target.StartsWith(type, StringComparison.OrdinalIgnoreCase)
                && target[type.Length..].StartsWith(";base64,", StringComparison.OrdinalIgnoreCase)
            )
            {
                return true;
            }
        }
        return false;
    }

    private static string Shorten(string foreign) =>
        foreign.Length <= 60 ? foreign : foreign[..60] + "…";
}
