using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>A refusal as OAuth and what builds on it have it (RFC 6749, section 5.2; RFC 7591, section 3.2.2).</summary>
/// <param name="Error">Its kind.</param>
/// <param name="Description">What happened and what to do, for developers.</param>
public sealed record OAuthError(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description
)
{
    /// <summary>Writes a problem as an error of that kind; the status is set already.</summary>
    public static Task Write(HttpContext http, string error, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(problem);
        return http.Response.WriteAsJsonAsync(
            new OAuthError(error, Ascii($"{problem.Message} {problem.Hint}")),
            VidimusJson.Native,
            Written.JsonType,
            http.RequestAborted
        );
    }

    // RFC 6749, section 5.2: printable ASCII without the quotation mark and the backslash.
    private static string Ascii(string text) =>
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
