using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Where clients, and not people, speak with the authorization server. Errors are OAuth's, and nothing is kept on the way
/// (RFC 6749, section 5.1).
/// </summary>
internal sealed class OAuthSurface : Surface
{
    private const string Own = "OAUTH_";

    public override IReadOnlyList<PathString> Bases { get; } =
    ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/api/oauth/introspect"];

    public override void Prepare(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
    }

    public override Task Write(HttpContext http, Problem problem)
    {
        // OAuth knows 400 for a malformed request, whatever is malformed.
        if (problem.Type == PlatformProblems.UnsupportedMediaType)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            problem = problem.Type.With(hint: "Send application/x-www-form-urlencoded.");
        }
        // RFC 6749, section 5.2: a client that tried by a header learns by one in which way it may.
        if (problem.Type.Status == 401)
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"vidimus\", charset=\"UTF-8\"";
        return OAuthError.Write(http, ErrorOf(problem.Type), problem);
    }

    /// <summary>The error that a problem of the catalogue is in OAuth.</summary>
    public static string ErrorOf(ProblemType type) =>
        type.Code.StartsWith(Own, StringComparison.Ordinal)
            ? type.Code[Own.Length..].ToLowerInvariant()
            : type.Status switch
            {
                401 => "invalid_client",
                429 or 503 => "temporarily_unavailable",
                >= 500 => "server_error",
                _ => "invalid_request",
            };
}
