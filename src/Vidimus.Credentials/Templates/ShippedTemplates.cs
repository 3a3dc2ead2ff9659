using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>A template that comes with Vidimus; every organization has it.</summary>
internal sealed record ShippedTemplate(
    string Id,
    string Name,
    string Svg,
    CompiledTemplate Compiled
);

/// <summary>The templates that come with Vidimus, cleaned as any upload is.</summary>
internal static class ShippedTemplates
{
    /// <summary>What a group's credentials look like when nobody has chosen.</summary>
    public const string Usual = "tpl_classic";

    private static readonly (string Name, string Title)[] Names =
    [
        ("classic", "Classic certificate (A4, landscape)"),
        ("modern", "Modern certificate (A4, landscape)"),
        ("academic", "Letter with details (A4, portrait)"),
        ("badge", "Badge (square)"),
    ];

    private static readonly Lazy<IReadOnlyList<ShippedTemplate>> Loaded = new(() =>
        [.. Names.Select(n => Load(n.Name, n.Title))]
    );

    public static IReadOnlyList<ShippedTemplate> All => Loaded.Value;

    public static ShippedTemplate? Find(string id) => All.FirstOrDefault(t => t.Id == id);

    private static ShippedTemplate Load(string name, string title)
    {
        using var stream = typeof(ShippedTemplates).Assembly.GetManifestResourceStream(
            $"templates/{name}.svg"
        )!;
        using var reader = new StreamReader(stream);
        var clean =
            SvgCleaner.Clean(reader.ReadToEnd(), out var notes)
            ?? throw new InvalidOperationException($"{name}: {string.Join("; ", notes.Refusals)}");
        var svg = clean.ToString(SaveOptions.DisableFormatting);
        return new($"tpl_{name}", title, svg, CompiledTemplate.Of(svg));
    }
}
