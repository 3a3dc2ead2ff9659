using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>The first answer to a request with an idempotency key, encrypted, kept for a day.</summary>
public sealed class ReplayRow : IModeRow
{
    /// <inheritdoc/>
    public required string OrganizationId { get; init; }

    /// <inheritdoc/>
    public required string Mode { get; init; }

    /// <summary>Method, path and query.</summary>
    public required string Route { get; init; }

    /// <summary>SHA-256 of the key.</summary>
    public required string KeyDigest { get; init; }

    /// <summary>SHA-256 of the body.</summary>
    public required string RequestDigest { get; init; }

    /// <summary>Media type of the body; null in rows of a version that did not look at it.</summary>
    public string? RequestType { get; init; }

    /// <summary>Status of the first answer.</summary>
    public required int Status { get; init; }

    /// <summary>Type of the first answer, empty for none; null in rows of a version that answered JSON only.</summary>
    public string? ContentType { get; init; }

    /// <summary>A header of the first answer, if it has one of its own.</summary>
    public string? Header { get; init; }

    /// <summary>The first answer, encrypted.</summary>
    public required byte[] Body { get; set; }

    /// <summary>Id of what the request made, so that erasing it erases this too.</summary>
    public required string ResourceId { get; init; }

    /// <summary>When the first request came, by the database's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    internal Written Answer(byte[] body)
    {
        var type = ContentType ?? (Status == 204 ? "" : Written.JsonType);
        var header = Header?.Split(": ", 2);
        return new(Status, body, type.Length == 0 ? null : type)
        {
            Header = header is null ? null : (header[0], header[1]),
        };
    }
}

/// <summary>Refusals about repeated requests.</summary>
public static class RepeatProblems
{
    /// <summary>The key has no usable form.</summary>
    public static readonly ProblemType Malformed = new(
        "IDEMPOTENCY_KEY_INVALID",
        400,
        "The Idempotency-Key header is not usable.",
        "Send one key of 1 to 255 visible ASCII characters; a random UUID is a good one."
    );

    /// <summary>The first request with this key is still running.</summary>
    public static readonly ProblemType InProgress = new(
        "IDEMPOTENCY_IN_PROGRESS",
        409,
        "The first request with this idempotency key is still running.",
        "Wait for Retry-After and repeat the same request; it will be given the first one's answer.",
        Retryable: true
    );

    /// <summary>The key was used with another body.</summary>
    public static readonly ProblemType Conflict = new(
        "IDEMPOTENCY_CONFLICT",
        422,
        "This idempotency key was used for a different request.",
        "Use a new key for a new request; repeat a request only with the same body."
    );
}
