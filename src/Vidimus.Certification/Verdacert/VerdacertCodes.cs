using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Verdacert;

/// <summary>
/// Our codes as that contract has them. Its clients decide by the codes it names; what it has no name for keeps ours.
/// </summary>
internal static class VerdacertCodes
{
    public static string Of(ProblemType type) =>
        type.Code switch
        {
            "AUTH_MISSING" => "MISSING_AUTH",
            "AUTH_REVOKED_KEY" => "REVOKED_KEY",
            // No active key matches: mistyped, unknown, expired, suspended, or not a key at all.
            _ when type.Status == 401 => "INVALID_AUTH",
            _ when IsOfBody(type) => "VALIDATION_ERROR",
            // Whichever limit it was: slow down, and try again after the time that is told.
            _ when type is { Status: 429, Retryable: true } => "RATE_LIMITED",
            "UNAVAILABLE" => "INTERNAL_ERROR",
            var code => code,
        };

    /// <summary>Whether it is about the body as a whole, and no member of it.</summary>
    public static bool IsOfBody(ProblemType type) =>
        type.Code is "MALFORMED_JSON" or "UNSUPPORTED_MEDIA_TYPE" or "BODY_TOO_LARGE";
}
