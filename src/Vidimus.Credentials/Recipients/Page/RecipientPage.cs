using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Templates;
using Vidimus.Credentials.Verifying;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// The page behind a recipient's link. Opening it changes nothing, so that a mail program that looks at links does no harm;
/// what changes something is a form of this very page.
/// </summary>
internal sealed class RecipientPage(
    VidimusDb db,
    OpenClaims claims,
    Verifier verifier,
    GetDocument documents,
    Issuance issuance
)
{
    private const int MostOthers = 50;

    /// <summary>The page of the group's template, as the page shows it.</summary>
    private const string Picture = "page-svg";
    private const string Why = "the secret in the link says whose it is";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/c/{claim}",
                (HttpContext http, RecipientPage page, string claim, string? said) =>
                    page.Show(http, claim, said)
            )
            .Public(Why)
            .ExcludeFromDescription()
            .WithName("recipientPage");
        routes
            .MapGet(
                "/c/{claim}/files/{form}",
                (HttpContext http, RecipientPage page, string claim, string form) =>
                    page.File(http, claim, form)
            )
            .Public(Why)
            .Weighs(
                CredentialPages.Weight,
                request => CredentialPages.Forms.Contains(request.RouteValues["form"] as string)
            )
            .ExcludeFromDescription()
            .WithName("recipientFile");
    }

    private async Task<IResult> Show(HttpContext http, string claim, string? said)
    {
        var words = ClaimWords.Begin(http);
        if (await claims.Find(http, claim) is not { } open)
            return Nowhere(http, claims, words);
        db.Enter(open.Claim.OrganizationId, open.Claim.Mode);
        var verification = await verifier.ById(
            open.Credential.Id,
            http.RequestAborted,
            hidden: true
        );
        if (verification?.Credential is null)
            return Nowhere(http, claims, words);
        var recipientId = open.Recipient.Id;
        return ClaimWords.Show<ClaimPage>(
            http,
            new
            {
                Shown = (object)
                    new ClaimView
                    {
                        Words = words,
                        Path = $"/c/{claim}",
                        Look = await db.BrandingOf(open.Claim.OrganizationId, http.RequestAborted),
                        Verification = verification,
                        CredentialId = open.Credential.Id,
                        VerifyUrl = CredentialDocument.VerifyUrl(
                            issuance.BaseUrl,
                            open.Credential.Id
                        ),
                        IsHidden = open.Credential.HiddenAt is not null,
                        IsMailbox = open.IsMailbox,
                        Others = open.IsMailbox ? await Others(open, http.RequestAborted) : [],
                        IsErasureAsked =
                            open.IsMailbox
                            && await db.Set<ErasureRequestRow>()
                                .AnyAsync(r => r.RecipientId == recipientId, http.RequestAborted),
                        Said = said switch
                        {
                            "hidden" => "ClaimSaidHidden",
                            "shown" => "ClaimSaidShown",
                            "asked" => "ClaimSaidAsked",
                            _ => null,
                        },
                    },
            }
        );
    }

    private async Task<List<OtherCredential>> Others(OpenClaim open, CancellationToken cancellation)
    {
        var (recipient, shown) = (open.Recipient.Id, open.Credential.Id);
        var rows = await db
            .Credentials.AsNoTracking()
            .Where(c => c.RecipientId == recipient && c.Id != shown && c.IssuedAt != null)
            .OrderByDescending(c => c.Id)
            .Take(MostOthers)
            .ToListAsync(cancellation);
        var views = await Views.Read(
            db,
            rows,
            issuance.Vault,
            issuance.BaseUrl,
            issuance.Now,
            cancellation
        );
        return [.. views.Select(OtherCredential.Of)];
    }

    private async Task<IResult> File(HttpContext http, string claim, string form)
    {
        var words = ClaimWords.Begin(http);
        if (await claims.Find(http, claim) is not { } open)
            return Nowhere(http, claims, words);
        var offered = ClaimPage.Files.FirstOrDefault(f => f.Form == form);
        if (offered.Form is null && form != Picture)
            return Nowhere(http, claims, words);
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        db.Enter(open.Claim.OrganizationId, open.Claim.Mode);
        var signed = await documents.Run(
            open.Credential.Id,
            form,
            http.RequestAborted,
            CallerAddress.Of(http)
        );
        if (signed.Value is not { } file)
            return Nowhere(http, claims, words);
        return Results.Bytes(
            file.Bytes,
            file.ContentType,
            offered.Form is null ? null : $"{open.Credential.Id}.{offered.File}"
        );
    }

    /// <summary>The page for every link that leads nowhere, whyever: one that was changed, has ended, or never was.</summary>
    public static IResult Nowhere(HttpContext http, OpenClaims claims, VerifyPageWords words)
    {
        var wait = claims.Wait(http);
        if (wait > TimeSpan.Zero)
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ClaimWords.Show<ClaimMessagePage>(
            http,
            new
            {
                Words = (object)words,
                Heading = wait > TimeSpan.Zero ? "ClaimWait" : "ClaimNotFound",
                Text = wait > TimeSpan.Zero ? "ClaimWaitText" : "ClaimNotFoundText",
                Lost = wait == TimeSpan.Zero,
            },
            wait > TimeSpan.Zero ? 429 : 404
        );
    }
}
