using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>Ed25519 public keys as JSON Web Keys (RFC 8037 section 2) and sets of them (RFC 7517 section 5).</summary>
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
    /// Reads a foreign JWK. False with a sentence for people unless it is an OKP Ed25519 public key for signatures; one that
    /// holds the private part <c>d</c> is refused, because its secret is no longer one.
    /// </summary>
    public static bool TryRead(
        JsonElement jwk,
        [NotNullWhen(true)] out byte[]? publicKey,
        out string reason
    )
    {
        publicKey = null;
        if (jwk.ValueKind != JsonValueKind.Object)
        {
            reason = "The JWK is not a JSON object.";
        }
        else if (!Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(jwk), out reason))
        {
            return false;
        }
        else if (
            UntrustedJson.Text(jwk, "kty") != "OKP"
            || UntrustedJson.Text(jwk, "crv") != "Ed25519"
        )
        {
            reason = "The JWK is not an Ed25519 key.";
        }
        else if (jwk.TryGetProperty("d"u8, out _))
        {
            reason = "The JWK gives its private key away.";
        }
        else if (jwk.TryGetProperty("use"u8, out _) && UntrustedJson.Text(jwk, "use") != "sig")
        {
            reason = "The JWK is not for signatures.";
        }
        else if (
            jwk.TryGetProperty("alg"u8, out _)
            && UntrustedJson.Text(jwk, "alg") is not (Jws.Algorithm or "Ed25519")
        )
        {
            reason = "The JWK is for another algorithm.";
        }
        else if (
            !StrictBase64Url.TryDecode(UntrustedJson.Text(jwk, "x"), out publicKey)
            || !Ed25519.IsAcceptablePublicKey(publicKey)
        )
        {
            publicKey = null;
            reason = "The JWK's x is not an Ed25519 public key.";
        }
        return publicKey is not null;
    }

    /// <summary>Finds the Ed25519 key of a foreign key set by <c>kid</c>.</summary>
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
