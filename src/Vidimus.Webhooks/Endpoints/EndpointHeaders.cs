using System.Text.Json;
using Vidimus.Platform.Json;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>
/// Headers that an endpoint's owner has added to its deliveries. Receivers may take them for a password, so that they are
/// kept encrypted and only their names are shown.
/// </summary>
internal static class EndpointHeaders
{
    public const string Purpose = "webhooks.headers";
    private const int Most = 20;
    private const int MostCharacters = 8192;

    // What says who sends, for whom, and what was signed is ours; a password belongs in a header that nothing on the way acts on.
    private static readonly string[] OurNames =
    [
        "Authorization",
        "User-Agent",
        "Content-Type",
        "Forwarded",
        "X-Real-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "Via",
    ];

    private static readonly string[] OurPrefixes =
    [
        "webhook-",
        "vidimus-",
        "x-vidimus-",
        "x-verdacert-",
        "x-verity-",
        "x-backwork-",
        "x-forwarded-",
        "proxy-",
    ];

    public static Fields Headers(
        this Fields fields,
        string field,
        IReadOnlyDictionary<string, string?>? headers
    )
    {
        if (headers is null)
            return fields;
        fields
            .Check(headers.Count <= Most, field, $"must hold at most {Most} headers")
            .Check(
                headers.Sum(h => h.Key.Length + (h.Value?.Length ?? 0)) <= MostCharacters,
                field,
                $"must have at most {MostCharacters} characters in all"
            )
            .Check(
                headers.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == headers.Count,
                field,
                "must name each header once; upper and lower case make no difference"
            );
        if (fields.Problem is not null)
            return fields;
        foreach (var (name, value) in headers)
        {
            if (IsOurs(name))
                fields.Wrong(field, $"'{Shown(name)}' is not yours to set; use a name of your own");
            else if (value is null || !OutgoingRequest.AllowsHeader(name, value))
                fields.Wrong(
                    field,
                    $"'{Shown(name)}' cannot be sent: a header has a name of letters, digits and hyphens that HTTP itself has no use for, and a value of printable ASCII characters"
                );
        }
        return fields;
    }

    public static byte[]? Seal(IReadOnlyDictionary<string, string?>? headers, MasterKeys keys) =>
        headers is null or { Count: 0 }
            ? null
            : keys.Encrypt(
                JsonSerializer.SerializeToUtf8Bytes(headers, VidimusJson.Native),
                Purpose
            );

    /// <summary>The headers to send with each delivery.</summary>
    public static IReadOnlyDictionary<string, string> Open(EndpointRow endpoint, MasterKeys keys) =>
        endpoint.Headers is null
            ? new Dictionary<string, string>()
            : JsonSerializer.Deserialize<Dictionary<string, string>>(
                keys.Decrypt(endpoint.Headers, Purpose),
                VidimusJson.Native
            )!;

    private static bool IsOurs(string name) =>
        OurNames.Contains(name, StringComparer.OrdinalIgnoreCase)
        || OurPrefixes.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    // A name is repeated to whoever sent it, but not a value that was put in its place, nor what would break a line.
    private static string Shown(string name) =>
        new([.. name.Take(40).Select(c => c is > ' ' and <= '~' and not '\'' ? c : '?')]);
}
