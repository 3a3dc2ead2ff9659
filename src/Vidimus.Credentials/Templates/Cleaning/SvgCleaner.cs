using System.Globalization;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Makes of an upload the template that is kept, shown and drawn: an SVG of allowed elements and attributes only, without scripts,
/// links, style sheets and anything from outside, whose cost of drawing is bounded.
/// </summary>
internal sealed class SvgCleaner
{
    private static readonly XNamespace Svg = SvgWords.Namespace;

    private readonly Cleaning _notes = new();
    private readonly StyleSheet _styles = new();
    private int _pixels;

    /// <summary>The clean tree; null when the upload is refused, for what <paramref name="notes"/> says.</summary>
    public static XElement? Clean(string text, out Cleaning notes)
    {
        var cleaner = new SvgCleaner();
        notes = cleaner._notes;
        return cleaner.Run(text);
    }

    private XElement? Run(string text)
    {
        if (SvgReading.Read(text, _notes) is not { } root)
            return null;
        if (root.Name != Svg + "svg")
        {
            _notes.Refuse(0, "is XML, but not an SVG picture");
            return null;
        }
        foreach (var style in root.Descendants(Svg + "style"))
            ReadStyles(style);
        var clean = Element(root, 16)!;
        PageSize.Set(root, clean, _notes);
        if (_notes.Refusals.Count == 0)
            DrawingCost.Check(clean, _notes);
        return _notes.Refusals.Count == 0 ? clean : null;
    }

    private void ReadStyles(XElement style)
    {
        var line = SvgReading.LineOf(style);
        // What a browser would take for another kind of text is none of ours either way.
        _styles.Add(style.Value, what => _notes.Warn(line, what));
        foreach (var rule in _styles.Rules)
        foreach (var (_, value) in rule.Declarations)
            RefuseReachingOut(line, "style", value);
    }

    private XElement? Element(XElement source, double parentFont)
    {
        var (line, name) = (SvgReading.LineOf(source), source.Name.LocalName);
        if (SvgWords.Dangerous.Contains(name))
        {
            _notes.Refuse(line, $"<{name}> is not taken: remove it");
            return null;
        }
        foreach (var attribute in source.Attributes())
            RefuseDanger(line, attribute);
        if (source.Name.NamespaceName != SvgWords.Namespace || name == "style")
        {
            RefuseInside(source);
            return null;
        }
        if (SvgWords.LeftOut.TryGetValue(name, out var why))
            _notes.Warn(line, why);
        var isKept = SvgWords.Elements.Contains(name) && (name != "svg" || source.Parent is null);
        if (!isKept && !SvgWords.Unwrapped.Contains(name))
        {
            if (name is not "metadata" && why is null)
                _notes.Warn(line, $"<{name}> was left out");
            RefuseInside(source);
            return null;
        }
        var clean = new XElement(Svg + (isKept ? name : "g"));
        clean.AddAnnotation(source);
        var font = Style(source, clean, parentFont);
        Attributes(source, clean);
        Children(source, clean, font);
        return name == "image" && clean.Attribute("href") is null && FieldName.Of(clean) is null
            ? null
            : clean;
    }

    private void Children(XElement source, XElement clean, double font)
    {
        var isText = clean.Name.LocalName is "text" or "tspan" or "title" or "desc";
        foreach (var node in source.Nodes())
        {
            if (node is XElement child && Element(child, font) is { } kept)
                clean.Add(kept);
            else if (node is XText text && isText)
                clean.Add(new XText(SafeText.Drawn(text.Value, keepSpaces: true)));
        }
    }

    /// <summary>What is left out is looked through all the same: a file with a script in it is not taken, wherever it stands.</summary>
    private void RefuseInside(XElement source)
    {
        foreach (var inside in source.Descendants())
        {
            var line = SvgReading.LineOf(inside);
            if (SvgWords.Dangerous.Contains(inside.Name.LocalName))
                _notes.Refuse(line, $"<{inside.Name.LocalName}> is not taken: remove it");
            foreach (var attribute in inside.Attributes())
                RefuseDanger(line, attribute);
        }
    }

