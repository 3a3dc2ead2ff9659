namespace Vidimus.Platform.Problems;

/// <summary>
/// One kind of expected refusal. Every kind stands in its module's catalogue, from which <c>docs/problems.md</c> is
/// generated; its code is promised never to change.
/// </summary>
/// <param name="Code">Stable code for programs, such as <c>AUTH_REVOKED_KEY</c>.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Message">What happened, in one sentence for people.</param>
/// <param name="Hint">What the caller can do about it.</param>
/// <param name="Retryable">True when the same request may succeed later.</param>
public sealed record ProblemType(
    string Code,
    int Status,
    string Message,
    string Hint,
    bool Retryable = false
)
{
    /// <summary>A problem of this kind, with a more exact message where there is one.</summary>
    public Problem With(string? message = null, string? field = null, string? hint = null) =>
        new(this)
        {
            Message = message ?? Message,
            Field = field,
            Hint = hint ?? Hint,
        };
}

/// <summary>A module's refusals, listed once; the host gathers them for the catalogue page.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Types">Its kinds of refusal.</param>
public sealed record ProblemCatalogue(string Module, IReadOnlyList<ProblemType> Types)
{
    /// <summary>Gathers the public static members of type <see cref="ProblemType"/> of a catalogue class.</summary>
    public static ProblemCatalogue Of(string module, Type catalogue) =>
        new(
            module,
            [
                .. catalogue
                    .GetFields(
                        System.Reflection.BindingFlags.Public
                            | System.Reflection.BindingFlags.Static
                    )
                    .Where(f => f.FieldType == typeof(ProblemType))
                    .Select(f => (ProblemType)f.GetValue(null)!),
            ]
        );
}
