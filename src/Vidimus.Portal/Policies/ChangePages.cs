using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Policies;

/// <summary>What changed, what nobody has looked at yet, and who looked at what.</summary>
internal static class ChangePages
{
    private const string Waiting = "/portal/policy-changes/unreviewed";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("policy-changes", Feed);
        portal.MapGet(
            "policy-changes/unreviewed",
            (HttpContext http, PortalCalls calls) => Unreviewed(http, calls, Typed.Nothing)
        );
        portal.MapPost("policy-changes/acknowledge", Acknowledge);
        portal.MapGet("policy-changes/acknowledged", Acknowledged);
    }

    /// <summary>Changes of one policy, newest first.</summary>
    public static async Task<(IReadOnlyList<ChangeView> Changes, string? Next)> Of(
        PortalCalls calls,
        string policyId,
        string? cursor,
        CancellationToken cancellation
    ) =>
        await Read(
            calls,
            [("policy_id", policyId), ("limit", "25"), ("cursor", cursor)],
            cancellation
        );

    private static async Task<(IReadOnlyList<ChangeView> Changes, string? Next)> Read(
        PortalCalls calls,
        (string, string?)[] query,
        CancellationToken cancellation
    )
    {
        var found = await calls.Api.Verity.Changes(query, cancellation);
        return ([.. (found.Data as JsonArray).Objects().Select(ChangeView.Of)], found.NextCursor);
    }

    private static async Task<IResult> Feed(HttpContext http, PortalCalls calls)
    {
        var type = Kind(http);
        var (changes, next) = await Read(
            calls,
            [
                ("change_type", type.Length == 0 ? null : type),
                ("limit", "25"),
                ("cursor", http.Cursor()),
            ],
            http.RequestAborted
        );
        return http.Page<ChangesPage>(
            new
            {
                calls.Visitor,
                Changes = changes,
                Next = next,
                Type = type,
            }
        );
    }

    private static async Task<IResult> Unreviewed(HttpContext http, PortalCalls calls, Typed typed)
    {
        var type = Kind(http);
        var stats = calls.Api.Compliance.Stats(http.RequestAborted);
        var page = await calls.Api.Compliance.UnreviewedPage(
            type.Length == 0 ? null : type,
            http.Cursor(),
            50,
            http.RequestAborted
        );
        return http.Page<UnreviewedPage>(
            new
            {
                calls.Visitor,
                Changes = page,
                Stats = await stats,
                Type = type,
                Typed = typed,
                Done = http.Asked("done"),
            },
            typed.Ok ? 200 : 400
        );
    }

    private static async Task<IResult> Acknowledge(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        // The button of one row says its own number; the one below them all takes those that are chosen.
        var chosen = typed["one"] is { } one ? [one] : typed.All("change");
        long[] numbers =
        [
            .. chosen
                .Select(c =>
                    long.TryParse(
                        c,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var number
                    )
                        ? number
                        : 0
                )
                .Where(n => n > 0),
        ];
        if (numbers.Length == 0)
            typed.Refuse("change", "Choose at least one change.");
        if (!typed.Ok)
            return await Unreviewed(http, calls, typed);
        try
        {
            var done = await calls.Api.Compliance.AcknowledgeAll(
                numbers,
                typed["notes"],
                form.Once(),
                http.RequestAborted
            );
            var type = Kind(http);
            return http.GoTo(
                $"{Waiting}?done={Shown.Plain(done.Acknowledged)}{(type.Length > 0 ? $"&type={type}" : "")}"
            );
        }
        catch (VidimusPermanentException e) when (typed.Take(e, ("changeIds", "change")))
        {
            return await Unreviewed(http, calls, typed);
        }
    }

    private static async Task<IResult> Acknowledged(HttpContext http, PortalCalls calls) =>
        http.Page<AcknowledgedPage>(
            new
            {
                calls.Visitor,
                Acknowledgements = await calls.Api.Compliance.AcknowledgementsPage(
                    http.Asked("policy") is { Length: > 0 } policy ? policy : null,
                    http.Cursor(),
                    50,
                    http.RequestAborted
                ),
            }
        );

    private static string Kind(HttpContext http) =>
        PolicyWords.Changes.Any(c => c.Type == http.Asked("type")) ? http.Asked("type") : "";
}
