using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// The public key that a token is bound to (RFC 7800 section 3.2, <c>cnf</c> with <c>jwk</c>): Ed25519 (RFC 8037), or P-256 for
/// wallets whose hardware has nothing else (RFC 7518 section 6.2). Safe for use by many threads.
/// </summary>
public sealed class HolderKey
{
    private const int CoordinateLength = 32;

    private readonly byte[] x;
    private readonly byte[]? y;

    private HolderKey(byte[] x, byte[]? y)
    {
        this.x = x;
        this.y = y;
    }

    /// <summary>The algorithm of its signatures: <c>EdDSA</c> or <c>ES256</c>.</summary>
    public string Algorithm => y is null ? Jws.Algorithm : "ES256";

    /// <summary>The holder key of an Ed25519 public key.</summary>
    /// <exception cref="ArgumentException">The bytes are no acceptable Ed25519 public key.</exception>
    public static HolderKey FromEd25519(ReadOnlySpan<byte> publicKey) =>
        Ed25519.IsAcceptablePublicKey(publicKey)
            ? new HolderKey(publicKey.ToArray(), null)
            : throw new ArgumentException("Not an Ed25519 public key.", nameof(publicKey));

    /// <summary>
    /// Reads a foreign public JWK; false with a sentence for people for another kind of key, a point off the curve, coordinates
    /// not 32 bytes long, a private key, or a key meant for something else than signatures.
    /// </summary>
    public static bool TryRead(
        JsonElement jwk,
        [NotNullWhen(true)] out HolderKey? key,
        out string reason
    )
    {
        key = null;
        if (jwk.ValueKind != JsonValueKind.Object)
        {
            reason = "The holder's key is not a JSON object.";
            return false;
        }
        if (!Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(jwk), out reason))
        {
            return false;
        }
        if (UntrustedJson.Text(jwk, "kty") != "EC")
        {
            if (!Jwk.TryRead(jwk, out var publicKey, out reason))
            {
                return false;
            }
            key = new HolderKey(publicKey, null);
            return true;
        }
        if (RefusePurpose(jwk) is { } refusal)
        {
            reason = refusal;
            return false;
        }
        if (
            UntrustedJson.Text(jwk, "crv") != "P-256"
            || !StrictBase64Url.TryDecode(UntrustedJson.Text(jwk, "x"), out var x)
            || !StrictBase64Url.TryDecode(UntrustedJson.Text(jwk, "y"), out var y)
            || x.Length != CoordinateLength
            || y.Length != CoordinateLength
            || !IsOnCurve(x, y)
        )
        {
            reason = "The JWK is not a P-256 public key.";
            return false;
        }
        key = new HolderKey(x, y);
        return true;
    }

    /// <summary>The public JWK with the members that identify the key, and no others.</summary>
    public JsonObject ToJwk() =>
        y is null
            ? new()
            {
                ["kty"] = "OKP",
                ["crv"] = "Ed25519",
                ["x"] = StrictBase64Url.Encode(x),
            }
            : new()
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = StrictBase64Url.Encode(x),
                ["y"] = StrictBase64Url.Encode(y),
            };

    /// <summary>Whether the algorithm is this key's and the 64-byte signature over the message was made with it.</summary>
    internal bool Verify(string algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (y is null)
        {
            return algorithm is Jws.Algorithm or "Ed25519" && Ed25519.Verify(x, message, signature);
        }
        if (algorithm != "ES256" || signature.Length != 2 * CoordinateLength)
        {
            return false;
        }
        using var ecdsa = ECDsa.Create(Parameters(x, y));
        return ecdsa.VerifyData(
            message,
            signature,
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
    }

    private static string? RefusePurpose(JsonElement jwk)
    {
        if (jwk.TryGetProperty("d"u8, out _))
        {
            return "The JWK gives its private key away.";
        }
        if (jwk.TryGetProperty("use"u8, out _) && UntrustedJson.Text(jwk, "use") != "sig")
        {
            return "The JWK is not for signatures.";
        }
        return jwk.TryGetProperty("alg"u8, out _) && UntrustedJson.Text(jwk, "alg") != "ES256"
            ? "The JWK is for another algorithm."
            : null;
    }

    private static bool IsOnCurve(byte[] x, byte[] y)
    {
        try
        {
            using var ecdsa = ECDsa.Create(Parameters(x, y));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ECParameters Parameters(byte[] x, byte[] y) =>
        new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = x, Y = y },
        };
}
