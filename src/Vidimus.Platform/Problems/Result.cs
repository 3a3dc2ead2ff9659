using System.Diagnostics.CodeAnalysis;
using Vidimus.Platform.Http;

namespace Vidimus.Platform.Problems;

/// <summary>A value or a refusal; and, for a repeated request, the answer that was given the first time.</summary>
[SuppressMessage(
    "Usage",
    "CA2225",
    Justification = "Implicit conversions are the way results are made."
)]
public readonly struct Result<T>
{
    private Result(T? value, Problem? problem, Replay? replay)
    {
        Value = value;
        Problem = problem;
        Replay = replay;
    }

    /// <summary>The value; meaningful when <see cref="Problem"/> and <see cref="Replay"/> are null.</summary>
    public T? Value { get; }

    /// <summary>The refusal, or null.</summary>
    public Problem? Problem { get; }

    /// <summary>The first answer to a repeated request, or null.</summary>
    public Replay? Replay { get; }

    /// <summary>True when there is a value or a first answer.</summary>
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Problem is null;

    /// <summary>A result that holds a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null, null);

    /// <summary>A result that holds a refusal.</summary>
    public static implicit operator Result<T>(Problem problem) => new(default, problem, null);

    /// <summary>A result that holds a refusal with its kind's own words.</summary>
    public static implicit operator Result<T>(ProblemType type) =>
        new(default, new Problem(type), null);

    /// <summary>A result that repeats the first answer.</summary>
    public static implicit operator Result<T>(Replay replay) => new(default, null, replay);
}

/// <summary>The answer that a request with the same idempotency key was given the first time.</summary>
/// <param name="Answer">The first answer.</param>
public sealed record Replay(Written Answer);
