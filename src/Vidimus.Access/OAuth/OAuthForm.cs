using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>A form sent by a client: small, and each parameter once (RFC 6749, section 3.2).</summary>
internal sealed class OAuthForm
{
    private const int Largest = 16_384;
    private readonly Dictionary<string, string> _values;

    private OAuthForm(Dictionary<string, string> values) => _values = values;

    /// <summary>A parameter; one without a value counts as left out.</summary>
    public string? this[string name] =>
        _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public static async Task<Result<OAuthForm>> Read(HttpContext http)
    {
        if (
            http.Request.ContentType?.Split(';')[0].Trim() is not { } type
            || !type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        )
            return OAuthProblems.InvalidRequest.With(
                "The request is not application/x-www-form-urlencoded."
            );
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return tooLarge;
        if (body.Value!.Length > Largest)
            return OAuthProblems.InvalidRequest.With($"The request has more than {Largest} bytes.");
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Value));
        foreach (var (name, values) in form)
        {
            if (values.Count > 1)
                return (
                    name == "resource" ? OAuthProblems.InvalidTarget : OAuthProblems.InvalidRequest
                ).With("A parameter is repeated.");
            // No text of ours holds U+0000, and PostgreSQL fails on it.
            if (values.ToString().Contains('\0', StringComparison.Ordinal))
                return OAuthProblems.InvalidRequest.With("A parameter holds U+0000.");
        }
        return new OAuthForm(
            form.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal)
        );
    }
}
