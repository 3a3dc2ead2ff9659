using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;

namespace Vidimus.Access.Keys;

/// <summary>
/// What is put on record of a key's terms: all that decides what it may do, from where and until when. Never its label,
/// which people write; of its networks, which may be somebody's home, the number and a digest.
/// </summary>
internal static class KeyTerms
{
    public static (string Name, string? Value)[] Of(KeyRow row) =>
        [
            ("scopes", row.Scopes),
            ("environment", row.Environment),
            ("expiresAt", row.ExpiresAt is { } end ? Times.Format(end) : null),
            ("rateLimitPerMinute", Text(row.RateLimitPerMinute)),
            ("spendCapDayCents", Text(row.SpendCapDayCents)),
            ("spendCapMonthCents", Text(row.SpendCapMonthCents)),
            ("allowedNetworksCount", Text(Networks.Read(row.AllowedNetworks).Count)),
            ("allowedNetworksDigest", Digest(row.AllowedNetworks)),
            ("forAssistant", row.ForAssistant ? "true" : "false"),
        ];

    public static SimpleFact Minted(KeyRow row) =>
        new(
            "key.minted",
            row.Id,
            [("family", row.Family), ("mode", row.Mode), .. Of(row), ("replaces", row.Replaces)]
        );

    /// <summary>The terms as they are now, and as they were where they changed; scopes always both.</summary>
    public static SimpleFact Edited(KeyRow row, (string Name, string? Value)[] before)
    {
        var now = Of(row);
        return new(
            "key.edited",
            row.Id,
            [
                .. now,
                .. before
                    .Where((was, i) => was.Name == "scopes" || was.Value != now[i].Value)
                    .Select(was => (was.Name + "Before", was.Value)),
            ]
        );
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Digest(string? networks) =>
        networks is null
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(networks)));
}
