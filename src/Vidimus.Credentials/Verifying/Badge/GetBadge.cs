using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Http;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// A small badge for other sites, which says how a credential stands now: as a picture, and as a card for a frame. The card is
/// the one page of this server that may be framed; it has no script, no form and no cookie, so that nothing can be done
/// with a click that was stolen.
/// </summary>
internal sealed class GetBadge(Verifier verifier, TimeProvider clock)
{
    private const string CardPolicy =
        "default-src 'none'; style-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'none'";

    /// <summary>A revocation shows within a minute on the most visited site.</summary>
    private const string Kept = "public, max-age=60";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/badge/{id}.svg",
                (HttpContext http, GetBadge get, string id) => get.Picture(http, id)
            )
            .Public("who has the link may show how the credential stands")
            .Produces<string>(200, "image/svg+xml")
            .WithTags("Verifying")
            .WithSummary("A picture of a credential's achievement, issuer and present state")
            .WithName("getBadgePicture");
        routes
            .MapGet(
                "/badge/{id}",
                (HttpContext http, GetBadge get, string id) => get.Card(http, id)
            )
            .Public("who has the link may show how the credential stands")
            .Produces<string>(200, "text/html")
            .WithTags("Verifying")
            .WithSummary(
                "A card of a credential's achievement, issuer and present state, for a frame"
            )
            .WithName("getBadgeCard");
    }

    private async Task<IResult> Picture(HttpContext http, string id)
    {
        var (facts, words) = await Look(http, id, BadgePicture.Policy);
        return Results.Content(
            BadgePicture.Draw(facts, words),
            "image/svg+xml; charset=utf-8",
            statusCode: facts.State == "none" ? 404 : 200
        );
    }

    private async Task<IResult> Card(HttpContext http, string id)
    {
        var (facts, words) = await Look(http, id, CardPolicy);
        var page = new VerifyPageMarkup();
        page.Add(
            $"<!doctype html><html lang=\"{words.Language}\"><head><meta charset=\"utf-8\"><title>{facts.Says(words)}</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">"
        );
        page.Add(
            $"<link rel=\"stylesheet\" href=\"/assets/badge.css\"></head><body class=\"{facts.Tone}\" data-state=\"{facts.State}\"><main>"
        );
        // Out of the frame, in a window that learns nothing of where it came from.
        if (facts.Id is not null)
            page.Add(
                $"<a href=\"/verify/{facts.Id}\" target=\"_blank\" rel=\"noopener noreferrer\">{facts.Icon}<span class=\"what\">"
            );
        else
            page.Add($"<span class=\"all\">{facts.Icon}<span class=\"what\">");
        page.Add(
            $"<strong class=\"name\" dir=\"auto\">{facts.Name ?? words["Badge_unnamed"]}</strong><span class=\"issuer\" dir=\"auto\">{facts.Issuer}</span>"
        );
        page.Add(
            $"<span class=\"line\"><span class=\"state\">{facts.Says(words)}</span><span class=\"day\">{words.Day(facts.At)}</span></span></span>"
        );
        if (facts.Id is not null)
            page.Add($"</a>");
        else
            page.Add($"</span>");
        page.Add($"</main></body></html>");
        return Results.Content(
            page.ToString(),
            "text/html; charset=utf-8",
            statusCode: facts.State == "none" ? 404 : 200
        );
    }

    private async Task<(BadgeFacts, VerifyPageWords)> Look(
        HttpContext http,
        string id,
        string policy
    )
    {
        var verification = await verifier.ById(id, http.RequestAborted);
        var words = new VerifyPageWords(
            VerifyPageLanguage.Choose(http.Request.Headers.AcceptLanguage.ToString())
        );
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.CacheControl = Kept;
        headers.ContentLanguage = words.Language;
        headers.Vary = "Accept-Language";
        headers["X-Robots-Tag"] = "noindex";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return (BadgeFacts.Of(verification, clock.GetUtcNow()), words);
    }
}
