using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Vidimus.Pages;

/// <summary>Answers that are pages.</summary>
public static class PageAnswer
{
    /// <summary>The page, rendered on the server.</summary>
    /// <param name="http">The request.</param>
    /// <param name="parameters">The component's parameters by name, as an anonymous object.</param>
    /// <param name="status">Status of the answer.</param>
    public static IResult Page<TPage>(
        this HttpContext http,
        object? parameters = null,
        int status = 200
    )
        where TPage : IComponent
    {
        PageHeaders.Set(http);
        return parameters is null
            ? new RazorComponentResult<TPage> { StatusCode = status }
            : new RazorComponentResult<TPage>(parameters) { StatusCode = status };
    }

    /// <summary>
    /// Sends the browser on to a page of this server after a form was taken (303, RFC 9110, section 15.4.4). A path that
    /// is not one of ours is not followed.
    /// </summary>
    public static IResult GoTo(this HttpContext http, string path)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = LocalPath.Of(path);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
