using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Credentials.Verifying;
using Vidimus.Credentials.Wallets;
using Vidimus.Pages;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Recipients;

/// <summary>What a recipient does on the page behind the link: hide, show again, export, ask for erasure.</summary>
internal sealed class RecipientActs(
    VidimusDb db,
    Commits commits,
    OpenClaims claims,
    RecipientExportWriter export,
    WalletOffers wallets,
    TimeProvider clock
)
{
    private static readonly SemaphoreSlim Exporting = new(4);
    private const string Why =
        "the secret in the link says whose it is, and the form comes from its page";
    private const string Again =
        "doing it again changes nothing further, and a new offer ends the one before it";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapAct(routes, "hide", (acts, http, open) => acts.Hide(http, open, true));
        MapAct(routes, "show", (acts, http, open) => acts.Hide(http, open, false));
        MapAct(routes, "export", (acts, http, open) => acts.Export(http, open)).Weighs(20).Heavy();
        MapAct(routes, "wallet", (acts, http, open) => acts.OfferToWallet(http, open)).Weighs(10);
        MapAct(routes, "erase", (acts, http, open) => acts.Erase(http, open)).Weighs(5);
        routes
            .MapGet(
                "/c/{claim}/erase",
                async (HttpContext http, RecipientActs acts, string claim) =>
                {
                    var words = ClaimWords.Begin(http);
                    return await acts.Open(http, claim) is { IsMailbox: true } open
                        ? await acts.AskBack(http, words, open, null)
                        : RecipientPage.Nowhere(http, acts.Claims, words);
                }
            )
            .Public(Why)
            .ExcludeFromDescription()
            .WithName("recipientErasePage");
    }

    private OpenClaims Claims => claims;

    private static RouteHandlerBuilder MapAct(
        IEndpointRouteBuilder routes,
        string verb,
        Func<RecipientActs, HttpContext, OpenClaim, Task<IResult>> act
    ) =>
        routes
            .MapPost(
                $"/c/{{claim}}/{verb}",
                async (HttpContext http, RecipientActs acts, string claim) =>
                {
                    var words = ClaimWords.Begin(http);
                    if (await acts.Open(http, claim) is not { } open)
                        return RecipientPage.Nowhere(http, acts.Claims, words);
                    if (
                        !http.Request.HasFormContentType
                        || !FormGuard.Accepts(
                            http,
                            await http.Request.ReadFormAsync(http.RequestAborted)
                        )
                    )
                        return Old(http, words);
                    return await act(acts, http, open);
                }
            )
            .Public(Why)
            .Repeatable(Again)
            .DisableAntiforgery()
            .ExcludeFromDescription()
            .WithName($"recipient-{verb}");

    private async Task<OpenClaim?> Open(HttpContext http, string claim)
    {
        var open = await claims.Find(http, claim);
        if (open is not null)
            db.Enter(open.Claim.OrganizationId, open.Claim.Mode);
        return open;
    }

    private async Task<IResult> Hide(HttpContext http, OpenClaim open, bool hide)
    {
        var done = await commits.Commit<bool>(
            OpenClaims.Author(open, http),
            async unit =>
            {
                if (await OpenClaims.Recheck(unit, open) is { } ended)
                    return ended;
                var row = await unit.Db.Credentials.SingleAsync(c => c.Id == open.Credential.Id);
                if (hide == row.HiddenAt is not null)
                    return true;
                row.HiddenAt = hide ? clock.GetUtcNow() : null;
                row.UpdatedAt = clock.GetUtcNow();
                row.Version++;
                unit.State(new SimpleFact(hide ? "credential.hidden" : "credential.shown", row.Id));
                return true;
            },
            http.RequestAborted
        );
        return After(http, done, $"said={(hide ? "hidden" : "shown")}");
    }

    private async Task<IResult> Export(HttpContext http, OpenClaim open)
    {
        if (!open.IsMailbox)
            return RecipientPage.Nowhere(http, claims, ClaimWords.Begin(http));
        var stated = await commits.Commit<bool>(
            OpenClaims.Author(open, http),
            async unit =>
            {
                if (await OpenClaims.Recheck(unit, open) is { } ended)
                    return ended;
                unit.State(new SimpleFact("recipient.exported", open.Recipient.Id));
                return true;
            },
            http.RequestAborted
        );
        return stated.Problem is not null
            ? RecipientPage.Nowhere(http, claims, ClaimWords.Begin(http))
            : Results.Stream(
                to => Write(open, to, http.RequestAborted),
                "application/json; charset=utf-8",
                $"{open.Recipient.Id}.json"
            );
    }

    /// <summary>Whoever reads slowly holds up other exports of recipients, and nothing else.</summary>
    private async Task Write(OpenClaim open, Stream to, CancellationToken cancellation)
    {
        await Exporting.WaitAsync(cancellation);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromMinutes(2));
            await export.Write(open.Recipient, to, limit.Token);
        }
        finally
        {
            Exporting.Release();
        }
    }

    private async Task<IResult> OfferToWallet(HttpContext http, OpenClaim open)
    {
        var words = ClaimWords.Begin(http);
        var terms = OfferTerms.ForRecipient(wallets.CanMail && open.Recipient.Email is not null);
        var offer = await commits.Commit<WalletOfferWithSecret>(
            OpenClaims.Author(open, http),
            async unit =>
                await OpenClaims.Recheck(unit, open) is { } ended
                    ? ended
                    : await wallets.Make(unit, open.Credential.Id, terms),
            http.RequestAborted
        );
        return ClaimWords.Show<ClaimWalletPage>(
            http,
            new
            {
                Path = PagePath(http),
                Words = (object)words,
                Offer = (object?)offer.Value,
                Problem = offer.Problem?.Message,
            },
            offer.Problem?.Type.Status ?? 200
        );
    }

    private async Task<IResult> Erase(HttpContext http, OpenClaim open)
    {
        var words = ClaimWords.Begin(http);
        if (!open.IsMailbox)
            return RecipientPage.Nowhere(http, claims, words);
        if (http.Request.Form["confirm"] != "yes")
            return await AskBack(http, words, open, words["ClaimEraseUnconfirmed"]);
        var atOnce = await AtOnce(http.RequestAborted);
        var done = await commits.Commit<bool>(
            OpenClaims.Author(open, http),
            async unit =>
            {
                if (await OpenClaims.Recheck(unit, open) is { } ended)
                    return ended;
                return atOnce
                    ? await http
                        .RequestServices.GetRequiredService<EraseRecipient>()
                        .In(unit, open.Recipient.Id)
                    : await Ask(unit, open);
            },
            http.RequestAborted
        );
        if (!done.Ok || !atOnce)
            return After(http, done, "said=asked");
        await http
            .RequestServices.GetRequiredService<EraseRecipient>()
            .Sweep(open.Recipient.Email, http.RequestAborted);
        return Message(http, words, "ClaimErased", "ClaimErasedText");
    }

    private async Task<Result<bool>> Ask(Unit unit, OpenClaim open)
    {
        var (recipient, now) = (open.Recipient.Id, clock.GetUtcNow());
        if (await unit.Db.Set<ErasureRequestRow>().AnyAsync(r => r.RecipientId == recipient))
            return true;
        unit.Db.Add(
            new ErasureRequestRow
            {
                OrganizationId = unit.Author.OrganizationId,
                RecipientId = recipient,
                Mode = unit.Author.Mode,
                Id = NewId.Create("ers", clock),
                CredentialId = open.Credential.Id,
                RequestedAt = now,
            }
        );
        unit.State(new SimpleFact("recipient.erasure-requested", recipient));
        return true;
    }

    private async Task<bool> AtOnce(CancellationToken cancellation) =>
        await db.Set<RecipientPageRow>().AnyAsync(p => p.ErasesAtOnce, cancellation);

    private async Task<IResult> AskBack(
        HttpContext http,
        VerifyPageWords words,
        OpenClaim _,
        string? problem
    ) =>
        ClaimWords.Show<ClaimErasePage>(
            http,
            new
            {
                Path = PagePath(http),
                Words = (object)words,
                AtOnce = await AtOnce(http.RequestAborted),
                Problem = problem,
            },
            problem is null ? 200 : 400
        );

    private IResult After(HttpContext http, Result<bool> done, string said) =>
        done.Ok
            ? http.GoTo($"{PagePath(http)}?{said}")
            : RecipientPage.Nowhere(http, claims, ClaimWords.Begin(http));

    private static string PagePath(HttpContext http) => $"/c/{http.Request.RouteValues["claim"]}";

    private static IResult Old(HttpContext http, VerifyPageWords words) =>
        Message(http, words, "ClaimFormOld", "ClaimFormOldText", 403);

    private static IResult Message(
        HttpContext http,
        VerifyPageWords words,
        string heading,
        string text,
        int status = 200
    ) =>
        ClaimWords.Show<ClaimMessagePage>(
            http,
            new
            {
                Words = (object)words,
                Heading = heading,
                Text = text,
            },
            status
        );
}
