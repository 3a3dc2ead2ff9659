namespace Vidimus.Client;

/// <summary>Codes that this client gives itself, beside those the server sends.</summary>
public static class ErrorCodes
{
    /// <summary>The answer is not what the contract promises (shape, type, content type, value); nothing of it was used.</summary>
    public const string UnexpectedAnswer = "UNEXPECTED_ANSWER";

    /// <summary>The server could not be reached, or the connection broke.</summary>
    public const string Network = "NETWORK";

    /// <summary>The server's certificate is not trusted.</summary>
    public const string Tls = "TLS_NOT_TRUSTED";

    /// <summary>No answer within the time allowed.</summary>
    public const string Timeout = "TIMEOUT";

    /// <summary>The circuit breaker is open after repeated failures; nothing was sent.</summary>
    public const string CircuitOpen = "CIRCUIT_OPEN";

    /// <summary>An earlier attempt made the key or the secret and its answer was lost: it exists, and its secret is told to nobody again. The message names it.</summary>
    public const string SecretOmitted = "SECRET_OMITTED";

    /// <summary>The call needs a key and the client was given none; nothing was sent.</summary>
    public const string NoKey = "NO_KEY";

    /// <summary>An organization's rule asks a person to approve the call first; <see cref="VidimusException.Approval"/> says where.</summary>
    public const string ApprovalRequired = "APPROVAL_REQUIRED";
}
