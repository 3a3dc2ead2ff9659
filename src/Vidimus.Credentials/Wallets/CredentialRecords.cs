using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vidimus.Credentials.Wallets;

/// <summary>A credential request (OpenID4VCI 1.0, section 8.2).</summary>
/// <param name="CredentialConfigurationId">Which configuration of the offer.</param>
/// <param name="CredentialIdentifier">Instead of that, where the token response gave one.</param>
/// <param name="Proofs">One proof of the key that the credential is bound to, of type <c>jwt</c>.</param>
public sealed record WalletCredentialRequest(
    [property: JsonPropertyName("credential_configuration_id")]
        string? CredentialConfigurationId = null,
    [property: JsonPropertyName("credential_identifier")] string? CredentialIdentifier = null,
    [property: JsonPropertyName("proofs")] WalletProofs? Proofs = null
);

/// <summary>Proofs of keys.</summary>
/// <param name="Jwt">One JWT with <c>typ</c> <c>openid4vci-proof+jwt</c>.</param>
public sealed record WalletProofs(
    [property: JsonPropertyName("jwt")] IReadOnlyList<string>? Jwt = null
);

/// <summary>What the wallet gets (OpenID4VCI 1.0, section 8.3).</summary>
/// <param name="Credentials">One credential.</param>
/// <param name="NotificationId">By which the wallet says what became of it.</param>
public sealed record WalletCredentials(
    [property: JsonPropertyName("credentials")] IReadOnlyList<WalletCredential> Credentials,
    [property: JsonPropertyName("notification_id")] string NotificationId
);

/// <summary>A credential.</summary>
/// <param name="Credential">A text for <c>dc+sd-jwt</c> and <c>jwt_vc_json</c>, a JSON object for <c>ldp_vc</c>.</param>
public sealed record WalletCredential(
    [property: JsonPropertyName("credential")] JsonNode Credential
);
