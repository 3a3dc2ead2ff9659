using Vidimus.Platform.Problems;

namespace Vidimus.Access;

/// <summary>Refusals of the Access module.</summary>
public static class AccessProblems
{
    /// <summary>No Authorization header.</summary>
    public static readonly ProblemType Missing = new(
        "AUTH_MISSING",
        401,
        "No API key was sent.",
        "Send the header Authorization: Bearer followed by your API key or access token."
    );

    /// <summary>The Authorization header is not of the form Bearer token.</summary>
    public static readonly ProblemType InvalidFormat = new(
        "AUTH_INVALID_FORMAT",
        401,
        "The Authorization header has the wrong form.",
        "Send one header Authorization: Bearer followed by a space and your API key or access token."
    );

    /// <summary>No key matches; the text is the seed's own.</summary>
    public static readonly ProblemType InvalidKey = new(
        "AUTH_INVALID_KEY",
        401,
        "Invalid API key",
        "Check that your API key is correct and active"
    );

    /// <summary>The key was revoked; told only to who holds the whole key.</summary>
    public static readonly ProblemType RevokedKey = new(
        "AUTH_REVOKED_KEY",
        401,
        "API key has been revoked",
        "Mint a new key in the portal"
    );

    /// <summary>The key is suspended; told only to who holds the whole key.</summary>
    public static readonly ProblemType SuspendedKey = new(
        "AUTH_SUSPENDED_KEY",
        401,
        "API key is suspended",
        "Ask an administrator of your organization to resume it"
    );

    /// <summary>The organization is disabled.</summary>
    public static readonly ProblemType OrganizationDisabled = new(
        "AUTH_ORGANIZATION_DISABLED",
        401,
        "The organization of this API key is disabled",
        "Ask the operator of this server"
    );

    /// <summary>The key has expired.</summary>
    public static readonly ProblemType ExpiredKey = new(
        "AUTH_EXPIRED_KEY",
        401,
        "API key has expired",
        "Mint a new key in the portal"
    );

    /// <summary>The access token has expired; the sentence is the seed's own.</summary>
    public static readonly ProblemType ExpiredToken = new(
        "AUTH_EXPIRED_TOKEN",
        401,
        "Authentication failed. The supplied JWT has expired.",
        "Exchange the client token for a new access token at /v1/auth/token"
    );

    /// <summary>The access token is not one of ours, or was changed.</summary>
    public static readonly ProblemType InvalidToken = new(
        "AUTH_INVALID_TOKEN",
        401,
        "Authentication failed. The supplied JWT is not valid.",
        "Exchange the client token for a new access token at /v1/auth/token"
    );

    /// <summary>The session that a member's access token belongs to has ended.</summary>
    public static readonly ProblemType SessionEnded = new(
        "AUTH_SESSION_ENDED",
        401,
        "The session of this access token has ended.",
        "Sign in again"
    );

    /// <summary>The member left the organization, or was taken out.</summary>
    public static readonly ProblemType NotAMember = new(
        "AUTH_NOT_A_MEMBER",
        401,
        "The member of this access token does not belong to the organization any more.",
        "Sign in again, or ask an owner of the organization for an invitation"
    );

    /// <summary>A one-time link was used or has ended.</summary>
    public static readonly ProblemType LinkOver = new(
        "LINK_INVALID",
        404,
        "This link was used already, has ended, or was never valid.",
        "Ask for another one"
    );

    /// <summary>There is a member with this address already.</summary>
    public static readonly ProblemType MemberExists = new(
        "MEMBER_EXISTS",
        409,
        "There is a member with this address already.",
        "Sign in with it"
    );

    /// <summary>A client token was used where an access token belongs.</summary>
    public static readonly ProblemType ExchangeRequired = new(
        "AUTH_EXCHANGE_REQUIRED",
        401,
        "This client token must be exchanged for an access token first.",
        "Send it to POST /v1/auth/token and use the access_token of the answer"
    );

    /// <summary>The caller lacks the scope.</summary>
    public static readonly ProblemType ScopeInsufficient = new(
        "AUTH_SCOPE_INSUFFICIENT",
        403,
        "This key may not do that.",
        "Use a key that has one of the scopes named in details"
    );

    /// <summary>A test key tried to reach into live mode.</summary>
    public static readonly ProblemType ModeForbidden = new(
        "AUTH_MODE_FORBIDDEN",
        403,
        "A test key cannot make or change live keys.",
        "Use a live key with the scope keys:admin"
    );

