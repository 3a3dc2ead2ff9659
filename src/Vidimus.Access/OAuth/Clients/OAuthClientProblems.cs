using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Refusals about clients of the authorization server.</summary>
public static class OAuthClientProblems
{
    /// <summary>No client has this id.</summary>
    public static readonly ProblemType Unknown = new(
        "OAUTH_CLIENT_UNKNOWN",
        400,
        "This server knows no client with this id.",
        "Register the client again; clients that nobody lets in are forgotten after a day"
    );

    /// <summary>The client's document could not be fetched; the same for every reason of the network.</summary>
    public static readonly ProblemType DocumentUnreachable = new(
        "OAUTH_CLIENT_DOCUMENT_UNREACHABLE",
        400,
        "The document that describes the client could not be fetched.",
        "It must be answered with status 200 at its https address, without a redirect, by a public host with a trusted certificate; try again later"
    );

    /// <summary>This server fetches no more documents for the moment; it says nothing about this one.</summary>
    public static readonly ProblemType DocumentsLimited = new(
        "CLIENT_DOCUMENTS_LIMITED",
        503,
        "Too many documents of clients are being fetched just now, so this one was not asked for.",
        "Wait a minute and try again",
        Retryable: true
    );

    /// <summary>The client's document was fetched and is not right.</summary>
    public static readonly ProblemType DocumentWrong = new(
        "OAUTH_CLIENT_DOCUMENT_WRONG",
        400,
        "The document that describes the client is not right.",
        "The client's maker has to correct it"
    );

    /// <summary>The operator takes no documents, or none of this host.</summary>
    public static readonly ProblemType DocumentsOff = new(
        "OAUTH_CLIENT_DOCUMENT_NOT_ACCEPTED",
        400,
        "This server takes no documents of clients from this host.",
        "Ask the operator of this server, or an administrator of your organization to enter the client"
    );

    /// <summary>Registration is switched off.</summary>
    public static readonly ProblemType RegistrationOff = new(
        "OAUTH_REGISTRATION_OFF",
        403,
        "Clients do not register themselves at this server.",
        "Ask an administrator of your organization to enter the client"
    );

    /// <summary>Too many registrations.</summary>
    public static readonly ProblemType TooManyRegistrations = new(
        "OAUTH_REGISTRATION_TOO_MANY",
        429,
        "Too many clients are being registered.",
        "Wait as long as Retry-After says, and keep the client id instead of registering each time",
        Retryable: true
    );

    /// <summary>An address for codes is not one that may be registered.</summary>
    public static readonly ProblemType RedirectWrong = new(
        "OAUTH_INVALID_REDIRECT_URI",
        400,
        "An address in redirect_uris is not accepted.",
        "Use https, or http on localhost, 127.0.0.1 or [::1]"
    );

    /// <summary>Another member of the registration is wrong.</summary>
    public static readonly ProblemType MetadataWrong = new(
        "OAUTH_INVALID_CLIENT_METADATA",
        400,
        "The description of the client is not accepted.",
        "Correct the member that is named and register again"
    );

    /// <summary>The organization has as many clients as it may have.</summary>
    public static readonly ProblemType TooMany = new(
        "OAUTH_CLIENT_LIMIT",
        409,
        "The organization has as many clients as it may have.",
        "Delete one that is not used any more"
    );

    /// <summary>A public client was asked for another secret.</summary>
    public static readonly ProblemType HasNoSecret = new(
        "OAUTH_CLIENT_WITHOUT_SECRET",
        409,
        "This client has no secret.",
        "Enter another client with authMethod client_secret_basic"
    );
}
