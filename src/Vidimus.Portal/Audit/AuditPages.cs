using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Audit;

/// <summary>The record of what was done: searched, looked at, verified, and as a file.</summary>
internal static class AuditPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/audit");
        pages.MapGet("", List);
        pages.MapGet("/export", Export);
        pages.MapPost("/verify", Verify);
        pages.MapGet("/{id}", Show);
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls, string? cursor)
    {
        var asked = Asked(http);
        return http.Page<AuditPage>(
            new
            {
                calls.Visitor,
                Asked = asked,
                Names = await calls.Names(http.RequestAborted),
                Entries = await calls.Api.Audit.ListPage(
                    Filter(asked, calls.Visitor),
                    cursor,
                    http.RequestAborted
                ),
            }
        );
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id) =>
        http.Page<AuditEntryPage>(
            new
            {
                calls.Visitor,
                Entry = await calls.Api.Audit.Get(id, http.RequestAborted),
                Names = await calls.Names(http.RequestAborted),
            }
        );

    private static Task<IResult> Export(HttpContext http, PortalCalls calls)
    {
        var asked = Asked(http);
        var csv = asked["format"] == "csv";
        return http.Download(
            csv ? "audit.csv" : "audit.jsonl",
            csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8",
            to =>
                calls.Api.Audit.Export(
                    to,
                    csv ? AuditFormat.Csv : AuditFormat.Jsonl,
                    Filter(asked, calls.Visitor),
                    http.RequestAborted
                )
        );
    }

    private static async Task<IResult> Verify(HttpContext http, PortalCalls calls)
    {
        var typed = new Typed(http.Request.Form);
        var from = long.TryParse(typed["from"], out var number) ? number : (long?)null;
        return http.Page<AuditVerificationPage>(
            new
            {
                calls.Visitor,
                Verification = await calls.Api.Audit.Verify(
                    typed["checkpoint"],
                    from,
                    http.RequestAborted
                ),
                Checkpoint = await calls.Api.Audit.Checkpoint(http.RequestAborted),
            }
        );
    }

    private static Typed Asked(HttpContext http) =>
        new(http.Request.Query.ToDictionary(q => q.Key, q => new[] { q.Value.ToString().Trim() }));

    private static AuditFilter Filter(Typed asked, Visitor visitor) =>
        new()
        {
            Kind = asked["kind"],
            ResourceId = asked["resource"],
            ActorId = asked["actor"],
            RequestId = asked["request"],
            From = asked.From("from"),
            To = asked.Until("to"),
            Mode = visitor.Mode == "test" ? Mode.Test : null,
        };
}
