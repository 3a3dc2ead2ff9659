using System.Text.Json.Serialization;
using Vidimus.Platform.Http;

namespace Vidimus.Credentials.Wallets;

/// <summary>How a credential is to be offered.</summary>
public sealed record OfferCredentialRequest
{
    /// <summary>
    /// Where the code of six digits goes that the person types into the wallet: <c>answer</c> (default; tell it to the recipient on
    /// another way than the link), <c>mail</c> (to the recipient's address) or <c>none</c> (whoever has the link can take the
    /// credential).
    /// </summary>
    public string? TransactionCode { get; init; }

    /// <summary>Formats that the wallet may choose from: <c>dc+sd-jwt</c>, <c>ldp_vc</c>, <c>jwt_vc_json</c>; all when left out.</summary>
    public IReadOnlyList<string>? Formats { get; init; }

    /// <summary>How long the offer is open: 60 to 600 seconds; 600 when left out.</summary>
    public int? LifetimeSeconds { get; init; }
}

/// <summary>An offer of a credential to a wallet.</summary>
/// <param name="Id">Its id, <c>off_…</c>.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="CredentialIssuer">The Credential Issuer Identifier, by which the wallet finds the issuer's metadata.</param>
/// <param name="Formats">Formats that the wallet may choose from.</param>
/// <param name="TransactionCodeBy">Where the transaction code went: <c>answer</c>, <c>mail</c> or <c>none</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
public record WalletOffer(
    string Id,
    string CredentialId,
    string CredentialIssuer,
    IReadOnlyList<string> Formats,
    string TransactionCodeBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>A new offer with what opens it, which is shown this once.</summary>
public sealed record WalletOfferWithSecret : WalletOffer, IHoldsSecret
{
    internal WalletOfferWithSecret(WalletOffer offer)
        : base(offer) { }

    /// <summary>Link that opens a wallet on the same device, with the offer at its address; the QR code holds it too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Link { get; internal init; }

    /// <summary>The same with the whole offer in the link, for wallets that fetch nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LinkByValue { get; internal init; }

    /// <summary>Where the wallet fetches the offer (<c>credential_offer_uri</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CredentialOfferUri { get; internal init; }

    /// <summary>The link as a QR code, an SVG image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? QrSvg { get; internal init; }

    /// <summary>The pre-authorized code, good for one access token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PreAuthorizedCode { get; internal init; }

    /// <summary>The six digits for the recipient to type; left out when they went by mail, or there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TransactionCode { get; internal init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SecretOmitted { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretHint { get; private init; }

    object IHoldsSecret.WithoutSecret() =>
        this with
        {
            Link = null,
            LinkByValue = null,
            CredentialOfferUri = null,
            QrSvg = null,
            PreAuthorizedCode = null,
            TransactionCode = null,
            SecretOmitted = true,
            SecretHint =
                "The link and the codes were shown in the first answer. If it was lost, make another offer with POST /v1/credentials/{id}/offers, which ends this one.",
        };
}
