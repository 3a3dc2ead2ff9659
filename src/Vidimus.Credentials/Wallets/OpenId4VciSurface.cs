using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>
/// Errors as OAuth has them (RFC 6749 section 5.2, RFC 6750 section 3), with the codes of OpenID4VCI 1.0. Nothing under these
/// paths may be kept on the way (section 7.2 for nonces).
/// </summary>
internal sealed class OpenId4VciSurface : Surface
{
    private const string Own = "OPENID4VCI_";

    public override IReadOnlyList<PathString> Bases { get; } = [WalletIssuer.Base];

    public override void Prepare(HttpContext http) =>
        http.Response.Headers.CacheControl = "no-store";

    public override Task Write(HttpContext http, Problem problem)
    {
        var error = ErrorOf(http, problem.Type);
        // OAuth knows 400 for a malformed request, whatever is malformed.
        if (problem.Type == PlatformProblems.UnsupportedMediaType)
        {
            http.Response.StatusCode = 400;
            problem = problem.Type.With(
                hint: http.Request.Path.Value!.EndsWith("/token", StringComparison.Ordinal)
                    ? "Send application/x-www-form-urlencoded."
                    : null
            );
        }
        if (problem.Type.Status == 401)
            http.Response.Headers.WWWAuthenticate =
                http.Request.Headers.Authorization.Count == 0
                    ? "Bearer"
                    : "Bearer error=\"invalid_token\"";
        return OAuthError.Write(http, error, problem);
    }

    private static string ErrorOf(HttpContext http, ProblemType type) =>
        type.Code.StartsWith(Own, StringComparison.Ordinal)
            ? type.Code[Own.Length..].ToLowerInvariant()
            : type.Status switch
            {
                404 => "not_found",
                429 or 503 => "temporarily_unavailable",
                >= 500 => "server_error",
                _ when http.Request.Path.Value!.EndsWith("/credential", StringComparison.Ordinal) =>
                    "invalid_credential_request",
                _ => "invalid_request",
            };
}
