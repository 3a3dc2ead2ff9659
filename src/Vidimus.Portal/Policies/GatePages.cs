using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Policies;

/// <summary>Gates: policies that have to be met before something is done.</summary>
internal static class GatePages
{
    public const string Path = "/portal/policy-gates";
    private static readonly (string, string)[] Fields =
    [
        ("groupId", "group"),
        ("policyId", "policy"),
    ];

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal
            .MapGet(
                "policy-gates",
                (HttpContext http, PortalCalls calls) => Show(http, calls, null)
            )
            .OnlyFor(Right.Admin);
        portal.MapPost("policy-gates", Add);
        portal.MapPost(
            "policy-gates/{id}/enabled",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                var on = http.Request.Form["on"] == "yes";
                await calls.Api.PolicyGates.Enable(id, on, http.RequestAborted);
                return http.GoTo(Path);
            }
        );
        portal.MapPost(
            "policy-gates/{id}/delete",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                await calls.Api.PolicyGates.Delete(id, http.RequestAborted);
                return http.GoTo(Path);
            }
        );
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, Typed? typed)
    {
        var groups = await calls.AllGroups(http.RequestAborted);
        return http.Page<GatesPage>(
            new
            {
                calls.Visitor,
                Gates = await calls.Api.PolicyGates.List(http.RequestAborted),
                Groups = groups,
                Typed = typed ?? Blank,
            },
            typed is null ? 200 : 400
        );
    }

    private static async Task<IResult> Add(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var action = typed["action"] ?? "credential.issue";
        try
        {
            await calls.Api.PolicyGates.Create(
                new()
                {
                    Name = typed["name"] ?? "",
                    Action = action,
                    GroupId = action == "credential.issue" ? typed["group"] : null,
                    PolicyId = typed["policy"] ?? "",
                    Otherwise = typed["otherwise"],
                    FourEyes = typed.Has("fourEyes", "yes"),
                    Notify = typed.Has("notify", "yes"),
                },
                form.Once(),
                http.RequestAborted
            );
            return http.GoTo(Path);
        }
        catch (VidimusPermanentException e) when (typed.Take(e, Fields))
        {
            return await Show(http, calls, typed);
        }
    }

    private static Typed Blank =>
        new(
            new Dictionary<string, string[]>
            {
                ["action"] = ["credential.issue"],
                ["otherwise"] = ["refuse"],
                ["fourEyes"] = ["yes"],
            }
        );
}
