using System.Text.Json;

namespace Vidimus.Platform.Problems;

/// <summary>An expected refusal: what happened, to which field, and what the caller can do about it.</summary>
/// <param name="Type">Its kind, from a module's catalogue.</param>
public sealed record Problem(ProblemType Type)
{
    /// <summary>What happened, in one sentence for people.</summary>
    public string Message { get; init; } = Type.Message;

    /// <summary>What the caller can do about it.</summary>
    public string Hint { get; init; } = Type.Hint;

    /// <summary>Path of the member at fault, such as <c>recipient.name</c>; null when no single member is.</summary>
    public string? Field { get; init; }

    /// <summary>All members at fault, when there are several.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>Seconds after which another try makes sense; null when not known.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Scopes of which one is needed; empty unless the refusal is about scopes.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>Members of its own that this kind of refusal tells; null for none.</summary>
    public Dictionary<string, JsonElement>? Particulars { get; init; }
}

/// <summary>One member at fault.</summary>
/// <param name="Field">Path such as <c>rows.3.recipient.email</c>.</param>
/// <param name="Message">What is wrong and what is expected.</param>
public sealed record FieldError(string Field, string Message);
