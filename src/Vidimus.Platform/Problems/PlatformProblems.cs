namespace Vidimus.Platform.Problems;

/// <summary>Refusals that any route may answer.</summary>
public static class PlatformProblems
{
    /// <summary>One or more members are missing or wrong.</summary>
    public static readonly ProblemType Validation = new(
        "VALIDATION_ERROR",
        400,
        "The request has a missing or wrong value.",
        "Correct the members named in details and send the request again."
    );

    /// <summary>The body is not JSON we accept.</summary>
    public static readonly ProblemType MalformedJson = new(
        "MALFORMED_JSON",
        400,
        "The request body is not valid JSON.",
        "Send one JSON object in UTF-8 without comments, trailing commas or repeated names."
    );

    /// <summary>A cursor was changed, or belongs to another list.</summary>
    public static readonly ProblemType InvalidCursor = new(
        "INVALID_CURSOR",
        400,
        "The cursor is not valid for this list.",
        "Pass the cursor that the previous page answered, unchanged and with the same filters, or start without a cursor."
    );

    /// <summary>There is no such route or object, or it is not the caller's.</summary>
    public static readonly ProblemType NotFound = new(
        "NOT_FOUND",
        404,
        "There is nothing at this address.",
        "Check the id and the path; a test key sees only test objects and a live key only live ones."
    );

    /// <summary>The route exists, not for this method.</summary>
    public static readonly ProblemType MethodNotAllowed = new(
        "METHOD_NOT_ALLOWED",
        405,
        "This address does not take that method.",
        "See the Allow header for the methods it takes."
    );

    /// <summary>Another change came first.</summary>
    public static readonly ProblemType Conflict = new(
        "CONFLICT",
        409,
        "The object was changed by another request at the same time.",
        "Read it again and repeat the change.",
        Retryable: true
    );

    /// <summary>The body is larger than the route takes.</summary>
    public static readonly ProblemType BodyTooLarge = new(
        "BODY_TOO_LARGE",
        413,
        "The request body is larger than this address takes.",
        "Send less at a time; lists can be split into several requests."
    );

    /// <summary>The body is of a type the route does not take.</summary>
    public static readonly ProblemType UnsupportedMediaType = new(
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        "This address does not take that content type.",
        "Send Content-Type: application/json."
    );

    /// <summary>Plain HTTP from another machine.</summary>
    public static readonly ProblemType TlsRequired = new(
        "TLS_REQUIRED",
        403,
        "Plain HTTP is refused.",
        "Use https. The key sent with this request crossed the network unprotected: revoke it and mint another."
    );

    /// <summary>The Host header names another server.</summary>
    public static readonly ProblemType HostNotAllowed = new(
        "HOST_NOT_ALLOWED",
        400,
        "This server does not answer under that host name.",
        "Use the server's public address; its operator adds further names in Http:AllowedHosts."
    );

    /// <summary>A request of ours came back to us.</summary>
    public static readonly ProblemType LoopDetected = new(
        "LOOP_DETECTED",
        508,
        "This request was sent by a Vidimus server to itself.",
        "Use an address that does not lead back to this server."
    );

    /// <summary>The caller's own expensive requests fill its places.</summary>
    public static readonly ProblemType TooManyAtOnce = new(
        "TOO_MANY_AT_ONCE",
        429,
        "Too many expensive requests of your organization are running.",
        "Wait for those to end, or send fewer at once.",
        Retryable: true
    );

    /// <summary>A defect; the log has the details under the request id.</summary>
    public static readonly ProblemType Internal = new(
        "INTERNAL_ERROR",
        500,
        "Something went wrong on the server.",
        "Try again with the same Idempotency-Key; if it stays, report the request id to the operator.",
        Retryable: true
    );

    /// <summary>The database, or something else we need, cannot be reached now.</summary>
    public static readonly ProblemType Unavailable = new(
        "UNAVAILABLE",
        503,
        "The server cannot do its work at the moment.",
        "Try again in a few seconds with the same Idempotency-Key.",
        Retryable: true
    );
}
