using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Setup;

/// <summary>The page behind the one-time set-up link: names the first organization and mints its administrator a key.</summary>
internal sealed class SetUp(
    VidimusDb db,
    Commits commits,
    AccessOptions options,
    TimeProvider clock
)
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/setup/{token}",
                (HttpContext http, SetUp setUp, string token) => setUp.Show(http, token)
            )
            .Public("the link itself is the secret")
            .ExcludeFromDescription();
        routes
            .MapPost(
                "/setup/{token}",
                (HttpContext http, SetUp setUp, string token) => setUp.Take(http, token)
            )
            .Public("the link itself is the secret")
            .Repeatable("the link works once, and its key is shown to nobody again")
            .ExcludeFromDescription();
    }

    public async Task<IResult> Show(HttpContext http, string token) =>
        await Valid(db, token) is null
            ? new Refusal(new(AccessProblems.SetupUsed))
            : Page(http, Strings.SetupTitle, Form(null));

    public async Task<IResult> Take(HttpContext http, string token)
    {
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return new Refusal(tooLarge);
        var name = QueryHelpers
            .ParseQuery(Encoding.UTF8.GetString(body.Value!))
            .TryGetValue("name", out var given)
            ? given.ToString()
            : null;
        if (new Fields().Text("name", name, 200, required: true).Problem is { } wrong)
            return Page(http, Strings.SetupTitle, Form(wrong.Message));
        if (await Valid(db, token) is not { } found)
            return new Refusal(new(AccessProblems.SetupUsed));
        var done = await commits.Commit<MintedKey>(
            new(found.OrganizationId, "live", "installation", "setup", http.RequestId()),
            async unit =>
            {
                if (await Valid(unit.Db, token) is not { } setup)
                    return AccessProblems.SetupUsed;
                setup.UsedAt = clock.GetUtcNow();
                var organization = await unit.Db.Organizations.SingleAsync(o =>
                    o.Id == setup.OrganizationId
                );
                organization.Name = name!;
                organization.Version++;
                var (row, minted) = MintKey.Make(
                    organization.Id,
                    new("Administrator", "live"),
                    "vdm",
                    [Scopes.Admin],
                    options.RateLimitPerMinute,
                    clock
                );
                unit.Db.Add(row);
                unit.State(new SimpleFact("organization.set-up", organization.Id));
                unit.State(KeyTerms.Minted(row));
                return minted;
            },
            http.RequestAborted
        );
        if (done.Problem is { } refused)
            return new Refusal(refused);
        return Page(
            http,
            Strings.SetupDone,
            $"<p>{Strings.SetupKeyOnce}</p><p class=\"secret\"><code>{WebUtility.HtmlEncode(done.Value!.Secret)}</code></p>"
        );
    }

    private async Task<SetupRow?> Valid(VidimusDb from, string token)
    {
        var (digest, now) = (KeyFormat.Digest(token), clock.GetUtcNow());
        return await from.Setups.SingleOrDefaultAsync(s =>
            s.Digest == digest && s.UsedAt == null && s.ExpiresAt > now
        );
    }

    private static string Form(string? error) =>
        $"""
            <form method="post"><p>{Strings.SetupExplained}</p>{(
                error is null ? "" : $"<p role=\"alert\">{WebUtility.HtmlEncode(error)}</p>"
            )}
            <label for="name">{Strings.OrganizationName}</label>
            <input id="name" name="name" required maxlength="200" autocomplete="organization">
            <button>{Strings.Save}</button></form>
            """;

    private static IResult Page(HttpContext http, string title, string content)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        var html = $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
            <title>{title} · Vidimus</title><link rel="stylesheet" href="/assets/vidimus.css"></head>
            <body class="setup"><header class="top"><span class="mark">Vidimus</span></header>
            <main class="card"><h1>{title}</h1>{content}</main></body></html>
            """;
        return Results.Content(html, "text/html; charset=utf-8");
    }
}
