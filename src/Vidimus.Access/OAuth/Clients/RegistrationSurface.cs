using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Refusals of a registration, as RFC 7591 section 3.2.2 has them.</summary>
internal sealed class RegistrationSurface : Surface
{
    public override IReadOnlyList<PathString> Bases { get; } = [RegisterClient.Path];

    public override void Prepare(HttpContext http) =>
        http.Response.Headers.CacheControl = "no-store";

    public override Task Write(HttpContext http, Problem problem)
    {
        // All that is wrong with what was sent is 400 there.
        if (problem.Type.Status is 413 or 415)
            http.Response.StatusCode = 400;
        return OAuthError.Write(http, ErrorOf(problem), problem);
    }

    private static string ErrorOf(Problem problem) =>
        problem.Type.Status switch
        {
            _ when problem.Type == OAuthClientProblems.RedirectWrong => "invalid_redirect_uri",
            // A member of another type than the standard's.
            400 when problem.Field?.StartsWith("redirect_uris", StringComparison.Ordinal) == true =>
                "invalid_redirect_uri",
            400 or 413 or 415 => "invalid_client_metadata",
            403 => "access_denied",
            429 or 503 => "temporarily_unavailable",
            >= 500 => "server_error",
            _ => "invalid_request",
        };
}
