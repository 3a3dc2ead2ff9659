using Microsoft.Net.Http.Headers;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Server;

/// <summary>What people find who come with a browser to where nothing is for them: pages, not the errors of the API.</summary>
internal static class Browsers
{
    private static readonly PathString[] ForPrograms =
    [
        "/v1",
        "/api",
        "/verix",
        "/oauth",
        "/mcp",
        "/health",
        "/.well-known",
        "/assets",
    ];

    /// <summary>Answers a page where there is no route.</summary>
    public static void UseLostPage(this WebApplication app) =>
        app.Use(
            async (http, next) =>
            {
                await next(http);
                if (!IsLost(http))
                    return;
                http.Response.Headers.Vary = HeaderNames.Accept;
                if (Looks(http))
                    await http.Page<LostPage>(status: 404).ExecuteAsync(http);
            }
        );

    /// <summary>The address of the server itself leads to the portal, and from there to signing in.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/",
                (HttpContext http) =>
                {
                    http.Response.Headers.Vary = HeaderNames.Accept;
                    return Looks(http) ? http.GoTo("/portal") : Results.StatusCode(404);
                }
            )
            .Public("it leads on, and shows nothing")
            .ExcludeFromDescription();

    private static bool IsLost(HttpContext http) =>
        http.Response is { StatusCode: 404, HasStarted: false, ContentLength: null }
        && http.GetEndpoint() is null
        && !ForPrograms.Any(start =>
            http.Request.Path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase)
        );

    // Programs ask for JSON or anything; only browsers name HTML (RFC 9110, section 12.5.1).
    private static bool Looks(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && http.Request.Headers.Accept.Any(a =>
            a?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true
        );
}
