using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Policies;

/// <summary>When and to whom the weekly digest of changes goes.</summary>
internal static class DigestPages
{
    public const string Path = "/portal/policy-changes/digest";
    private static readonly (string, string)[] Fields =
    [
        ("memberIds", "members"),
        ("timeZone", "timeZone"),
    ];

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal
            .MapGet(
                "policy-changes/digest",
                (HttpContext http, PortalCalls calls) => Show(http, calls, null)
            )
            .OnlyFor(Right.Admin);
        portal.MapPost("policy-changes/digest", Save);
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, Typed? typed)
    {
        var settings = await calls.Api.Compliance.Settings(http.RequestAborted);
        var members = await calls.Api.Members.ListPage(
            new() { PageSize = 100 },
            cancellation: http.RequestAborted
        );
        return http.Page<DigestPage>(
            new
            {
                calls.Visitor,
                Settings = settings,
                Members = members.Data,
                Typed = typed ?? Of(settings),
                Saved = http.Asked("done") == "saved",
            },
            typed is null ? 200 : 400
        );
    }

    private static async Task<IResult> Save(HttpContext http, PortalCalls calls)
    {
        var typed = new Typed(http.Request.Form);
        var hour = typed.Number("hour");
        if (!typed.Ok)
            return await Show(http, calls, typed);
        try
        {
            await calls.Api.Compliance.SetSettings(
                new()
                {
                    WeeklyDigest = typed.Has("on", "yes"),
                    Weekday = typed["weekday"],
                    Hour = hour,
                    TimeZone = typed["timeZone"],
                    Roles = typed.All("roles"),
                    MemberIds = typed.All("members"),
                },
                http.RequestAborted
            );
            return http.GoTo($"{Path}?done=saved");
        }
        catch (VidimusPermanentException e) when (typed.Take(e, Fields))
        {
            return await Show(http, calls, typed);
        }
    }

    private static Typed Of(ComplianceSettings settings) =>
        new(
            new Dictionary<string, string[]>
            {
                ["on"] = settings.WeeklyDigest ? ["yes"] : [],
                ["weekday"] = [settings.Weekday],
                ["hour"] = [Shown.Plain(settings.Hour)],
                ["timeZone"] = [settings.TimeZone],
                ["roles"] = [.. settings.Roles],
                ["members"] = [.. settings.MemberIds],
            }
        );
}
