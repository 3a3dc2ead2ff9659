using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>What a marked element is for.</summary>
internal enum FieldKind
{
    Text,
    Image,
    Qr,
    Box,
    If,
}

/// <summary>
/// How a designer marks fields: by the name of the object in the drawing program, which becomes an id or a label, or by an attribute
/// <c>data-field</c>; and colours that are the organization's by <c>data-fill</c> and <c>data-stroke</c>, or a class.
/// </summary>
internal static partial class FieldName
{
    private static readonly string[] Brands = ["color", "accent", "on-color", "on-accent"];

    /// <summary>The field that a clean element stands for; null for none.</summary>
    public static (FieldKind Kind, string Name)? Of(XElement clean) =>
        (string?)clean.Attribute("data-field") is { } mark && Read(mark) is { } field
            ? field
            : null;

    /// <summary>Writes the marks of an element onto its clean form.</summary>
    public static void Mark(XElement source, XElement clean, Cleaning notes)
    {
        string?[] names =
        [
            (string?)source.Attribute("data-field"),
            (string?)source.Attribute(XName.Get("label", SvgWords.Inkscape)),
            (string?)source.Attribute("data-name"),
            (string?)source.Attribute("id"),
        ];
        foreach (var name in names)
        {
            if (name is null || Read(name) is not { } field)
                continue;
            if (Objection(field.Kind, clean.Name.LocalName) is { } objection)
                notes.Warn(SvgReading.LineOf(source), $"{Short(name)} {objection}");
            else
                clean.SetAttributeValue("data-field", $"{Word(field.Kind)}-{field.Name}");
            break;
        }
        var classes = ((string?)source.Attribute("class"))?.Split(' ') ?? [];
        foreach (var part in (string[])["fill", "stroke"])
        {
            var brand =
                (string?)source.Attribute("data-" + part)
                ?? classes
                    .Select(c =>
                        c.StartsWith($"brand-{part}-", StringComparison.Ordinal)
                            ? c[(7 + part.Length)..]
                            : null
                    )
                    .FirstOrDefault(c => c is not null);
            if (brand is not null && Brands.Contains(brand))
                clean.SetAttributeValue("data-" + part, brand);
        }
    }

    private static (FieldKind Kind, string Name)? Read(string mark)
    {
        if (Pattern().Match(mark) is not { Success: true } match)
            return null;
        var kind = match.Groups[1].Value switch
        {
            "field" => FieldKind.Text,
            "image" => FieldKind.Image,
            "qr" => FieldKind.Qr,
            "box" => FieldKind.Box,
            _ => FieldKind.If,
        };
        return (kind, match.Groups[2].Value);
    }

    private static string Word(FieldKind kind) =>
        kind switch
        {
            FieldKind.Text => "field",
            FieldKind.Image => "image",
            FieldKind.Qr => "qr",
            FieldKind.Box => "box",
            _ => "if",
        };

    private static string? Objection(FieldKind kind, string element) =>
        kind switch
        {
            FieldKind.Text when element is not ("text" or "tspan") =>
                "is not a text: only a text object can be filled (was it turned into a path?)",
            FieldKind.Image
            or FieldKind.Qr
            or FieldKind.Box when element is not ("rect" or "image") =>
                "is not a rectangle: draw a rectangle where it is to stand",
            FieldKind.If when element is not "g" => "is not a group: only a group can be left out",
            _ => null,
        };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    // What follows "--" tells apart two objects of one field: ids are unique in a file. Illustrator and Figma add _2.
    [GeneratedRegex(
        @"^(field|image|qr|box|if)-([a-zA-Z][a-zA-Z0-9]*(?:[-.][a-zA-Z0-9]+)*?)(?:--.*|_\d+_?)?$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Pattern();
}