    private void RefuseDanger(int line, XAttribute attribute)
    {
        var name = attribute.Name.LocalName;
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase) && name.Length > 3)
            _notes.Refuse(line, $"the attribute {Short(name)} would run a script: remove it");
        var isLink = name is "href" or "src";
        if (isLink && !IsInside(attribute))
            _notes.Refuse(
                line,
                $"{name}=\"{Short(attribute.Value)}\" leads out of the file: embed the picture, or remove the link"
            );
        if (!isLink)
            RefuseReachingOut(line, name, attribute.Value);
    }

    private void RefuseReachingOut(int line, string where, string value)
    {
        if (SvgValues.ReachesOut(value))
            _notes.Refuse(line, $"{Short(where)} refers to something outside the file: remove it");
    }

    /// <summary>A link of a text leads nowhere here and is dropped; any other must stay in the file.</summary>
    private static bool IsInside(XAttribute link)
    {
        var value = link.Value.Trim();
        if (value.Length == 0 || value[0] == '#')
            return true;
        var isLinkOfText =
            link.Parent!.Name.LocalName == "a"
            || link.Parent.Name.NamespaceName != SvgWords.Namespace;
        return isLinkOfText
            ? value.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                || value.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                || value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            : value.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase);
    }

    private double Style(XElement source, XElement clean, double parentFont)
    {
        var (line, font) = (SvgReading.LineOf(source), parentFont);
        var own = source
            .Attributes()
            .Where(a => a.Name.NamespaceName.Length == 0)
            .Select(a => (a.Name.LocalName, a.Value));
        var rules = _styles.For(
            source.Name.LocalName,
            (string?)source.Attribute("id"),
            (string?)source.Attribute("class")
        );
        var style = StyleSheet.Declarations((string?)source.Attribute("style") ?? "");
        foreach (var (name, value) in own.Concat(rules).Concat(style))
        {
            if (
                SvgWords.Missed.Contains(name)
                && value is not ("none" or "normal" or "lr-tb" or "lr" or "baseline")
            )
                _notes.Warn(line, $"{name} is not drawn");
            if (!SvgWords.Properties.TryGetValue(name, out var kind))
                continue;
            if (kind == Property.FontSize)
            {
                if (SvgValues.FontSize(value, parentFont) is { } size)
                    clean.SetAttributeValue(
                        name,
                        (font = size).ToString("0.####", CultureInfo.InvariantCulture)
                    );
            }
            else if (SvgValues.Keep(kind, value) is { } kept)
                clean.SetAttributeValue(name, kept);
            else if (value is not ("inherit" or "initial" or "unset"))
                _notes.Warn(line, $"{name}: {Short(value)} is not understood and was left out");
        }
        return font;
    }

    private void Attributes(XElement source, XElement clean)
    {
        var line = SvgReading.LineOf(source);
        foreach (var attribute in source.Attributes())
        {
            var name = attribute.Name.LocalName;
            if (attribute.Name.NamespaceName is "" && SvgWords.Attributes.Contains(name))
            {
                if (SvgValues.IsGeometry(attribute.Value))
                    clean.SetAttributeValue(name, attribute.Value);
                else
                    _notes.Refuse(
                        line,
                        $"{name}=\"{Short(attribute.Value)}\" is not a number within {SvgValues.Largest:N0}"
                    );
            }
            else if (name == "id" && SvgValues.IsId(attribute.Value))
                clean.SetAttributeValue("id", attribute.Value);
            else if (name == "href")
                Link(source, clean, attribute.Value.Trim());
            else if (attribute.Name == XNamespace.Xml + "space" && attribute.Value == "preserve")
                clean.SetAttributeValue(attribute.Name, "preserve");
            else if (attribute.Name == XNamespace.Xml + "lang" || attribute.Name == "lang")
                if (
                    attribute.Value.Length <= 35
                    && attribute.Value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                )
                    clean.SetAttributeValue(XNamespace.Xml + "lang", attribute.Value);
        }
        FieldName.Mark(source, clean, _notes);
    }

    private void Link(XElement source, XElement clean, string value)
    {
        if (value.StartsWith('#') && SvgValues.IsId(value[1..]))
        {
            if (clean.Name.LocalName is "use" or "linearGradient" or "radialGradient")
                clean.SetAttributeValue("href", value);
            return;
        }
        if (
            clean.Name.LocalName != "image"
            || !value.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
        )
            return;
        var line = SvgReading.LineOf(source);
        if (DataPicture.Read(value, out var reason) is not { } picture)
            _notes.Refuse(line, reason);
        else if ((_pixels += picture.Width * picture.Height) > DataPicture.MostPixels)
            _notes.Refuse(
                line,
                "the pictures in the file have too many pixels together: make them smaller"
            );
        else
            clean.SetAttributeValue("href", picture.Address);
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
