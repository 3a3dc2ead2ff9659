using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Wallets;

/// <summary>A token request (OpenID4VCI 1.0, section 6.1).</summary>
/// <param name="GrantType">Always <c>urn:ietf:params:oauth:grant-type:pre-authorized_code</c>.</param>
/// <param name="PreAuthorizedCode">The code of the offer.</param>
/// <param name="TransactionCode">The digits that the person typed, where the offer asks for them.</param>
/// <param name="AuthorizationDetails">Configurations wanted (RFC 9396), as JSON; may be left out.</param>
public sealed record WalletTokenRequest(
    [property: JsonPropertyName("grant_type")] string? GrantType = null,
    [property: JsonPropertyName("pre-authorized_code")] string? PreAuthorizedCode = null,
    [property: JsonPropertyName("tx_code")] string? TransactionCode = null,
    [property: JsonPropertyName("authorization_details")] string? AuthorizationDetails = null
);

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
    TimeProvider clock
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
        var read = await ReadForm(http);
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
        if (found is null || !found.IsOpenAt(clock.GetUtcNow()))
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
        var details = DetailsOf(found, request.AuthorizationDetails);
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
                var now = clock.GetUtcNow();
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

    private static async Task<Result<WalletTokenRequest>> ReadForm(HttpContext http)
    {
        if (
            http.Request.ContentType?.StartsWith(
                "application/x-www-form-urlencoded",
                StringComparison.OrdinalIgnoreCase
            ) != true
        )
            return WalletProblems.InvalidRequest.With(
                "The request is not application/x-www-form-urlencoded."
            );
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return tooLarge;
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Value!));
        if (form.Any(p => p.Value.Count > 1))
            return WalletProblems.InvalidRequest.With("A parameter is repeated.");
        // RFC 6749 section 3.2: a parameter without a value counts as left out.
        string? Value(string name) =>
            form.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text
                ? text
                : null;
        var request = new WalletTokenRequest(
            Value("grant_type"),
            Value("pre-authorized_code"),
            Value("tx_code"),
            Value("authorization_details")
        );
        return request switch
        {
            { GrantType: null } => WalletProblems.InvalidRequest.With("grant_type is missing."),
            { GrantType: not WalletOffers.Grant } => WalletProblems.UnsupportedGrantType,
            { PreAuthorizedCode: null } => WalletProblems.InvalidRequest.With(
                "pre-authorized_code is missing."
            ),
            _ => request,
        };
    }

    /// <summary>What is granted where the wallet asked by authorization details (OpenID4VCI 1.0, section 5.1.1); null where it did not.</summary>
    private static Result<JsonArray?> DetailsOf(WalletOfferRow offer, string? asked)
    {
        if (asked is null)
            return (JsonArray?)null;
        if (
            !CredentialJson.TryParse(Encoding.UTF8.GetBytes(asked), 65_536, out var root, out _)
            || root.ValueKind != JsonValueKind.Array
            || root.GetArrayLength() is 0 or > 10
        )
            return WalletProblems.InvalidAuthorizationDetails;
        var granted = new JsonArray();
        foreach (var detail in root.EnumerateArray())
        {
            if (
                detail.ValueKind != JsonValueKind.Object
                || Text(detail, "type") != "openid_credential"
                || Text(detail, "credential_configuration_id") is not { } id
                || WalletFormats.OfConfiguration(offer, id) is null
            )
                return WalletProblems.InvalidAuthorizationDetails;
            granted.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["type"] = "openid_credential",
                        ["credential_configuration_id"] = id,
                        ["credential_identifiers"] = new JsonArray(id),
                    }
            );
        }
        return granted;
    }

    private static string? Text(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
