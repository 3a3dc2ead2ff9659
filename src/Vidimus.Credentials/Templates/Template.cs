namespace Vidimus.Credentials.Templates;

/// <summary>How credentials look on paper: an SVG with named fields.</summary>
/// <param name="Id">Its id, <c>tpl_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Shipped">Whether it comes with Vidimus.</param>
/// <param name="WidthMm">Width of its page, in millimetres.</param>
/// <param name="HeightMm">Height of its page.</param>
/// <param name="Fields">Its fields, such as <c>field-recipient-name</c>, <c>image-logo</c> and <c>qr-verify</c>.</param>
/// <param name="Warnings">What was left out of the upload, with its line.</param>
/// <param name="GroupCount">Groups that use it.</param>
/// <param name="CreatedAt">When it was created; null for one that comes with Vidimus.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Version">Counts its changes.</param>
public sealed record Template(
    string Id,
    string Name,
    bool Shipped,
    double WidthMm,
    double HeightMm,
    IReadOnlyList<string> Fields,
    IReadOnlyList<string> Warnings,
    int GroupCount,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    int Version
)
{
    private const double MmPerPoint = 25.4 / 72;

    internal static Template Of(TemplateRow row, int groups) =>
        new(
            row.Id,
            row.Name,
            Shipped: false,
            Mm(row.Width),
            Mm(row.Height),
            row.Fields.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            row.Warnings.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            groups,
            row.CreatedAt,
            row.UpdatedAt,
            row.Version
        );

    internal static Template Of(ShippedTemplate shipped, int groups) =>
        new(
            shipped.Id,
            shipped.Name,
            Shipped: true,
            Mm(shipped.Compiled.Page.Width),
            Mm(shipped.Compiled.Page.Height),
            shipped.Compiled.Fields,
            [],
            groups,
            null,
            null,
            1
        );

    private static double Mm(double points) => Math.Round(points * MmPerPoint, 1);
}
