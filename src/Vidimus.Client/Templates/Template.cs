using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>How credentials look on paper: an SVG with named fields.</summary>
public sealed record Template : IChecked
{
    /// <summary><c>tpl_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it comes with Vidimus, and cannot be changed.</summary>
    public required bool Shipped { get; init; }

    /// <summary>Width of its page, in millimetres.</summary>
    public required double WidthMm { get; init; }

    /// <summary>Height of its page.</summary>
    public required double HeightMm { get; init; }

    /// <summary>Its fields, such as <c>field-recipient-name</c>, <c>image-logo</c> and <c>qr-verify</c>.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>What was left out of the upload, with its line.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Groups that use it.</summary>
    public required int GroupCount { get; init; }

    /// <summary>When it was created; null for one that comes with Vidimus.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Goes up with every change.</summary>
    public required int Version { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(TemplateCalls.IsId(Id), "id");
        check.Filled(Name, "name");
        check.NotNegative(GroupCount, "groupCount");
        check.NotNegative(Version, "version");
        check.That(WidthMm > 0, "widthMm");
        check.That(HeightMm > 0, "heightMm");
    }
}

/// <summary>A template to be created.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Svg">The SVG.</param>
public sealed record NewTemplate(string Name, string Svg);

/// <summary>What to change about a template; null leaves a member as it is.</summary>
public sealed record TemplateChange
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>A new SVG.</summary>
    public string? Svg { get; init; }
}

/// <summary>The forms in which a page is drawn.</summary>
[JsonConverter(typeof(WireEnum<PageForm>))]
public enum PageForm
{
    /// <summary>SVG, which every browser shows as a picture.</summary>
    Svg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>PDF.</summary>
    Pdf,
}

/// <summary>What a page is tried with.</summary>
public sealed record PageSample
{
    /// <summary>Texts by the name of their field; samples for those left out.</summary>
    public IReadOnlyDictionary<string, string?>? Fields { get; init; }

    /// <summary>Main colour, <c>#rrggbb</c>; the organization's when null.</summary>
    public string? Color { get; init; }

    /// <summary>Second colour.</summary>
    public string? Accent { get; init; }

    /// <summary>An SVG that is not kept yet, where no template is named.</summary>
    public string? Svg { get; init; }
}

/// <summary>A drawn page.</summary>
/// <param name="Form">Its form.</param>
/// <param name="Bytes">The file.</param>
public sealed record DrawnPage(PageForm Form, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its media type.</summary>
    public string MediaType => TypeOf(Form);

    internal static string TypeOf(PageForm form) =>
        form switch
        {
            PageForm.Png => "image/png",
            PageForm.Pdf => "application/pdf",
            _ => "image/svg+xml",
        };
}
