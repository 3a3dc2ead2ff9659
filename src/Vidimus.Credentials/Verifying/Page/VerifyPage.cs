using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// The page that a stranger sees behind a verify link or QR code: complete without scripts, in the reader's language. A
/// script then checks the signature once more in the browser itself.
/// </summary>
internal static class VerifyPage
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly string FormPolicy = Policy.Replace(
        "form-action 'none'",
        "form-action 'self'",
        StringComparison.Ordinal
    );

    public static IResult Show(HttpContext http, Verification? verification, Checked from)
    {
        var words = Begin(http, Policy);
        var page = new VerifyPageMarkup();
        if (verification is null)
            NotFound(page, words);
        else
            Found(page, words, verification, from);
        return End(page, verification is null ? 404 : 200);
    }

    /// <summary>The checks of a credential as a sheet of paper.</summary>
    public static IResult Report(HttpContext http, Verification? verification, Checked from)
    {
        if (verification is null)
            return Show(http, null, from);
        var words = Begin(http, Policy);
        var page = new VerifyPageMarkup();
        Head(page, words, words["Report"], "buttons.js");
        page.Add($"</head><body class=\"page sheet\" data-verdict=\"{verification.Verdict}\">");
        new VerifyPageReport(page, words, verification, from).Write();
        page.Add($"</body></html>");
        return End(page, 200);
    }

    /// <summary>The form by which anyone has a credential checked, with what was wrong with the last try.</summary>
    public static IResult Ask(HttpContext http, Problem? problem, string server)
    {
        var words = Begin(http, FormPolicy, "camera=(self)");
        var page = new VerifyPageMarkup();
        Head(page, words, words["AskTitle"], "ask.js");
        page.Add($"</head><body class=\"page\" data-verdict=\"none\">");
        Top(page, words);
        page.Add($"<main>");
        new VerifyPageForm(page, words).Write(problem, server);
        page.Add($"</main>");
        Bottom(page, words, asks: false);
        if (problem?.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return End(page, problem?.Type.Status ?? 200);
    }

    private static VerifyPageWords Begin(
        HttpContext http,
        string policy,
        string camera = "camera=()"
    )
    {
        var words = new VerifyPageWords(
            VerifyPageLanguage.Choose(http.Request.Headers.AcceptLanguage.ToString())
        );
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.ContentLanguage = words.Language;
        if (headers.Vary.Count == 0)
            headers.Vary = "Accept-Language";
        headers["X-Robots-Tag"] = "noindex";
        headers["Permissions-Policy"] = camera + ", microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return words;
    }

    private static IResult End(VerifyPageMarkup page, int status) =>
        Results.Content(page.ToString(), "text/html; charset=utf-8", statusCode: status);

    private static void Found(
        VerifyPageMarkup page,
        VerifyPageWords words,
        Verification verification,
        Checked from
    )
    {
        var name = verification.Credential?.Name ?? words["Credential"];
        Head(
            page,
            words,
            words.Say("PageTitle", words["Verdict_" + VerifyPageVerdict.Word(verification)], name),
            "verify.js",
            "buttons.js"
        );
        Shared(page, words, verification);
        page.Add($"</head>");
        var isNothing = VerifyPageVerdict.IsNothing(verification);
        page.Add(
            $"<body class=\"page\" data-verdict=\"{verification.Verdict}\" data-mode=\"{verification.Mode}\" data-nothing=\"{(isNothing ? "yes" : "no")}\">"
        );
        Top(page, words);
        page.Add($"<main>");
        var facts = new VerifyPageFacts(page, words, verification);
        new VerifyPageVerdict(page, words, verification).Write();
        if (from.IsPdf && verification.Credential is not null)
            page.Add($"<p class=\"notice warn\">{words["PdfNote"]}</p>");
        page.Add($"<div class=\"cards\">");
        if (verification.Credential is not null && !isNothing)
            facts.Paper();
        new VerifyPageChecks(page, words, verification).Write();
        facts.Details(from);
        facts.Picture();
        facts.Downloads();
        new VerifyPageShare(page, words, verification).Write();
        facts.How();
        page.Add($"</div></main>");
        Bottom(page, words);
    }

    private static void NotFound(VerifyPageMarkup page, VerifyPageWords words)
    {
        Head(page, words, words["NotFound"]);
        page.Add($"</head><body class=\"page\" data-verdict=\"none\">");
        Top(page, words);
        page.Add(
            $"<main><section class=\"verdict\">{VerifyPageIcon.Search}<div><h1>{words["NotFound"]}</h1><p>{words["NotFoundText"]}</p></div></section>"
        );
        page.Add($"<section class=\"card narrow\"><h2>{words["NotFoundNext"]}</h2><ul>");
        page.Add(
            $"<li>{words["NotFoundCopy"]}</li><li>{words["NotFoundAsk"]}</li><li>{words["NotFoundDistrust"]}</li></ul></section></main>"
        );
        Bottom(page, words);
    }

    private static void Head(
        VerifyPageMarkup page,
        VerifyPageWords words,
        string title,
        params ReadOnlySpan<string> modules
    )
    {
        page.Add(
            $"<!doctype html><html lang=\"{words.Language}\"><head><meta charset=\"utf-8\"><title>{title}</title>"
        );
        page.Add(
            $"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">"
        );
        page.Add(
            $"<meta name=\"robots\" content=\"noindex\"><meta name=\"description\" content=\"{words["PageDescription"]}\">"
        );
        page.Add(
            $"<link rel=\"icon\" href=\"/assets/vidimus.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"/assets/vidimus.css\"><link rel=\"stylesheet\" href=\"/assets/verify.css\">"
        );
        foreach (var module in modules)
            page.Add($"<script type=\"module\" src=\"/assets/{module}\"></script>");
    }

    /// <summary>
    /// What a messenger shows of a link. Such previews are kept by others: the recipient's name, which may be erased, and
    /// the verdict, which may change, are left out.
    /// </summary>
    private static void Shared(
        VerifyPageMarkup page,
        VerifyPageWords words,
        Verification verification
    )
    {
        var issuer = verification.Credential?.Issuer;
        var name = verification.Credential?.Name ?? words["Credential"];
        var title = verification.Mode == "test" ? $"{words["TestBanner"]}: {name}" : name;
        var text = issuer is null
            ? words["PageDescription"]
            : words.Say("SharedDescription", issuer.Name ?? issuer.Id);
        page.Add(
            $"<meta property=\"og:type\" content=\"website\"><meta property=\"og:site_name\" content=\"Vidimus\">"
        );
        page.Add(
            $"<meta property=\"og:title\" content=\"{title}\"><meta property=\"og:description\" content=\"{text}\">"
        );
        if (VerifyPageFacts.Address(verification) is { } address)
            page.Add($"<meta property=\"og:url\" content=\"{address}\">");
    }

    private static void Top(VerifyPageMarkup page, VerifyPageWords words) =>
        page.Add(
            $"<header class=\"top\"><img src=\"/assets/vidimus.svg\" alt=\"\" width=\"24\" height=\"24\"><span class=\"mark\">Vidimus</span><span class=\"what\">{words["Brand"]}</span></header>"
        );

    private static void Bottom(VerifyPageMarkup page, VerifyPageWords words, bool asks = true)
    {
        page.Add($"<footer class=\"bottom\">");
        if (asks)
            page.Add($"<p><a href=\"/verify\">{words["AskAnother"]}</a></p>");
        page.Add($"<p>{words["Footer"]}</p></footer></body></html>");
    }
}
