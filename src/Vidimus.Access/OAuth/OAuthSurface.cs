using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>A refusal as OAuth has it (RFC 6749, section 5.2).</summary>
/// <param name="Error">Its kind.</param>
/// <param name="Description">What happened and what to do, for developers.</param>
public sealed record OAuthRefusal(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description
);

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
        return http.Response.WriteAsJsonAsync(
            new OAuthRefusal(ErrorOf(problem.Type), Ascii($"{problem.Message} {problem.Hint}")),
            VidimusJson.Native,
            "application/json; charset=utf-8",
            http.RequestAborted
        );
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

    /// <summary>Printable ASCII without the quotation mark and the backslash (RFC 6749, section 5.2).</summary>
    public static string Ascii(string text) =>
        string.Create(
            text.Length,
            text,
            (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                    to[i] = from[i] switch
                    {
                        '"' or '\\' or '’' => '\'',
                        < ' ' or > '~' => '?',
                        var letter => letter,
                    };
            }
        );
}
