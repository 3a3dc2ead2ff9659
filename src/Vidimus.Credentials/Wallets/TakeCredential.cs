using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>
/// Hands a credential to a wallet that has the offer's token and shows to have a key: signed for that key, put on record and its
/// nonce used up, or nothing happened.
/// </summary>
internal sealed class TakeCredential(
    VidimusDb db,
    Commits commits,
    Nonces nonces,
    WalletForms forms,
    DatabaseClock time,
    AccessOptions options
)
{
    /// <summary>How often one offer can be taken: in each format, and again where an answer was lost.</summary>
    public const int MostTimes = 6;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                WalletIssuer.Path + "/credential",
                async (HttpContext http, TakeCredential take, string organizationId, string mode) =>
                    (await take.Run(http, organizationId, mode)).Answer()
            )
            .Public("the access token of the offer is in the request itself")
            .Repeatable("a nonce is good once: asking again is refused by itself")
            .RequireCors("public")
            .Accepts<WalletCredentialRequest>("application/json")
            .Produces<WalletCredentials>()
            .WithTags("Wallets")
            .WithSummary("Take the credential of an offer (OpenID4VCI)")
            .WithName("takeWalletCredential");

    private sealed record Taking(
        WalletIssuer Issuer,
        WalletOfferRow Offer,
        CredentialRow Credential,
        ProvenKey Key,
        DateTimeOffset NonceEnd,
        string Format
    );

    public async Task<Result<WalletCredentials>> Run(
        HttpContext http,
        string organizationId,
        string mode
    )
    {
        if (await WalletIssuer.Find(db, options, organizationId, mode) is not { } issuer)
            return PlatformProblems.NotFound;
        var now = await time.Now(db, http.RequestAborted);
        if (await WalletBearer.Offer(http, db, now) is not { } offer)
            return WalletProblems.InvalidToken;
        var body = await http.ReadJsonElement();
        if (body.Problem is { } malformed)
            return malformed;
        var format = CredentialRequest.FormatOf(body.Value, offer);
        if (format.Problem is { } unknown)
            return unknown;
        var proof = CredentialRequest.ProofOf(body.Value);
        if (proof.Problem is { } missing)
            return missing;
        var key = KeyProof.Read(proof.Value!, issuer.Id, now);
        if (key.Problem is { } unproven)
            return unproven;
        if (nonces.EndOf(issuer, key.Value!.Nonce) is not { } nonceEnd)
            return WalletProblems.InvalidNonce;
        var credential = await db
            .Credentials.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == offer.CredentialId, http.RequestAborted);
        if (await Takeable.Refusal(db, credential, now) is { } ended)
            return WalletProblems.CredentialRequestDenied.With(ended.Message);
        return await Take(
            new(issuer, offer, credential!, key.Value, nonceEnd, format.Value!),
            http
        );
    }

    private async Task<Result<WalletCredentials>> Take(Taking taking, HttpContext http)
    {
        var form = await forms.Write(
            db,
            taking.Credential,
            taking.Format,
            taking.Key.Key,
            http.RequestAborted
        );
        if (form.Problem is { } unwritten)
            return unwritten.Type == WalletProblems.InvalidProof
                ? unwritten
                : WalletProblems.CredentialRequestDenied.With(unwritten.Message);
        var copyId = forms.NewCopyId();
        return await commits.Commit<WalletCredentials>(
            taking.Issuer.AuthorOf(taking.Offer, http.RequestId()),
            async unit =>
            {
                if (await Save(unit, taking, form.Value!, copyId) is { } refused)
                    return refused;
                return new WalletCredentials([new(form.Value!.Credential)], copyId);
            },
            CancellationToken.None
        );
    }

    /// <summary>All that must still hold at the moment of handing over is looked at once more, inside the change.</summary>
    private async Task<Problem?> Save(Unit unit, Taking taking, WalletForm form, string copyId)
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var offer = await unit
            .Db.Set<WalletOfferRow>()
            .SingleOrDefaultAsync(o => o.Id == taking.Offer.Id);
        if (offer is null || !WalletBearer.IsGood(offer, now))
            return new(WalletProblems.InvalidToken);
        if (offer.Taken >= MostTimes)
            return WalletProblems.CredentialRequestDenied.With(
                $"The offer was taken {MostTimes} times."
            );
        var credential = await unit.Db.Credentials.SingleOrDefaultAsync(c =>
            c.Id == offer.CredentialId
        );
        if (await Takeable.Refusal(unit.Db, credential, now) is { } ended)
            return WalletProblems.CredentialRequestDenied.With(ended.Message);
        // Last, since it is written at once: after a refusal the nonce must not be used up.
        var used = await unit.Lock(
            new WalletNonceRow
            {
                OrganizationId = offer.OrganizationId,
                Digest = WalletSecrets.Digest(taking.Key.Nonce),
                Mode = offer.Mode,
                CopyId = copyId,
                ExpiresAt = taking.NonceEnd,
            }
        );
        if (used.CopyId != copyId)
            return new(WalletProblems.InvalidNonce);
        offer.Taken++;
        offer.Version++;
        unit.Db.Add(CopyOf(taking, form, copyId, now));
        unit.State(
            new SimpleFact(
                "credential.taken",
                offer.CredentialId,
                ("offer", offer.Id),
                ("copy", copyId),
                ("format", taking.Format),
                ("key", taking.Key.Key.Digest)
            )
        );
        return null;
    }

    private static WalletCopyRow CopyOf(
        Taking taking,
        WalletForm form,
        string copyId,
        DateTimeOffset now
    ) =>
        new()
        {
            OrganizationId = taking.Offer.OrganizationId,
            Id = copyId,
            Mode = taking.Offer.Mode,
            CredentialId = taking.Offer.CredentialId,
            OfferId = taking.Offer.Id,
            Format = taking.Format,
            Digest = form.Digest,
            KeyDigest = taking.Key.Key.Digest,
            TakenAt = now,
            Version = 1,
        };
}
