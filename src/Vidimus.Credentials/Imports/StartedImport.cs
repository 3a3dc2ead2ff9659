using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

/// <summary>
/// What starting an import does, for the person who approves it. The rows themselves never change after the upload, so that
/// the id stands for them; what becomes of them can be changed until the start.
/// </summary>
internal sealed record StartedImport(
    string? FileName,
    string GroupId,
    string GroupName,
    int Rows,
    IReadOnlyDictionary<string, string> Fields,
    string? DateFormat,
    bool Draft,
    bool Distribute
)
{
    public static async Task<JsonElement?> Read(HttpContext http)
    {
        var (db, cancellation) = (
            http.RequestServices.GetRequiredService<VidimusDb>(),
            http.RequestAborted
        );
        var id = http.GetRouteValue("id") as string;
        return
            await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellation)
                is { } row
            && http.RequestServices.GetRequiredService<ImportViews>().HeadOf(row) is { } head
            && await GroupRules.Find(db, row.GroupId, cancellation) is { } group
            ? Of(row, head, group)
            : null;
    }

    public static JsonElement Of(ImportRow row, ImportHead head, GroupRow group) =>
        JsonSerializer.SerializeToElement(
            new StartedImport(
                head.FileName,
                row.GroupId,
                group.Name,
                row.RowCount,
                head.Mapping.Fields.Where(f => f.Value is not null)
                    .ToDictionary(f => f.Key, f => Source(f.Value!, head), StringComparer.Ordinal),
                head.Mapping.DateFormat,
                head.Mapping.Draft,
                head.Mapping.Distribute
            ),
            VidimusJson.Native
        );

    // Columns by place and name: two may have the same name.
    private static string Source(ImportSource source, ImportHead head) =>
        source.Columns is { } columns
            ? "columns "
                + string.Join(
                    " and ",
                    columns.Select(c =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{c} ({head.Columns.ElementAtOrDefault(c)})"
                        )
                    )
                )
            : $"always {source.Constant}";
}
