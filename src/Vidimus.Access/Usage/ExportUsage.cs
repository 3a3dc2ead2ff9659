using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Audit;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Usage;

/// <summary>Streams usage, and the billable actions behind it, as CSV, a page in memory at a time.</summary>
internal sealed class ExportUsage(VidimusDb db, CurrentCaller caller, TimeProvider clock)
{
    private const int PageSize = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/usage/export",
                (
                    ExportUsage export,
                    string? from,
                    string? to,
                    string? groupBy,
                    string? mode,
                    string? keyId,
                    string? environment
                ) => export.Lines(new(from, to, mode, keyId, environment), groupBy)
            )
            .Needs(Scopes.UsageRead)
            .Weighs(10)
            .Heavy()
            .Produces<string>(200, "text/csv")
            .WithTags("Usage")
            .WithSummary("Export usage as CSV")
            .WithName("exportUsage");
        routes
            .MapGet(
                "/v1/usage/charges/export",
                (
                    ExportUsage export,
                    string? from,
                    string? to,
                    string? mode,
                    string? keyId,
                    string? environment
                ) => export.Charges(new(from, to, mode, keyId, environment))
            )
            .Needs(Scopes.UsageRead)
            .Weighs(10)
            .Heavy()
            .Produces<string>(200, "text/csv")
            .WithTags("Usage")
            .WithSummary("Export billable actions as CSV")
            .WithName("exportCharges");
    }

    public IResult Lines(UsageAsked asked, string? groupBy)
    {
        var fields = new Fields();
        var groups = UsageGroups.Read(fields, groupBy);
        var read = UsageFilter.Read(fields, caller.Value, clock.GetUtcNow(), asked);
        return read.Problem is { } refused
            ? new Refusal(refused)
            : new Rows(
                "usage",
                (writer, cancellation) => Lines(writer, read.Value!, groups, cancellation)
            );
    }

    public IResult Charges(UsageAsked asked)
    {
        var read = UsageFilter.Read(new(), caller.Value, clock.GetUtcNow(), asked);
        return read.Problem is { } refused
            ? new Refusal(refused)
            : new Rows(
                "charges",
                (writer, cancellation) => Charges(writer, read.Value!, cancellation)
            );
    }

    private async Task Lines(
        StreamWriter writer,
        UsageFilter filter,
        UsageGroups groups,
        CancellationToken cancellation
    )
    {
        await writer.WriteAsync(
            Csv.Row([.. groups.By, "requests", "failures", "actions", "quantity", "cents"])
        );
        var rows = filter.Rows(db, caller.Value);
        for (var after = ""; ; )
        {
            var page = await groups.Lines(rows, after, PageSize, cancellation);
            foreach (var line in page)
                await writer.WriteAsync(
                    Csv.Row([
                        .. groups.Named(line),
                        Text(line.Requests),
                        Text(line.Failures),
                        Text(line.Actions),
                        Text(line.Quantity),
                        Text(line.Cents),
                    ])
                );
            if (page.Count < PageSize)
                return;
            after = page[^1].Name;
        }
    }

    private async Task Charges(
        StreamWriter writer,
        UsageFilter filter,
        CancellationToken cancellation
    )
    {
        await writer.WriteAsync(
            Csv.Row(
                "id",
                "at",
                "action",
                "resourceId",
                "quantity",
                "cents",
                "keyId",
                "environment",
                "actorKind",
                "actorId",
                "tool",
                "requestId"
            )
        );
        var charges = filter.Charges(db, caller.Value);
        for (var after = ""; ; )
        {
            var page = await ListCharges.Page(charges, after, PageSize, cancellation);
            foreach (var row in page)
                await writer.WriteAsync(
                    Csv.Row(
                        row.Id,
                        Times.Format(row.At),
                        row.Action,
                        row.ResourceId,
                        Text(row.Quantity),
                        Text(row.Cents),
                        row.KeyId ?? "",
                        row.Environment ?? "",
                        row.ActorKind,
                        row.ActorId,
                        row.Tool ?? "",
                        row.RequestId
                    )
                );
            if (page.Count < PageSize)
                return;
            after = ListCharges.Position(page[^1]);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Rows(string name, Func<StreamWriter, CancellationToken, Task> write)
        : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "text/csv; charset=utf-8";
            httpContext.Response.Headers.ContentDisposition =
                $"attachment; filename=\"{name}.csv\"";
            await using var writer = new StreamWriter(
                httpContext.Response.Body,
                new UTF8Encoding(false),
                16 * 1024,
                leaveOpen: true
            );
            await write(writer, httpContext.RequestAborted);
        }
    }
}
