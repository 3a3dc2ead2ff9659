using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Usage;

/// <summary>What was used and what it cost, and both as files.</summary>
internal static class UsagePages
{
    /// <summary>What lines may stand for, and how that is called.</summary>
    public static IReadOnlyList<(string Name, string Title)> Groups { get; } =
    [
        ("day", "Day"),
        ("key", "Token"),
        ("environment", "Environment"),
        ("member", "Member"),
        ("route", "Route"),
        ("outcome", "Outcome"),
        ("action", "Action"),
    ];

    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/usage");
        pages.MapGet("", Show);
        pages.MapGet("/charges", Charges);
        pages.MapGet("/export", Export);
        pages.MapGet("/charges/export", ExportCharges);
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string? cursor)
    {
        var asked = Asked(http);
        var filter = Filter(asked, calls.Visitor);
        var api = calls.Api.Usage;
        var summary = api.Summary(filter, http.RequestAborted);
        var days = api.Days(filter, http.RequestAborted);
        var lines = api.LinesPage(filter with { PageSize = 50 }, cursor, http.RequestAborted);
        return http.Page<UsagePage>(
            new
            {
                calls.Visitor,
                Asked = asked,
                Summary = await summary,
                Days = await days,
                Lines = await lines,
                By = filter.GroupBy![0],
                Names = await calls.Names(http.RequestAborted),
            }
        );
    }

    private static async Task<IResult> Charges(HttpContext http, PortalCalls calls, string? cursor)
    {
        var asked = Asked(http);
        var filter = Filter(asked, calls.Visitor);
        return http.Page<ChargesPage>(
            new
            {
                calls.Visitor,
                Asked = asked,
                Names = await calls.Names(http.RequestAborted),
                Summary = await calls.Api.Usage.Summary(filter, http.RequestAborted),
                Charges = await calls.Api.Usage.ChargesPage(
                    filter with
                    {
                        PageSize = 50,
                    },
                    cursor,
                    http.RequestAborted
                ),
            }
        );
    }

    private static Task<IResult> Export(HttpContext http, PortalCalls calls) =>
        http.Download(
            "usage.csv",
            "text/csv; charset=utf-8",
            to =>
                calls.Api.Usage.Export(to, Filter(Asked(http), calls.Visitor), http.RequestAborted)
        );

    private static Task<IResult> ExportCharges(HttpContext http, PortalCalls calls) =>
        http.Download(
            "charges.csv",
            "text/csv; charset=utf-8",
            to =>
                calls.Api.Usage.ExportCharges(
                    to,
                    Filter(Asked(http), calls.Visitor),
                    http.RequestAborted
                )
        );

    private static Typed Asked(HttpContext http) =>
        new(http.Request.Query.ToDictionary(q => q.Key, q => new[] { q.Value.ToString().Trim() }));

    private static UsageFilter Filter(Typed asked, Visitor visitor) =>
        new()
        {
            From = asked.Day("from"),
            To = asked.Day("to"),
            KeyId = asked["key"],
            GroupBy = [Groups.FirstOrDefault(g => g.Name == asked["by"], Groups[0]).Name],
            Mode = visitor.Mode == "live" ? Mode.Live : Mode.Test,
        };
}
