using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;

namespace Vidimus.Portal.SigningKeys;

/// <summary>The keys that credentials are signed with.</summary>
internal static class SigningKeyPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/signing-keys");
        pages.MapGet("", Show);
        pages.MapPost("/rotate", Rotate).AsksAgain("/portal/signing-keys");
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls) =>
        http.Page<SigningKeysPage>(
            new { calls.Visitor, Keys = await calls.Api.SigningKeys.List(http.RequestAborted) }
        );

    private static async Task<IResult> Rotate(HttpContext http, PortalCalls calls)
    {
        await calls.Api.SigningKeys.Rotate(http.Request.Form.Once(), http.RequestAborted);
        return http.GoTo("/portal/signing-keys");
    }
}
