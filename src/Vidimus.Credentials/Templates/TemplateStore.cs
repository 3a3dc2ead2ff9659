using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Templates;

/// <summary>Finds templates: the organization's own and the shipped ones.</summary>
internal static class TemplateStore
{
    public static Task<TemplateRow?> Row(VidimusDb db, string id, CancellationToken cancellation) =>
        db.Templates.SingleOrDefaultAsync(t => t.Id == id, cancellation);

    public static async Task<bool> Exists(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        ShippedTemplates.Find(id) is not null
        || await db.Templates.AnyAsync(t => t.Id == id, cancellation);

    /// <summary>The clean SVG of a template, or null.</summary>
    public static async Task<string?> Svg(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        ShippedTemplates.Find(id)?.Svg
        ?? await db
            .Templates.AsNoTracking()
            .Where(t => t.Id == id)
            .Select(t => t.Svg)
            .SingleOrDefaultAsync(cancellation);

    /// <summary>A template ready to be filled, or null.</summary>
    public static async Task<CompiledTemplate?> Compiled(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        ShippedTemplates.Find(id) is { } shipped ? shipped.Compiled
        : await Svg(db, id, cancellation) is { } svg ? CompiledTemplate.Of(svg)
        : null;

    /// <summary>How many groups use each template.</summary>
    public static Task<Dictionary<string, int>> Uses(
        VidimusDb db,
        CancellationToken cancellation
    ) =>
        db
            .Groups.Where(g => g.TemplateId != null)
            .GroupBy(g => g.TemplateId!)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
}
