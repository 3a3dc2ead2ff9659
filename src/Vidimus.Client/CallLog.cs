namespace Vidimus.Client;

/// <summary>One finished call, for logs and metrics. Holds no secret, no body, no id of a credential or person.</summary>
public sealed record CallLog
{
    /// <summary>When the call began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path's template, such as <c>/v1/credentials/{id}</c>; never the path itself, never the query.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The last HTTP status; null when no answer came.</summary>
    public required int? Status { get; init; }

    /// <summary>From the first attempt to the end, waits included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Made by the client for this call and sent as <c>X-Correlation-Id</c> on every attempt.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The server's <c>X-Request-Id</c> of the last answer.</summary>
    public required string? RequestId { get; init; }

    /// <summary>How often the call was repeated.</summary>
    public required int Retries { get; init; }

    /// <summary>Null after success, else the code of the failure, or <c>CANCELLED</c>.</summary>
    public required string? Code { get; init; }
}
