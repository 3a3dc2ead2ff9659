using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Audit;

/// <summary>Streams the sealed record in the order of its chain, for keeping and for verifying elsewhere.</summary>
internal sealed class ExportAudit(VidimusDb db, CurrentCaller caller)
{
    private static readonly string[] Formats = ["jsonl", "csv"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/audit/export",
                (
                    HttpContext http,
                    ExportAudit export,
                    string? format,
                    string? kind,
                    string? resourceId,
                    string? actorId,
                    string? requestId,
                    string? environment,
                    string? mode,
                    string? from,
                    string? to
                ) => export.Run(http.Request.Query, format ?? "jsonl")
            )
            .Needs(Scopes.AuditRead)
            .Weighs(10)
            .Heavy()
            .Produces<string>(200, "application/jsonl", "text/csv")
            .WithTags("Audit")
            .WithSummary("Export the record as JSON Lines or CSV")
            .WithName("exportAudit");

    public IResult Run(IQueryCollection query, string format)
    {
        var fields = new Fields().OneOf("format", format, Formats);
        var filter = AuditFilter.Read(query, caller.Value.Mode, fields);
        return fields.Problem is { } wrong
            ? new Refusal(wrong)
            : new Streamed(db, caller.Value, filter, format == "csv");
    }

    private sealed class Streamed(VidimusDb db, Caller caller, AuditFilter filter, bool csv)
        : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var extension = csv ? "csv" : "jsonl";
            httpContext.Response.ContentType = csv
                ? "text/csv; charset=utf-8"
                : "application/jsonl; charset=utf-8";
            httpContext.Response.Headers.ContentDisposition =
                $"attachment; filename=\"audit-{caller.OrganizationId}.{extension}\"";
            httpContext.Response.Headers.CacheControl = "no-store";
            IQueryable<FactRow> Asked(IQueryable<FactRow> facts) =>
                filter.Among(facts, db, caller.Mode);
            return AuditExport.Write(
                db,
                caller.OrganizationId,
                Asked,
                csv,
                httpContext.Response.Body,
                httpContext.RequestAborted
            );
        }
    }
}
