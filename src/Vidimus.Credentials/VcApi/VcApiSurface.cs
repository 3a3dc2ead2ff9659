using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.VcApi;

/// <summary>Errors of the VC API: problem details (RFC 9457) with the code and the members at fault beside them.</summary>
internal sealed class VcApiSurface : Surface
{
    public override IReadOnlyList<PathString> Bases { get; } = ["/credentials", "/presentations"];

    public override Task Write(HttpContext http, Problem problem) =>
        http.Response.WriteAsJsonAsync(
            new VcApiError(
                TypeOf(problem.Type),
                problem.Type.Message,
                problem.Type.Status,
                problem.Message,
                problem.Type.Code,
                problem.Hint,
                problem.Errors.Count == 0 ? null : problem.Errors,
                problem.RequiredScopes.Count == 0 ? null : problem.RequiredScopes,
                http.RequestId()
            )
            {
                Particulars = problem.Particulars,
            },
            VidimusJson.Native,
            "application/problem+json; charset=utf-8",
            http.RequestAborted
        );

    // The types that standards define for what a caller gets wrong; about:blank says that the status tells it all (RFC 9457, 4.2.1).
    private static string TypeOf(ProblemType type) =>
        type.Code switch
        {
            "VALIDATION_ERROR" or "ISSUER_NOT_YOURS" => VcProblemTypes.MalformedValue,
            "MALFORMED_JSON" => VcProblemTypes.Parsing,
            "CREDENTIAL_NOT_SECURABLE" => VcProblemTypes.ProofGeneration,
            _ => "about:blank",
        };
}

/// <summary>A refusal of the VC API.</summary>
/// <param name="Type">Kind of problem, as a URL.</param>
/// <param name="Title">What kind it is, in words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What happened this time.</param>
/// <param name="Code">Stable code, as in the list of problems.</param>
/// <param name="Hint">What the caller can do.</param>
/// <param name="Errors">All members at fault.</param>
/// <param name="RequiredScopes">Scopes of which one is needed.</param>
/// <param name="RequestId">The request's id.</param>
public sealed record VcApiError(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string Hint,
    IReadOnlyList<FieldError>? Errors,
    IReadOnlyList<string>? RequiredScopes,
    string RequestId
)
{
    /// <summary>Members of this kind of problem's own (RFC 9457, section 3.2).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Particulars { get; init; }
}

/// <summary>Problem types by the standards that define them.</summary>
internal static class VcProblemTypes
{
    // VC Data Model 2.0, section 7.1.
    public const string Parsing = "https://www.w3.org/TR/vc-data-model#PARSING_ERROR";
    public const string Cryptographic =
        "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR";
    public const string MalformedValue =
        "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR";
    public const string Range = "https://www.w3.org/TR/vc-data-model#RANGE_ERROR";

    // VC Data Integrity 1.0, section 4.7.
    public const string ProofGeneration = "https://w3id.org/security#PROOF_GENERATION_ERROR";
    public const string ProofVerification = "https://w3id.org/security#PROOF_VERIFICATION_ERROR";
    public const string InvalidChallenge = "https://w3id.org/security#INVALID_CHALLENGE_ERROR";
    public const string InvalidDomain = "https://w3id.org/security#INVALID_DOMAIN_ERROR";

    // Bitstring Status List 1.0, section 3.5.
    public const string StatusRetrieval =
        "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR";
    public const string StatusVerification =
        "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR";

    /// <summary>The type for what a check of the verifier found.</summary>
    public static string Of(string check, string outcome) =>
        (check, outcome) switch
        {
            ("proof", _) => ProofVerification,
            ("challenge", _) => InvalidChallenge,
            ("domain", _) => InvalidDomain,
            ("status", "unknown") => StatusRetrieval,
            ("status", _) => StatusVerification,
            ("validity", _) => Range,
            ("schema", _) => MalformedValue,
            _ => Cryptographic,
        };
}
