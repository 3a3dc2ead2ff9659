using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>
/// Refusals of offers, and of OpenID4VCI: a code that begins with <c>OPENID4VCI_</c> is, in lower case, what wallets are
/// told as <c>error</c>.
/// </summary>
public static class WalletProblems
{
    /// <summary>The credential's validity is over.</summary>
    public static readonly ProblemType Expired = new(
        "CREDENTIAL_EXPIRED",
        409,
        "The credential's validity has ended.",
        "Renew it, and offer the new one"
    );

    /// <summary>The recipient keeps the credential to themselves.</summary>
    public static readonly ProblemType Hidden = new(
        "CREDENTIAL_HIDDEN",
        409,
        "The recipient has hidden the credential.",
        "It can be taken into a wallet once the recipient shows it again"
    );

    /// <summary>Nothing on offer could be taken.</summary>
    public static readonly ProblemType NotForWallets = new(
        "CREDENTIAL_NOT_FOR_WALLETS",
        409,
        "The credential names its subject by a DID that no wallet can show to be its own.",
        "Offer it as dc+sd-jwt"
    );

    /// <summary>Too many transaction codes were sent by mail.</summary>
    public static readonly ProblemType TooManyOffers = new(
        "TOO_MANY_OFFERS",
        429,
        "Too many codes were sent to the recipient of this credential within an hour.",
        "Use the latest one, or wait an hour",
        Retryable: true
    );

    /// <summary>The request is not as the specification has it.</summary>
    public static readonly ProblemType InvalidRequest = new(
        "OPENID4VCI_INVALID_REQUEST",
        400,
        "The request lacks a parameter, or has one too many.",
        "See OpenID for Verifiable Credential Issuance 1.0, section 6"
    );

    /// <summary>The code is wrong, used or over.</summary>
    public static readonly ProblemType InvalidGrant = new(
        "OPENID4VCI_INVALID_GRANT",
        400,
        "The code is wrong, was used before, or its offer is over.",
        "Ask for a new offer"
    );

    /// <summary>Another grant.</summary>
    public static readonly ProblemType UnsupportedGrantType = new(
        "OPENID4VCI_UNSUPPORTED_GRANT_TYPE",
        400,
        "Only pre-authorized codes are taken here.",
        "Use the grant type urn:ietf:params:oauth:grant-type:pre-authorized_code"
    );

    /// <summary>Authorization details that cannot be granted.</summary>
    public static readonly ProblemType InvalidAuthorizationDetails = new(
        "OPENID4VCI_INVALID_AUTHORIZATION_DETAILS",
        400,
        "The authorization_details ask for something that is not on offer.",
        "Leave them out, or name configurations of the offer"
    );

    /// <summary>No access token, or one that does not hold.</summary>
    public static readonly ProblemType InvalidToken = new(
        "OPENID4VCI_INVALID_TOKEN",
        401,
        "The access token is missing, wrong or over.",
        "Redeem a new offer"
    );

    /// <summary>The credential request is malformed.</summary>
    public static readonly ProblemType InvalidCredentialRequest = new(
        "OPENID4VCI_INVALID_CREDENTIAL_REQUEST",
        400,
        "The credential request is not as the specification has it.",
        "See OpenID for Verifiable Credential Issuance 1.0, section 8.2"
    );

    /// <summary>The configuration is not on offer.</summary>
    public static readonly ProblemType UnknownCredentialConfiguration = new(
        "OPENID4VCI_UNKNOWN_CREDENTIAL_CONFIGURATION",
        400,
        "The offer has no such credential configuration.",
        "Use one of credential_configuration_ids in the offer"
    );

    /// <summary>The identifier was not given.</summary>
    public static readonly ProblemType UnknownCredentialIdentifier = new(
        "OPENID4VCI_UNKNOWN_CREDENTIAL_IDENTIFIER",
        400,
        "The token response gave no such credential identifier.",
        "Use credential_configuration_id instead"
    );

    /// <summary>The proof of the key does not hold.</summary>
    public static readonly ProblemType InvalidProof = new(
        "OPENID4VCI_INVALID_PROOF",
        400,
        "The proof of the wallet's key does not hold.",
        "Send one proof of type jwt, signed with the key that it names"
    );

    /// <summary>The proof's nonce is not one of ours, over, or used.</summary>
    public static readonly ProblemType InvalidNonce = new(
        "OPENID4VCI_INVALID_NONCE",
        400,
        "The proof's nonce is not of this issuer, is over, or was used before.",
        "Get a new one at the nonce endpoint"
    );

    /// <summary>Encryption is not offered.</summary>
    public static readonly ProblemType InvalidEncryptionParameters = new(
        "OPENID4VCI_INVALID_ENCRYPTION_PARAMETERS",
        400,
        "Credential responses are not encrypted here beyond HTTPS.",
        "Leave out credential_response_encryption"
    );

    /// <summary>The credential cannot be taken any more.</summary>
    public static readonly ProblemType CredentialRequestDenied = new(
        "OPENID4VCI_CREDENTIAL_REQUEST_DENIED",
        400,
        "The credential cannot be taken any more.",
        "Ask its issuer"
    );

    /// <summary>The notification is malformed.</summary>
    public static readonly ProblemType InvalidNotificationRequest = new(
        "OPENID4VCI_INVALID_NOTIFICATION_REQUEST",
        400,
        "The notification is not as the specification has it.",
        "Send notification_id and event: credential_accepted, credential_failure or credential_deleted"
    );

    /// <summary>No such notification id.</summary>
    public static readonly ProblemType InvalidNotificationId = new(
        "OPENID4VCI_INVALID_NOTIFICATION_ID",
        400,
        "The access token was given no such notification_id.",
        "Send the notification_id of the credential response"
    );
}
