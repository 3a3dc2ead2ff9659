using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Refusals of the authorization server. Where a code begins with OAUTH_ the rest of it, in small letters, is the error of
/// RFC 6749 (section 5.2), RFC 8707 or RFC 7009 that clients are answered with.
/// </summary>
public static class OAuthProblems
{
    /// <summary>The grant behind an access token was revoked or has ended.</summary>
    public static readonly ProblemType GrantEnded = new(
        "AUTH_GRANT_ENDED",
        401,
        "The access that a member gave to this client was revoked or has ended.",
        "Refresh the access token; when that is refused, ask the member to allow it again"
    );

    /// <summary>A parameter is missing, repeated or malformed.</summary>
    public static readonly ProblemType InvalidRequest = new(
        "OAUTH_INVALID_REQUEST",
        400,
        "The request is malformed.",
        "Send each parameter once, as application/x-www-form-urlencoded"
    );

    /// <summary>The client is unknown or did not prove who it is.</summary>
    public static readonly ProblemType InvalidClient = new(
        "OAUTH_INVALID_CLIENT",
        401,
        "The client is unknown, or did not prove who it is.",
        "Send client_id, and the secret in the way it was registered"
    );

    /// <summary>The code or refresh token is not good, or not any more.</summary>
    public static readonly ProblemType InvalidGrant = new(
        "OAUTH_INVALID_GRANT",
        400,
        "This code or refresh token is not valid: it is unknown, was used, has ended, or belongs to another request.",
        "Begin again at the authorization endpoint"
    );

    /// <summary>The grant type is not offered.</summary>
    public static readonly ProblemType UnsupportedGrantType = new(
        "OAUTH_UNSUPPORTED_GRANT_TYPE",
        400,
        "This grant type is not offered here.",
        "Use authorization_code or refresh_token; programs exchange a client token at /v1/auth/token"
    );

    /// <summary>A scope is unknown, or more than was granted.</summary>
    public static readonly ProblemType InvalidScope = new(
        "OAUTH_INVALID_SCOPE",
        400,
        "The scope is unknown, or more than was granted.",
        "Ask for scopes that were granted, or leave scope out"
    );

    /// <summary>The resource is not one of this server, or another than was granted.</summary>
    public static readonly ProblemType InvalidTarget = new(
        "OAUTH_INVALID_TARGET",
        400,
        "The resource is not one of this server, or another than was granted.",
        "Take it from the protected resource metadata, or leave it out"
    );

    /// <summary>The response type is not offered.</summary>
    public static readonly ProblemType UnsupportedResponseType = new(
        "OAUTH_UNSUPPORTED_RESPONSE_TYPE",
        400,
        "Only the response type code is offered.",
        "Send response_type=code"
    );
}
