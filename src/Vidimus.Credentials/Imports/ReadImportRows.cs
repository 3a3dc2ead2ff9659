using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>
/// What checking found, and once it is started what became of the rows: page by page, or those at fault as a CSV file with
/// their cells, to be corrected and uploaded again.
/// </summary>
internal sealed class ReadImportRows(
    VidimusDb db,
    CurrentCaller caller,
    ImportVault vault,
    ImportViews views,
    Cursors cursors
)
{
    private static readonly string[] States = ["wrong", "issued", "draft", "failed"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/imports/{id}/rows",
                async (
                    HttpContext http,
                    ReadImportRows read,
                    string id,
                    string? state,
                    string? cursor,
                    string? limit
                ) => (await read.Page(id, state, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Page<ImportRowResult>>()
            .WithTags("Imports")
            .WithSummary("List what is wrong with rows of an import, or became of them")
            .WithName("listImportRows");
        routes
            .MapGet(
                "/v1/imports/{id}/errors.csv",
                (HttpContext http, ReadImportRows read, string id) => read.Csv(http, id)
            )
            .Needs(Scopes.CredentialsRead)
            .Weighs(5)
            .Produces(200, contentType: "text/csv")
            .WithTags("Imports")
            .WithSummary("Download the rows at fault as a CSV file")
            .WithName("downloadImportErrors");
    }

    private async Task<Result<Page<ImportRowResult>>> Page(
        string id,
        string? state,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().OneOf("state", state, States);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var found = await Find(id, cancellation);
        if (found.Problem is { } refused)
            return refused;
        var import = found.Value!;
        var scope =
            $"import-rows|{caller.Value.OrganizationId}|{id}|{state}|{import.StartedAt is null}";
        var (chunk, row) = (0, 0);
        if (cursor is not null)
        {
            if (!cursors.TryRead(scope, cursor, out var position))
                return PlatformProblems.InvalidCursor;
            var parts = position.Split('/');
            chunk = int.Parse(parts[0], CultureInfo.InvariantCulture);
            row = int.Parse(parts[1], CultureInfo.InvariantCulture);
        }
        var rows = new List<(int Chunk, ImportRowResult Result)>();
        await foreach (var (piece, results) in Results(import, chunk, cancellation))
        {
            rows.AddRange(
                results
                    .Where(r => r.Row > row && (state is null || r.State == state))
                    .Select(r => (piece.FirstRow, r))
            );
            if (rows.Count > size)
                break;
        }
        return rows.ToPage(
            size,
            r => r.Result,
            r =>
                cursors.Make(
                    scope,
                    string.Create(CultureInfo.InvariantCulture, $"{r.Chunk}/{r.Result.Row}")
                )
        );
    }

    private async Task<Result<ImportRow>> Find(string id, CancellationToken cancellation) =>
        await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellation)
            is not { } row
            ? ImportProblems.NotFound
        : row.DataKey is null ? ImportProblems.RowsGone
        : row;

    private async IAsyncEnumerable<(ImportChunkRow Chunk, List<ImportRowResult> Results)> Results(
        ImportRow import,
        int from,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var key = vault.Open(import.DataKey!);
        var found = import.StartedAt is null;
        var chunks = db
            .ImportChunks.AsNoTracking()
            .Where(c => c.ImportId == import.Id && c.FirstRow >= from)
            .Where(c => found ? c.Findings != null : c.Outcomes != null)
            .OrderBy(c => c.FirstRow)
            .AsAsyncEnumerable();
        await foreach (var chunk in chunks.WithCancellation(cancellation))
            yield return (chunk, ImportRowsRead.Results(key, chunk, found));
    }

    private async Task<IResult> Csv(HttpContext http, string id)
    {
        var import = await Find(id, http.RequestAborted);
        if (import.Problem is { } refused)
            return new Refusal(refused);
        var head = views.HeadOf(import.Value!)!;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{id}-errors.csv\"";
        http.Response.Headers.CacheControl = "no-store";
        return Microsoft.AspNetCore.Http.Results.Stream(
            stream => Write(import.Value!, head, stream, http.RequestAborted),
            "text/csv; charset=utf-8"
        );
    }

    /// <summary>With a byte order mark, without which Excel reads no UTF-8.</summary>
    private async Task Write(
        ImportRow import,
        ImportHead head,
        Stream stream,
        CancellationToken cancellation
    )
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(true), leaveOpen: true);
        await Line(writer, ["Row", "Column", "Reason", .. head.Columns]);
        var key = vault.Open(import.DataKey!);
        await foreach (var (chunk, results) in Results(import, 0, cancellation))
        {
            var rows = ImportRowsRead.Rows(key, chunk).ToDictionary(r => r.N);
            foreach (var result in results.Where(r => r.Errors.Count > 0))
            {
                var cells = rows.GetValueOrDefault(result.Row)?.C ?? [];
                await Line(
                    writer,
                    [
                        result.Row.ToString(CultureInfo.InvariantCulture),
                        string.Join(
                            "; ",
                            result.Errors.Select(e => e.Column ?? e.Field).Distinct()
                        ),
                        string.Join("; ", result.Errors.Select(e => e.Message)),
                        .. cells,
                    ]
                );
            }
        }
    }

    private static Task Line(TextWriter writer, IEnumerable<string> cells) =>
        writer.WriteAsync(string.Join(',', cells.Select(SafeCell.Of)) + "\r\n");
}

/// <summary>A cell of a CSV file that no spreadsheet takes for a formula.</summary>
internal static class SafeCell
{
    // OWASP, CSV Injection; the last four are = + - @ in full width, which some spreadsheets read alike.
    private const string Formula = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>Quoted; with an apostrophe before what would be calculated. A plain number stays as it is.</summary>
    public static string Of(string? text)
    {
        var cell = text ?? "";
        var begin = cell.AsSpan().TrimStart(" \u00a0\0");
        if (begin.Length > 0 && Formula.Contains(begin[0]) && !IsNumber(cell))
            cell = "'" + cell;
        return $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsNumber(string cell) =>
        double.TryParse(
            cell,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out _
        );
}
