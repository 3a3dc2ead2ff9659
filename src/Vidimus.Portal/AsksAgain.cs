using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;

namespace Vidimus.Portal;

/// <summary>Says of a route that it changes who can get in: whoever finds a browser signed in is asked who it is.</summary>
/// <param name="Page">The page that its form stands on, to which the way leads back; <c>{id}</c> is the route's.</param>
internal sealed record AsksAgain(string Page);

/// <summary>Marks such routes, and sends to the page that asks.</summary>
internal static class AskingAgain
{
    /// <summary>A form cannot be sent again by itself: the person comes back to its page and repeats it.</summary>
    public static TBuilder AsksAgain<TBuilder>(this TBuilder route, string page)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AsksAgain(page));

    /// <summary>The way to the page that asks, where the route and the time since the last answer make it needed; otherwise null.</summary>
    public static IResult? AskAgain(this HttpContext http, Visitor visitor)
    {
        if (
            !visitor.NeedsProof
            || http.GetEndpoint()?.Metadata.GetMetadata<AsksAgain>() is not { } asks
        )
            return null;
        var id = Uri.EscapeDataString(http.Request.RouteValues["id"]?.ToString() ?? "");
        var page = asks.Page.Replace("{id}", id, StringComparison.Ordinal);
        return http.GoTo("/account/prove?return=" + Uri.EscapeDataString(page));
    }
}
