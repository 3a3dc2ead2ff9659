using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Templates;

/// <summary>How credentials of an organization's groups look on paper.</summary>
internal sealed class TemplateRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string Name { get; set; }

    /// <summary>The cleaned SVG; what was uploaded is not kept.</summary>
    public required string Svg { get; set; }

    /// <summary>Names of its fields, with spaces between.</summary>
    public required string Fields { get; set; }

    /// <summary>What was left out of the upload, one a line.</summary>
    public required string Warnings { get; set; }

    /// <summary>The page in points.</summary>
    public required double Width { get; set; }
    public required double Height { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public required int Version { get; set; }
}
