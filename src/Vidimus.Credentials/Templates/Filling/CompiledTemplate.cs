using System.Globalization;
using System.Numerics;
using System.Text;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// A clean template made ready to be filled many times: its text, cut where fields stand. What is between is written once.
/// </summary>
internal sealed class CompiledTemplate
{
    // Between these a part of the text is the number of a slot; the cleaner lets neither of them through.
    private const char Open = '\uE000';
    private const char Close = '\uE001';

    private static readonly XNamespace Svg = SvgWords.Namespace;
    private readonly List<Slot> _slots = [];

    private CompiledTemplate(XElement root)
    {
        Page = PageSize.Of(root);
        Language = (string?)root.Attribute(XNamespace.Xml + "lang") ?? "en";
        Fields =
        [
            .. root.Descendants()
                .Select(FieldName.Of)
                .Where(f => f is { Kind: not (FieldKind.Box or FieldKind.If) })
                .Select(f => $"{Word(f!.Value.Kind)}-{f.Value.Name}")
                .Distinct(),
        ];
        var boxes = new Boxes(root);
        foreach (var element in root.DescendantsAndSelf())
            Brand(element);
        foreach (
            var element in root.Descendants().Where(e => FieldName.Of(e) is not null).ToArray()
        )
            Cut(element, boxes, root);
        Parts = Cut(root.ToString(SaveOptions.DisableFormatting));
    }

    public PageSize Page { get; }
    public string Language { get; }

    /// <summary>Names of its fields, such as <c>field-recipient-name</c>, in the order in which they stand.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Text and slots in turn.</summary>
    public IReadOnlyList<(string Text, Slot? Slot)> Parts { get; }

    public IReadOnlyList<Slot> Slots => _slots;

    /// <summary>Compiles a clean template.</summary>
    public static CompiledTemplate Of(string clean)
    {
        // Cleaned before it was kept: this is text of our own writing.
        using var reader = System.Xml.XmlReader.Create(
            new StringReader(clean),
            new() { DtdProcessing = System.Xml.DtdProcessing.Prohibit, XmlResolver = null }
        );
        return new(XElement.Load(reader, LoadOptions.PreserveWhitespace));
    }

    private void Cut(XElement element, Boxes boxes, XElement root)
    {
        var (kind, name) = FieldName.Of(element)!.Value;
        element.SetAttributeValue("data-field", null);
        switch (kind)
        {
            case FieldKind.Box:
                element.Remove();
                return;
            case FieldKind.If:
                element.AddFirst(new XText(Put(new ConditionSlot(name, Opens: true))));
                // The group itself stays, and is empty where there is nothing to show.
                element.Add(new XText(Put(new ConditionSlot(name, Opens: false))));
                return;
            case FieldKind.Text when element.Name == Svg + "tspan":
                var sample = SafeText.Value(element.Value);
                element.RemoveNodes();
                element.Add(new XText(Put(new InlineSlot(name, sample))));
                return;
            case FieldKind.Text:
                element.ReplaceWith(
                    new XText(
                        Put(TextSlot.Of(name, element, boxes.For(name, element), PageSize.Of(root)))
                    )
                );
                return;
            default:
                element.ReplaceWith(new XText(Put(PictureSlot.Of(kind, name, element))));
                return;
        }
    }

    private void Brand(XElement element)
    {
        foreach (var part in (string[])["fill", "stroke"])
        {
            if ((string?)element.Attribute("data-" + part) is not { } brand)
                continue;
            element.SetAttributeValue("data-" + part, null);
            var target = element.Name.LocalName == "stop" ? "stop-color" : part;
            var usual = (string?)element.Attribute(target) ?? "#000000";
            element.SetAttributeValue(target, Put(new ColorSlot(brand, usual)));
        }
    }

    private string Put(Slot slot)
    {
        _slots.Add(slot);
        return string.Create(CultureInfo.InvariantCulture, $"{Open}{_slots.Count - 1}{Close}");
    }

    /// <summary>A text cut at its slots.</summary>
    public IReadOnlyList<(string Text, Slot? Slot)> Cut(string text)
    {
        var parts = new List<(string, Slot?)>();
        var at = 0;
        for (int open; (open = text.IndexOf(Open, at)) >= 0; )
        {
            var close = text.IndexOf(Close, open);
            var number = int.Parse(
                text.AsSpan(open + 1, close - open - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture
            );
            parts.Add((text[at..open], _slots[number]));
            at = close + 1;
        }
        parts.Add((text[at..], null));
        return parts;
    }

    private static string Word(FieldKind kind) =>
        kind switch
        {
            FieldKind.Image => "image",
            FieldKind.Qr => "qr",
            _ => "field",
        };
}

/// <summary>A place in a template that is filled.</summary>
internal abstract record Slot(string Name);

/// <summary>Where what is shown only with a value of this field begins or ends.</summary>
internal sealed record ConditionSlot(string Name, bool Opens) : Slot(Name);

/// <summary>A value within a line of the template's own text.</summary>
internal sealed record InlineSlot(string Name, string Sample) : Slot(Name);

/// <summary>A colour of the organization.</summary>
internal sealed record ColorSlot(string Name, string Usual) : Slot(Name);

/// <summary>A rectangle that a picture or a QR code stands in.</summary>
internal sealed record PictureSlot(
    FieldKind Kind,
    string Name,
    double X,
    double Y,
    double Width,
    double Height,
    string Transform
) : Slot(Name)
{
    public static PictureSlot Of(FieldKind kind, string name, XElement element)
    {
        double Number(string attribute) =>
            SvgValues.Length((string?)element.Attribute(attribute)) ?? 0;
        return new(
            kind,
            name,
            Number("x"),
            Number("y"),
            Number("width"),
            Number("height"),
            (string?)element.Attribute("transform") is { } transform
                ? $" transform=\"{transform}\""
                : ""
        );
    }
}
