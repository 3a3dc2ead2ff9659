using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;

namespace Vidimus.Tests.Webhooks;

/// <summary>
/// What a receiver computes, written here once more from the specification (Standard Webhooks 1.0) and from nothing of
/// the server's.
/// </summary>
internal static class Judge
{
    /// <summary>The <c>v1</c> signature of a message.</summary>
    public static string V1(string secret, string id, string timestamp, byte[] body)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, content))}";
    }

    /// <summary>The signature in hex over time, dot and body, with the secret's text as key.</summary>
    public static string Timed(string secret, string timestamp, byte[] body) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.ASCII.GetBytes(secret),
                (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body]
            )
        );

    /// <summary>Whether one of the signatures in the header is this secret's, and the time is near enough.</summary>
    public static bool Accepts(Received got, string secret, DateTimeOffset now)
    {
        var timestamp = got.Headers["webhook-timestamp"];
        var at = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(timestamp, CultureInfo.InvariantCulture)
        );
        return (now - at).Duration() <= TimeSpan.FromMinutes(5)
            && got.Headers["webhook-signature"]
                .Split(' ')
                .Contains(V1(secret, got.Id, timestamp, got.Body));
    }

    /// <summary>The keys in a published set whose <c>v1a</c> signature the message carries.</summary>
    public static string[] SignedBy(Received got, JsonElement keySet)
    {
        var given = got.Headers["webhook-signature"]
            .Split(' ')
            .Single(s => s.StartsWith("v1a,", StringComparison.Ordinal));
        byte[] content =
        [
            .. Encoding.UTF8.GetBytes($"{got.Id}.{got.Headers["webhook-timestamp"]}."),
            .. got.Body,
        ];
        return
        [
            .. keySet
                .GetProperty("keys")
                .EnumerateArray()
                .Where(k =>
                    Ed25519.Verify(
                        System.Buffers.Text.Base64Url.DecodeFromChars(
                            k.GetProperty("x").GetString()
                        ),
                        content,
                        Convert.FromBase64String(given["v1a,".Length..])
                    )
                )
                .Select(k => k.GetProperty("kid").GetString()!),
        ];
    }

    /// <summary>The secret of an endpoint that was made now.</summary>
    public static async Task<(string Id, string Secret)> ListenWithSecret(
        this Programme programme,
        Receiver receiver,
        string events = "*",
        string more = ""
    )
    {
        var made = (await programme.TryListen(receiver.Url, events, more)).Should(201);
        return (made.At("id").ShouldNotBeNull(), made.At("secret").ShouldNotBeNull());
    }
}
