using System.Text;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Reading;

namespace Vidimus.Credentials.Wallets;

/// <summary>How an offer is made.</summary>
/// <param name="TransactionCodeBy"><c>answer</c>, <c>mail</c> or <c>none</c>.</param>
/// <param name="Formats">Formats on offer.</param>
/// <param name="Lifetime">How long it is open.</param>
internal sealed record OfferTerms(
    string TransactionCodeBy,
    IReadOnlyList<string> Formats,
    TimeSpan Lifetime
)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>
    /// What the recipient's own page asks for: the transaction code by mail where there is a way to send one, so that a
    /// photograph of the page is not enough; otherwise beside the QR code.
    /// </summary>
    public static OfferTerms ForRecipient(bool canMail) =>
        new(canMail ? "mail" : "answer", WalletFormats.All, Longest);
}

/// <summary>An offer as its maker and as the wallet see it.</summary>
internal static class OfferForms
{
    public const string Grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

    /// <summary>The offer with everything that opens it.</summary>
    public static WalletOfferWithSecret Shown(
        WalletOfferRow row,
        OfferTerms terms,
        string baseUrl,
        (string Code, string Reference, string? Digits) secrets
    )
    {
        var issuer = new WalletIssuer(row.OrganizationId, row.Mode, baseUrl);
        var address = $"{baseUrl}{WalletIssuer.Base}/offers/{secrets.Reference}";
        var link =
            $"openid-credential-offer://?credential_offer_uri={Uri.EscapeDataString(address)}";
        var json = Json(row, issuer, secrets.Code).ToJsonString();
        return new(
            new(
                row.Id,
                row.CredentialId,
                issuer.Id,
                row.Formats.Split(' '),
                terms.TransactionCodeBy,
                row.CreatedAt,
                row.ExpiresAt
            )
        )
        {
            Link = link,
            LinkByValue =
                $"openid-credential-offer://?credential_offer={Uri.EscapeDataString(json)}",
            CredentialOfferUri = address,
            QrSvg = Encoding.UTF8.GetString(LinkPicture.Svg(link)),
            PreAuthorizedCode = secrets.Code,
            TransactionCode = terms.TransactionCodeBy == "answer" ? secrets.Digits : null,
        };
    }

    /// <summary>The Credential Offer (OpenID4VCI 1.0, section 4.1.1).</summary>
    public static JsonObject Json(WalletOfferRow row, WalletIssuer issuer, string code)
    {
        var grant = new JsonObject { ["pre-authorized_code"] = code };
        if (row.TransactionDigest is not null)
            grant["tx_code"] = new JsonObject
            {
                ["input_mode"] = "numeric",
                ["length"] = 6,
                ["description"] = row.Mailed
                    ? "The six digits that were sent to your e-mail address."
                    : "The six digits that you were given with this offer.",
            };
        return new JsonObject
        {
            ["credential_issuer"] = issuer.Id,
            ["credential_configuration_ids"] = new JsonArray([
                .. row
                    .Formats.Split(' ')
                    .Select(f => (JsonNode)WalletFormats.ConfigurationId(row.GroupId, f)),
            ]),
            ["grants"] = new JsonObject { [Grant] = grant },
        };
    }
}
