using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Overview;

/// <summary>What happened in the last thirty days, and what needs attention.</summary>
internal static class OverviewPages
{
    private const int MostNotices = 8;

    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet("", Show);

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls)
    {
        var mode = calls.Visitor.Mode == "live" ? Mode.Live : Mode.Test;
        var days = calls.Api.Usage.Days(new() { Mode = mode }, http.RequestAborted);
        var endpoints = calls.Api.Webhooks.ListPage(
            pageSize: 100,
            cancellation: http.RequestAborted
        );
        var keys = calls.Visitor.May(Right.Admin)
            ? calls.Api.Keys.ListPage(
                new() { Mode = mode, PageSize = 100 },
                cancellation: http.RequestAborted
            )
            : null;
        List<Notice> notices = [.. (await endpoints).Data.SelectMany(Of)];
        if (keys is not null)
            notices.AddRange((await keys).Data.SelectMany(Of));
        if ((await days).Days.Sum(d => d.Unmailed) is > 0 and var unmailed)
            notices.Insert(
                0,
                new(
                    "bounced",
                    $"Mails that did not reach their recipients: {Shown.Count(unmailed)}.",
                    "/portal/credentials"
                )
            );
        if (calls.Visitor.May(Right.Admin))
            notices.InsertRange(0, await Erasures(calls, http.RequestAborted));
        if (calls.Visitor.May(Right.Review) && mode == Mode.Live)
            notices.InsertRange(0, Of(await calls.Api.Desk.Counts(http.RequestAborted)));
        return http.Page<OverviewPage>(
            new
            {
                calls.Visitor,
                (await days).Days,
                Notices = notices.Take(MostNotices).ToArray(),
                More = Math.Max(0, notices.Count - MostNotices),
                HasEndpoints = (await endpoints).Data.Count > 0,
            }
        );
    }

    private static async Task<IReadOnlyList<Notice>> Erasures(
        PortalCalls calls,
        CancellationToken cancellation
    )
    {
        var open = 0;
        await foreach (var _ in calls.Api.Mail.ErasureRequests(cancellation))
        {
            if (++open == 100)
                break;
        }
        var many = open == 100 ? "100 or more" : Shown.Count(open);
        return open == 0
            ? []
            : [new("waiting", $"Recipients who ask for erasure: {many}.", "/portal/mail/erasures")];
    }

    private static IEnumerable<Notice> Of(WebhookEndpoint endpoint)
    {
        var path = $"/portal/webhooks/{endpoint.Id}";
        if (endpoint.State is WebhookState.Disabled && endpoint.DisabledReason != "requested")
            yield return new("disabled", $"{endpoint.Url} is sent nothing any more.", path);
        else if (endpoint.State is WebhookState.Active && endpoint.FailingSince is not null)
            yield return new("failing", $"Nothing arrives at {endpoint.Url}.", path);
    }

    private static IEnumerable<Notice> Of(DeskCounts desk)
    {
        if (desk.Overdue > 0)
            yield return new(
                "overdue",
                $"Orders that were promised for earlier: {Shown.Count(desk.Overdue)}.",
                "/portal/desk?view=overdue"
            );
        if (desk.DueSoon > 0)
            yield return new(
                "due soon",
                $"Orders due within four hours: {Shown.Count(desk.DueSoon)}.",
                "/portal/desk"
            );
    }

    private static IEnumerable<Notice> Of(Key key)
    {
        var path = $"/portal/integrations/{key.Id}";
        if (key.Warnings.Contains("leaked"))
            yield return new(
                "leaked",
                $"The key “{key.Label}” was found in public: replace and revoke it.",
                path
            );
        else if (key.Warnings.Contains("expiring") && !key.Warnings.Contains("replaced"))
            yield return new("expiring", $"The key “{key.Label}” ends soon.", path);
    }
}