    /// <summary>Too many requests with one key.</summary>
    public static readonly ProblemType RateLimited = new(
        "RATE_LIMITED",
        429,
        "Too many requests with this key.",
        "Wait as long as Retry-After says and spread the requests",
        Retryable: true
    );

    /// <summary>The key has a spend cap that the action would pass.</summary>
    public static readonly ProblemType SpendLimitExceeded = new(
        "SPEND_LIMIT_EXCEEDED",
        402,
        "This key's spend cap does not allow that.",
        "Wait until freesAt in details, or have an administrator of your organization raise the cap; nothing was done or charged"
    );

    /// <summary>One request counts for more than the key may make in a minute.</summary>
    public static readonly ProblemType RateLimitTooLow = new(
        "RATE_LIMIT_TOO_LOW",
        429,
        "This request counts for more than this key may make in a minute.",
        "Raise rateLimitPerMinute of the key; waiting does not help"
    );

    /// <summary>Too many wrong keys from one address.</summary>
    public static readonly ProblemType TooManyFailures = new(
        "TOO_MANY_FAILURES",
        429,
        "Too many wrong keys came from this address.",
        "Wait as long as Retry-After says, and check the key before you send it again",
        Retryable: true
    );

    /// <summary>Too many requests without a key from one address.</summary>
    public static readonly ProblemType TooManyPublic = new(
        "TOO_MANY_REQUESTS",
        429,
        "Too many requests from this address.",
        "Wait as long as Retry-After says and spread the requests",
        Retryable: true
    );

    /// <summary>The state of the key forbids the change.</summary>
    public static readonly ProblemType KeyRevoked = new(
        "KEY_REVOKED",
        409,
        "The key is revoked, and that is final.",
        "Mint a new key"
    );

    /// <summary>The key has a successor already.</summary>
    public static readonly ProblemType KeyRotated = new(
        "KEY_ROTATED",
        409,
        "The key has been replaced already.",
        "Rotate its successor, which replacedBy names"
    );

    /// <summary>The key has ended.</summary>
    public static readonly ProblemType KeyExpired = new(
        "KEY_EXPIRED",
        409,
        "The key has ended.",
        "Mint a new key"
    );

    /// <summary>The request came from outside the key's networks; told only to who holds the whole key.</summary>
    public static readonly ProblemType AddressNotAllowed = new(
        "AUTH_ADDRESS_NOT_ALLOWED",
        403,
        "This key may not be used from this network.",
        "Call from a network on the key's list allowedNetworks, or have the list changed"
    );

    /// <summary>A leak report without the signature of a reporter that this server knows.</summary>
    public static readonly ProblemType LeakReportUnsigned = new(
        "LEAK_REPORT_SIGNATURE_INVALID",
        401,
        "The report is not signed by a reporter that this server knows.",
        "Sign the body as it is sent and name the key in Github-Public-Key-Identifier; the operator keeps the list LeakReports:Keys"
    );

    /// <summary>A leak report that was acted on before.</summary>
    public static readonly ProblemType LeakReportRepeated = new(
        "LEAK_REPORT_REPEATED",
        409,
        "This report was taken before; nothing was changed.",
        "Nothing is to be done: a new finding makes a new report"
    );

    /// <summary>The exchange was asked for another grant.</summary>
    public static readonly ProblemType UnsupportedGrant = new(
        "UNSUPPORTED_GRANT_TYPE",
        400,
        "Only the grant type client_credentials is known here.",
        "Send grant_type=client_credentials or leave it out"
    );

    /// <summary>The exchange was asked for more than the client token has.</summary>
    public static readonly ProblemType InvalidScope = new(
        "INVALID_SCOPE",
        400,
        "The client token does not have a scope that was asked for.",
        "Ask for scopes of the client token only, or leave scope out"
    );

    /// <summary>The exchange got the client token in two places.</summary>
    public static readonly ProblemType AmbiguousClient = new(
        "INVALID_REQUEST",
        400,
        "The request is ambiguous.",
        "Send the client token once: by Basic, by Bearer, or as client_secret in the body"
    );

    /// <summary>The set-up link was used or has expired.</summary>
    public static readonly ProblemType SetupUsed = new(
        "SETUP_LINK_INVALID",
        404,
        "This set-up link was used already, has expired, or was never valid.",
        "Start the server on an empty database for a new link"
    );

    /// <summary>The file is no image that can be shown as a logo.</summary>
    public static readonly ProblemType LogoNotAccepted = new(
        "LOGO_NOT_ACCEPTED",
        400,
        "The logo was not taken.",
        "Send a PNG or JPEG image of at most 512 KB and 2048 by 2048 pixels, as a drawing program writes it"
    );
}
