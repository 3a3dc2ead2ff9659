using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Orders;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Desk;

/// <summary>The review desk: what is to be done, the soonest due first, and one order with all that a reviewer needs.</summary>
internal static class DeskPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/desk");
        pages.MapGet("", Queue).OnlyFor(Right.Review);
        pages.MapGet("/{id}", Show).OnlyFor(Right.Review);
        pages.MapGet("/{id}/documents/{document}", Document).OnlyFor(Right.Review);
        SignOffPages.Map(pages);
        StepPages.Map(pages);
    }

    private static async Task<IResult> Queue(
        HttpContext http,
        PortalCalls calls,
        TimeProvider clock
    )
    {
        var filter = QueueFilter.Of(http);
        var counts = calls.Api.Desk.Counts(http.RequestAborted);
        var orders = await calls.Api.Desk.ListPage(
            filter.Filter,
            http.Cursor(),
            http.RequestAborted
        );
        return http.Page<DeskPage>(
            new
            {
                calls.Visitor,
                Orders = orders,
                Counts = await counts,
                Filter = filter,
                Now = clock.GetUtcNow(),
                Done = http.Asked("done"),
            }
        );
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id)
    {
        try
        {
            return await Bench(http, calls, id, Typed.Nothing, null);
        }
        catch (VidimusException e) when (e.Code == "JOB_NOT_FOUND" && calls.Visitor.Mode == "test")
        {
            // The queue says that orders of the sandbox never come to the desk, and how to see those that do.
            return http.GoTo("/portal/desk");
        }
    }

    /// <summary>The workbench; with what was typed and why it was not taken, where it was not.</summary>
    public static async Task<IResult> Bench(
        HttpContext http,
        PortalCalls calls,
        string id,
        Typed typed,
        string? refused
    )
    {
        var detail = await calls.Api.Desk.Get(id, http.RequestAborted);
        var result = detail.Documents.FirstOrDefault(d => d.Id == detail.ResultId);
        var page = http.Page<BenchPage>(
            new
            {
                calls.Visitor,
                Detail = detail,
                Result = result,
                Text = await Text(calls, id, result, http.RequestAborted),
                Typed = typed,
                Refused = refused,
                Now = http.Clock().GetUtcNow(),
                Done = http.Asked("done"),
            },
            refused is null ? 200 : 409
        );
        AllowFrames(http);
        return page;
    }

    /// <summary>The page may hold frames of this server: files of strangers, each with a policy of its own that lets it do nothing.</summary>
    public static void AllowFrames(HttpContext http) =>
        http.Response.Headers.ContentSecurityPolicy = PageHeaders.Policy + "; frame-src 'self'";

    public static TimeProvider Clock(this HttpContext http) =>
        (TimeProvider)http.RequestServices.GetService(typeof(TimeProvider))!;

    /// <summary>A text that was written at the desk or by a machine; null for a file of another kind, and for none.</summary>
    public static async Task<string?> Text(
        PortalCalls calls,
        string orderId,
        DeskDocument? document,
        CancellationToken cancellation
    )
    {
        if (document is not { Removed: false } || !IsText(document))
            return null;
        using var bytes = new MemoryStream();
        await calls.Api.Desk.Content(orderId, document.Id, bytes, cancellation);
        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Whether it is text of the desk's own.</summary>
    public static bool IsText(DeskDocument document) =>
        document.MediaType.StartsWith("text/plain", StringComparison.Ordinal);

    private static async Task<IResult> Document(
        HttpContext http,
        PortalCalls calls,
        string id,
        string document
    )
    {
        var detail = await calls.Api.Desk.Get(id, http.RequestAborted);
        if (detail.Documents.FirstOrDefault(d => d.Id == document) is not { } found)
            return http.GoTo($"/portal/desk/{id}");
        var name = FileNames.Of(found.Id, found.MediaType);
        Task Write(Stream to) => calls.Api.Desk.Content(id, found.Id, to, http.RequestAborted);
        return http.Request.Query.ContainsKey("save")
            ? await http.Download(name, found.MediaType, Write)
            : await http.Shown(name, found.MediaType, Write);
    }
}
