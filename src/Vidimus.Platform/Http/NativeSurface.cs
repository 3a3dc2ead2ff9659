using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>The body of every native refusal.</summary>
/// <param name="Success">Always false.</param>
/// <param name="Error">What happened and what to do.</param>
/// <param name="Meta">The request's id.</param>
public sealed record ErrorBody(bool Success, ErrorDetail Error, ErrorMeta Meta);

/// <summary>What happened and what to do.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Hint">What the caller can do.</param>
/// <param name="Retryable">True when the same request may succeed later.</param>
/// <param name="Field">Path of the member at fault, if one is.</param>
/// <param name="Details">Further members at fault, or scopes needed.</param>
public sealed record ErrorDetail(
    string Code,
    string Message,
    string Hint,
    bool Retryable,
    string? Field,
    ErrorDetails? Details
);

/// <summary>Further particulars of a refusal.</summary>
/// <param name="Errors">All members at fault.</param>
/// <param name="RequiredScopes">Scopes of which one is needed.</param>
public sealed record ErrorDetails(
    IReadOnlyList<FieldError>? Errors,
    IReadOnlyList<string>? RequiredScopes
)
{
    /// <summary>Members of this kind of refusal's own.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Particulars { get; init; }
}

/// <summary>About the request.</summary>
/// <param name="RequestId">Its id, as in the <c>X-Request-Id</c> header and the log.</param>
public sealed record ErrorMeta(string RequestId);

/// <summary>Refusals in the native form. What needs more headers at some addresses builds on it.</summary>
public class NativeSurface : Surface
{
    /// <inheritdoc/>
    public override IReadOnlyList<PathString> Bases => [];

    /// <inheritdoc/>
    public override Task Write(HttpContext http, Problem problem) =>
        http.Response.WriteAsJsonAsync(
            Body(http, problem),
            VidimusJson.Native,
            "application/json; charset=utf-8",
            http.RequestAborted
        );

    private static ErrorBody Body(HttpContext http, Problem problem)
    {
        var details =
            problem.Errors.Count == 0
            && problem.RequiredScopes.Count == 0
            && problem.Particulars is null
                ? null
                : new ErrorDetails(
                    problem.Errors.Count == 0 ? null : problem.Errors,
                    problem.RequiredScopes.Count == 0 ? null : problem.RequiredScopes
                )
                {
                    Particulars = problem.Particulars,
                };
        return new(
            false,
            new(
                problem.Type.Code,
                problem.Message,
                problem.Hint,
                problem.Type.Retryable,
                problem.Field,
                details
            ),
            new(http.RequestId())
        );
    }
}
