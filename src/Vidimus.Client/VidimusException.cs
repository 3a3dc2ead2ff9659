namespace Vidimus.Client;

/// <summary>A call that did not succeed: either <see cref="VidimusTemporaryException"/> or <see cref="VidimusPermanentException"/>.</summary>
public abstract class VidimusException : Exception
{
    private protected VidimusException(Failure failure, Exception? inner)
        : base(failure.Message, inner)
    {
        Failure = failure;
    }

    internal Failure Failure { get; }

    /// <summary>The server's code, or one of <see cref="ErrorCodes"/>.</summary>
    public string Code => Failure.Code;

    /// <summary>What to do about it; null when nobody said.</summary>
    public string? Hint => Failure.Hint;

    /// <summary>The member of the request at fault, as a path such as <c>recipient.name</c>.</summary>
    public string? Field => Failure.Field;

    /// <summary>Every member at fault, when the server named several.</summary>
    public IReadOnlyList<FieldError> Errors => Failure.Errors;

    /// <summary>What a person has to decide first, with the code <c>APPROVAL_REQUIRED</c>; otherwise null.</summary>
    public AskedApproval? Approval => Failure.Approval;

    /// <summary>
    /// Whether the server says that the same call may succeed later, as for a result that is not ready yet; where it says nothing,
    /// whether the failure is of the kind that passes.
    /// </summary>
    public bool IsRetryable => Failure.Retryable ?? this is VidimusTemporaryException;

    /// <summary>The server's id of the request (<c>X-Request-Id</c>), to quote to its operator.</summary>
    public string? RequestId => Failure.RequestId;

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status => Failure.Status;

    /// <summary>How often the call was repeated before it was given up.</summary>
    public int Retries => Failure.Retries;
}

/// <summary>The same call may succeed later: network, time limit, rate limit, overload, open circuit.</summary>
public sealed class VidimusTemporaryException : VidimusException
{
    internal VidimusTemporaryException(Failure failure, Exception? inner = null)
        : base(failure, inner) { }

    /// <summary>How long to wait at least, where known.</summary>
    public TimeSpan? RetryAfter => Failure.RetryAfter;
}

/// <summary>The same call will fail again until something is changed: the request, the key, its scopes, or the server.</summary>
public sealed class VidimusPermanentException : VidimusException
{
    internal VidimusPermanentException(Failure failure, Exception? inner = null)
        : base(failure, inner) { }
}

/// <summary>One member of a request that was refused.</summary>
/// <param name="Field">Path of the member, such as <c>recipient.name</c>.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record FieldError(string Field, string Message);

/// <summary>What is known about a call that did not succeed.</summary>
internal sealed record Failure(string Code, string Message)
{
    public string? Hint { get; init; }
    public string? Field { get; init; }
    public IReadOnlyList<FieldError> Errors { get; init; } = [];
    public string? RequestId { get; init; }
    public int? Status { get; init; }
    public int Retries { get; init; }
    public TimeSpan? RetryAfter { get; init; }
    public AskedApproval? Approval { get; init; }
    public bool? Retryable { get; init; }
}
