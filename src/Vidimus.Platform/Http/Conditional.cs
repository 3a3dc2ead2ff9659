using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Vidimus.Platform.Http;

/// <summary>Answers to those who ask only for what changed since (RFC 9110, 13.1.2).</summary>
public static class Conditional
{
    /// <summary>
    /// The answer with a tag of its very bytes, or 304 without a body to a client that has these bytes already. Reading is
    /// not spared by it, sending is; and no tag is ever of something else than what would be sent.
    /// </summary>
    /// <param name="answer">The answer in full.</param>
    /// <param name="http">The request.</param>
    /// <param name="version">What the tag begins with, for a resource that is changed by its version; none otherwise.</param>
    public static Written Unless(this Written answer, HttpContext http, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(http);
        var digest = Convert.ToHexStringLower(SHA256.HashData(answer.Body.Span).AsSpan(0, 16));
        var tag = new EntityTagHeaderValue(
            version is null ? $"\"{digest}\"" : $"\"{version}-{digest}\""
        );
        var header = ("ETag", tag.ToString());
        return http
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(has =>
                has.Equals(EntityTagHeaderValue.Any) || has.Compare(tag, useStrongComparison: false)
            )
            ? new Written(StatusCodes.Status304NotModified, default, null) { Header = header }
            : answer with
            {
                Header = header,
            };
    }
}
