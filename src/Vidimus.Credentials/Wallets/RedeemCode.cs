using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
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

/// <summary>An access token for what was offered (RFC 6749 section 5.1).</summary>
/// <param name="AccessToken">The token, to be sent as Bearer.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds it lives.</param>
/// <param name="AuthorizationDetails">What was granted, where the request asked by <c>authorization_details</c>.</param>
public sealed record WalletToken(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("authorization_details")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        JsonArray? AuthorizationDetails
);

/// <summary>
/// Redeems a pre-authorized code, once, for an access token that is good for what the offer offers and for a few minutes. A wrong
/// transaction code costs one of the offer's few tries.
/// </summary>
internal sealed class RedeemCode(
    VidimusDb db,
    Commits commits,
    AccessOptions options,
    DatabaseClock time
)
{
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                WalletIssuer.Path + "/token",
                async (HttpContext http, RedeemCode redeem, string organizationId, string mode) =>
                    (await redeem.Run(http, organizationId, mode)).Answer()
            )
            .Public("the code of the offer is in the request itself")
            .Repeatable("a code is good once: asking again is refused by itself")
            .RequireCors("public")
            .Accepts<WalletTokenRequest>("application/x-www-form-urlencoded")
            .Produces<WalletToken>()
            .WithTags("Wallets")
            .WithSummary("Redeem the code of an offer for an access token (OpenID4VCI)")
            .WithName("redeemWalletCode");

    public async Task<Result<WalletToken>> Run(HttpContext http, string organizationId, string mode)
    {
        var read = await TokenRequest.Read(http);
        if (read.Problem is { } malformed)
            return malformed;
        var request = read.Value!;
        if (await WalletIssuer.Find(db, options, organizationId, mode) is not { } issuer)
            return PlatformProblems.NotFound;
        var digest = WalletSecrets.Digest(request.PreAuthorizedCode!);
        // Of this tenant and mode only: another issuer's code is no code here.
        var found = await db.Set<WalletOfferRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(o => o.CodeDigest == digest, http.RequestAborted);
        if (found is null || !found.IsOpenAt(await time.Now(db, http.RequestAborted)))
            return WalletProblems.InvalidGrant;
        if (found.TransactionDigest is null != request.TransactionCode is null)
            return WalletProblems.InvalidRequest.With(
                found.TransactionDigest is null
                    ? "The offer asks for no tx_code."
                    : "The offer asks for a tx_code.",
                hint: found.TransactionDigest is null
                    ? "Leave it out"
                    : "Let the person type the six digits"
            );
        var details = TokenRequest.DetailsOf(found, request.AuthorizationDetails);
        if (details.Problem is { } notOffered)
            return notOffered;
        return await Redeem(issuer, found, request, details.Value, http.RequestId());
    }

    private async Task<Result<WalletToken>> Redeem(
        WalletIssuer issuer,
        WalletOfferRow found,
        WalletTokenRequest request,
        JsonArray? details,
        string requestId
    )
    {
        var token = WalletSecrets.New();
        var given = await commits.Commit<bool>(
            issuer.AuthorOf(found, requestId),
            async unit =>
            {
                var now = await time.Now(unit.Db, CancellationToken.None);
                var offer = await unit
                    .Db.Set<WalletOfferRow>()
                    .SingleOrDefaultAsync(o => o.Id == found.Id);
                var credential = await unit.Db.Credentials.SingleOrDefaultAsync(c =>
                    c.Id == found.CredentialId
                );
                if (
                    offer is null
                    || !offer.IsOpenAt(now)
                    || await Takeable.Refusal(unit.Db, credential, now) is not null
                )
                    return WalletProblems.InvalidGrant;
                offer.Version++;
                if (!IsRight(offer, request))
                {
                    // A refusal would save nothing: the try must be counted.
                    Refuse(unit, offer, now);
                    return false;
                }
                offer.RedeemedAt = now;
                offer.TokenDigest = WalletSecrets.Digest(token);
                offer.TokenExpiresAt = now + TokenLifetime;
                unit.State(
                    new SimpleFact(
                        "credential.offer-redeemed",
                        offer.CredentialId,
                        ("offer", offer.Id)
                    )
                );
                return true;
            },
            CancellationToken.None
        );
        if (given.Problem is { } refused)
            return refused;
        if (!given.Value)
            return WalletProblems.InvalidGrant.With(
                "The transaction code is wrong.",
                hint: "Let the person look again; after a few tries the offer is over"
            );
        return new WalletToken(token, "Bearer", (int)TokenLifetime.TotalSeconds, details);
    }

    private static bool IsRight(WalletOfferRow offer, WalletTokenRequest request) =>
        offer.TransactionDigest is not { } right
        || System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(right),
            Encoding.ASCII.GetBytes(
                WalletSecrets.TransactionDigest(
                    request.PreAuthorizedCode!,
                    request.TransactionCode!
                )
            )
        );

    private static void Refuse(Unit unit, WalletOfferRow offer, DateTimeOffset now)
    {
        offer.TriesLeft--;
        if (offer.TriesLeft <= 0)
            offer.EndedAt = now;
        unit.State(
            new SimpleFact(
                "credential.offer-refused",
                offer.CredentialId,
                ("offer", offer.Id),
                (
                    "triesLeft",
                    offer.TriesLeft.ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
            )
        );
    }
}
