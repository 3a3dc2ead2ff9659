using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;

namespace Vidimus.Portal.Templates;

/// <summary>Templates as pictures: with samples, and with what somebody types beside them.</summary>
internal static class TemplatePictures
{
    // A picture of a page is shown as an image, and does nothing where it is opened by itself.
    private const string Policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

    public static void Map(IEndpointRouteBuilder portal)
    {
        foreach (var form in Enum.GetValues<PageForm>())
            portal.MapGet(
                $"/templates/{{id}}/page.{form.ToString().ToLowerInvariant()}",
                (HttpContext http, PortalCalls calls, string id) => Draw(http, calls, id, form)
            );
        portal.MapGet(
            "/templates/{id}/template.svg",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                var svg = await calls.Api.Templates.Svg(id, http.RequestAborted);
                http.Response.Headers.ContentSecurityPolicy = Policy;
                return Results.File(
                    System.Text.Encoding.UTF8.GetBytes(svg),
                    "image/svg+xml",
                    $"{id}.svg"
                );
            }
        );
    }

    private static async Task<IResult> Draw(
        HttpContext http,
        PortalCalls calls,
        string id,
        PageForm form
    )
    {
        var page = await calls.Api.Templates.Preview(
            id,
            Sample(http.Request.Query),
            form,
            cancellation: http.RequestAborted
        );
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(page.Bytes, page.MediaType);
    }

    /// <summary>Fields by their name, and the colours when they are to be tried.</summary>
    private static PageSample Sample(IQueryCollection query) =>
        new()
        {
            Fields = query
                .Where(q =>
                    q.Key.StartsWith("field-", StringComparison.Ordinal) && q.Value.Count == 1
                )
                .Take(100)
                .ToDictionary(q => q.Key, q => q.Value[0], StringComparer.Ordinal),
            Color = Color(query, "color"),
            Accent = Color(query, "accent"),
        };

    private static string? Color(IQueryCollection query, string name) =>
        query["own"].Count > 0
        && query[name] is { Count: 1 } given
        && given[0] is { Length: 7 } color
            ? color
            : null;
}
