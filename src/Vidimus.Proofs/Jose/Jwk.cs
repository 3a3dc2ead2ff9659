using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>Public keys as JSON Web Keys (RFC 8037 section 2; RFC 7518 section 6.2) and sets of them (RFC 7517 section 5).</summary>
public static class Jwk
{
    /// <summary>A key set longer than this is not searched.</summary>
    private const int MaxKeys = 256;

    /// <summary>The public JWK for signatures; its <c>kid</c> is the thumbprint unless another is given.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static JsonObject FromEd25519(ReadOnlySpan<byte> publicKey, string? keyId = null)
    {
        var thumbprint = Thumbprint(publicKey);
        return new JsonObject
        {
            ["kty"] = "OKP",
            ["crv"] = "Ed25519",
            ["x"] = StrictBase64Url.Encode(publicKey),
            ["kid"] = keyId ?? thumbprint,
            ["use"] = "sig",
            ["alg"] = Jws.Algorithm,
        };
    }

    /// <summary>The SHA-256 thumbprint in base64url (RFC 7638; RFC 8037 section 2: members crv, kty and x).</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static string Thumbprint(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != Ed25519.PublicKeyLength)
        {
            throw new ArgumentException("An Ed25519 public key has 32 bytes.", nameof(publicKey));
        }
        var members =
            $$"""{"crv":"Ed25519","kty":"OKP","x":"{{StrictBase64Url.Encode(publicKey)}}"}""";
        return StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
    }

    /// <summary>A JWK Set of the keys, in their order.</summary>
    public static JsonObject Set(IEnumerable<JsonObject> keys) =>
        new() { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) };

    /// <summary>
    /// Reads a foreign JWK. False with a sentence for people unless it is an Ed25519, P-256, P-384 or P-521 public key for signatures,
    /// its point on the curve and each coordinate at its full length (RFC 7518 section 6.2.1.2); one that holds the private part
    /// <c>d</c> is refused, because its secret is no longer one.
    /// </summary>
    public static bool TryRead(
        JsonElement jwk,
        [NotNullWhen(true)] out VerifyingKey? publicKey,
        out string reason
    )
    {
        publicKey = null;
        if (jwk.ValueKind != JsonValueKind.Object)
        {
            reason = "The JWK is not a JSON object.";
            return false;
        }
        if (!Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(jwk), out reason))
        {
            return false;
        }
        var key = ReadKey(jwk, out reason);
        if (key is not null && RefusePurpose(jwk, key) is { } refusal)
        {
            reason = refusal;
            return false;
        }
        publicKey = key;
        return key is not null;
    }

    private static VerifyingKey? ReadKey(JsonElement jwk, out string reason)
    {
        reason = "";
        switch (UntrustedJson.Text(jwk, "kty"), UntrustedJson.Text(jwk, "crv"))
        {
            case ("OKP", "Ed25519"):
                if (
                    StrictBase64Url.TryDecode(UntrustedJson.Text(jwk, "x"), out var bytes)
                    && Ed25519.IsAcceptablePublicKey(bytes)
                )
                {
                    return VerifyingKey.FromEd25519(bytes);
                }
                reason = "The JWK's x is not an Ed25519 public key.";
                return null;
            case ("EC", var name) when EcCurve.Named(name) is { } curve:
                if (
                    StrictBase64Url.TryDecode(UntrustedJson.Text(jwk, "x"), out var x)
                    && StrictBase64Url.TryDecode(UntrustedJson.Text(jwk, "y"), out var y)
                    && x.Length == curve.CoordinateLength
                    && VerifyingKey.FromPoint(curve, [4, .. x, .. y]) is { } key
                )
                {
                    return key;
                }
                reason = $"The JWK's x and y are not a {name} public key.";
                return null;
            default:
                reason = $"The JWK is not an {VerifyingKey.Kinds} key.";
                return null;
        }
    }

    private static string? RefusePurpose(JsonElement jwk, VerifyingKey key)
    {
        if (jwk.TryGetProperty("d"u8, out _))
        {
            return "The JWK gives its private key away.";
        }
        if (jwk.TryGetProperty("use"u8, out _) && UntrustedJson.Text(jwk, "use") != "sig")
        {
            return "The JWK is not for signatures.";
        }
        return jwk.TryGetProperty("alg"u8, out _) && !key.IsFor(UntrustedJson.Text(jwk, "alg"))
            ? "The JWK is for another algorithm."
            : null;
    }

    /// <summary>Finds the key of a foreign key set by <c>kid</c>.</summary>
    public static KeyLookup Find(JsonElement keySet, string keyId)
    {
        if (
            keySet.ValueKind != JsonValueKind.Object
            || !Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(keySet), out _)
            || !keySet.TryGetProperty("keys"u8, out var keys)
            || keys.ValueKind != JsonValueKind.Array
            || keys.GetArrayLength() > MaxKeys
        )
        {
            return KeyLookup.NotFound(
                "The key set is not a JWK Set in strict JSON of reasonable size."
            );
        }
        foreach (var key in keys.EnumerateArray())
        {
            if (UntrustedJson.Text(key, "kid") == keyId)
            {
                return TryRead(key, out var publicKey, out var reason)
                    ? KeyLookup.Found(publicKey)
                    : KeyLookup.NotFound(reason);
            }
        }
        return KeyLookup.NotFound("The key set has no key with this kid.");
    }
}
