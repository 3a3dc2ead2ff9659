using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>Offers a credential to its recipient's wallet, and gives the offer to the wallet that has its address.</summary>
internal sealed class OfferCredential(
    VidimusDb db,
    Writes writes,
    WalletOffers offers,
    DatabaseClock time,
    AccessOptions options
)
{
    private static readonly string[] Ways = ["answer", "mail", "none"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/credentials/{id}/offers",
                (HttpContext http, OfferCredential offer, string id) =>
                    http.TakeOptional<OfferCredentialRequest, WalletOfferWithSecret>(
                        201,
                        r => offer.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<OfferCredentialRequest>(isOptional: true, "application/json")
            .Produces<WalletOfferWithSecret>(201)
            .WithTags("Credentials")
            .WithSummary("Offer a credential to its recipient's wallet (OpenID4VCI)")
            .WithName("offerCredential");
        routes
            .MapGet(
                // Short, since a QR code holds it.
                WalletIssuer.Base + "/offers/{reference}",
                (OfferCredential offer, string reference) => offer.Fetch(reference)
            )
            .Public("the address is the offer's secret")
            .RequireCors("public")
            .Produces<JsonObject>()
            .WithTags("Wallets")
            .WithSummary("Fetch a credential offer by its address (OpenID4VCI)")
            .WithName("getCredentialOffer");
    }

    public async Task<Result<WalletOfferWithSecret>> Run(
        string id,
        OfferCredentialRequest request,
        CancellationToken cancellation
    )
    {
        var terms = TermsOf(request);
        if (terms.Problem is { } wrong)
            return wrong;
        if (await CredentialIds.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.CredentialNotFound;
        return await writes.Commit(unit => offers.Make(unit, found.Id, terms.Value!), cancellation);
    }

    private static Result<OfferTerms> TermsOf(OfferCredentialRequest request)
    {
        var fields = new Fields()
            .OneOf("transactionCode", request.TransactionCode, Ways)
            .Number("lifetimeSeconds", request.LifetimeSeconds, 60, 600);
        if (
            request.Formats is { } chosen
            && (
                chosen.Count is 0 or > 3
                || chosen.Distinct().Count() != chosen.Count
                || chosen.Any(f => !WalletFormats.All.Contains(f))
            )
        )
            fields.Wrong("formats", $"must be some of {string.Join(", ", WalletFormats.All)}");
        if (fields.Problem is { } wrong)
            return wrong;
        return new OfferTerms(
            request.TransactionCode ?? "answer",
            request.Formats ?? WalletFormats.All,
            request.LifetimeSeconds is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : OfferTerms.Longest
        );
    }

    private async Task<IResult> Fetch(string reference)
    {
        if (reference.Length > 64)
            return new Refusal(new(PlatformProblems.NotFound));
        var digest = WalletSecrets.Digest(reference);
        var row = await db.Across<WalletOfferRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(o => o.ReferenceDigest == digest);
        if (
            row is null
            || !row.IsOpenAt(await time.Now(db, CancellationToken.None))
            || await WalletIssuer.Find(db, options, row.OrganizationId, row.Mode) is not { } issuer
        )
            return new Refusal(new(PlatformProblems.NotFound));
        return Written.Json(200, OfferForms.Json(row, issuer, WalletSecrets.Open(reference, row)));
    }
}
