using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Policies;

/// <summary>What is known of a code, and which policies speak of it.</summary>
internal static class CodePages
{
    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet("policy-codes", Show);

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls)
    {
        var asked = http.Asked("code");
        var (facts, wrong) = asked.Length == 0 ? (null, null) : await LookUp(http, calls, asked);
        return http.Page<CodesPage>(
            new
            {
                calls.Visitor,
                Asked = asked,
                Facts = facts,
                Wrong = wrong,
            },
            wrong is null ? 200 : 400
        );
    }

    private static async Task<(CodeFacts? Facts, string? Wrong)> LookUp(
        HttpContext http,
        PortalCalls calls,
        string code
    )
    {
        try
        {
            var found = await calls.Api.Verity.LookUp(
                [("code", code), ("include", "rvu,policies"), ("fuzzy", "true")],
                http.RequestAborted
            );
            return (CodeFacts.Of(found.Data), null);
        }
        catch (VidimusPermanentException e) when (e.Status is 400)
        {
            return (null, e.Sentences());
        }
        catch (VidimusPermanentException e) when (e.Status is 404)
        {
            return (CodeFacts.Of(new JsonObject { ["code"] = code }), null);
        }
    }
}
