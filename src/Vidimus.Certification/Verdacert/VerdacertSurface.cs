using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Verdacert;

/// <summary>The body of every refusal of the surface.</summary>
/// <param name="Error">What happened and what to do.</param>
public sealed record VerdacertErrorBody(VerdacertError Error);

/// <summary>What happened and what to do.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="RecoveryHint">What to do, in one line that a program or a model can act on.</param>
/// <param name="Retryable">True when the same request may succeed later.</param>
/// <param name="RetryAfterSeconds">Seconds until then, where they are known.</param>
/// <param name="Field">Path of the member at fault, such as <c>documents.0.url</c>, if one is; <c>(body)</c> where it is the whole.</param>
public sealed record VerdacertError(
    string Code,
    string Message,
    string RecoveryHint,
    bool Retryable,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfterSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field
)
{
    /// <summary>The approval that a call of an assistant waits for; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ApprovalId { get; init; }

    /// <summary>Where a person decides about it; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ApprovalUrl { get; init; }

    /// <summary>A refusal in this form.</summary>
    internal static VerdacertError Of(Problem problem) =>
        new(
            VerdacertCodes.Of(problem.Type),
            problem.Message,
            HintOf(problem),
            problem.Type.Retryable,
            problem.RetryAfterSeconds,
            problem.Field ?? (VerdacertCodes.IsOfBody(problem.Type) ? "(body)" : null)
        )
        {
            ApprovalId = Particular(problem, "approvalId"),
            ApprovalUrl = Particular(problem, "url"),
        };

    // The native hint points to members that only the native body has.
    private static string HintOf(Problem problem) =>
        problem.Type != PlatformProblems.Validation || problem.Hint != problem.Type.Hint
            ? problem.Hint
        : problem.Field is null ? "Correct the request as the message says and send it again."
        : "Correct the member named in field and send the request again.";

    private static JsonElement? Particular(Problem problem, string name) =>
        problem.Type == ApprovalProblems.Required
        && problem.Particulars?.TryGetValue(name, out var value) == true
            ? value
            : null;
}

/// <summary>
/// The part of <c>/api/v1</c> that is Verdacert's: its error envelope and its request id. The rest of <c>/api/v1</c> is
/// Verity's.
/// </summary>
internal sealed class VerdacertSurface : Surface
{
    public override IReadOnlyList<PathString> Bases { get; } =
    [
        "/api/v1/capabilities",
        "/api/v1/quote",
        "/api/v1/submit",
        "/api/v1/status",
        "/api/v1/result",
        "/api/v1/refund",
        "/api/v1/verify",
        "/api/v1/orders",
    ];

    public override void Prepare(HttpContext http) => VerdacertIds.Name(http);

    public override Task Write(HttpContext http, Problem problem) =>
        http.Response.WriteAsJsonAsync(
            new VerdacertErrorBody(VerdacertError.Of(problem)),
            VidimusJson.Native,
            Written.JsonType,
            http.RequestAborted
        );
}

/// <summary>Addresses outside <c>/api/v1</c> that Verdacert's clients call: their answers carry its request id as well.</summary>
internal sealed class VerdacertNeighbours : NativeSurface
{
    public override IReadOnlyList<PathString> Bases { get; } =
    ["/api/mcp", "/.well-known/jwks.json"];

    public override void Prepare(HttpContext http) => VerdacertIds.Name(http);
}

internal static class VerdacertIds
{
    public const string Header = "x-vc-request-id";

    /// <summary>The request's one id: what a client quotes to support is what the log has.</summary>
    public static void Name(HttpContext http) => http.Response.Headers[Header] = http.RequestId();
}
