using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>Compact JSON Web Signatures (RFC 7515 section 7.1) with the keys that <see cref="VerifyingKey"/> knows (RFC 8037, RFC 9864, RFC 7518 section 3.4), strictly.</summary>
public static class Jws
{
    /// <summary>Longest compact form read, in characters.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The algorithm name written for Ed25519 keys; <c>Ed25519</c> (RFC 9864) is read too.</summary>
    public const string Algorithm = "EdDSA";

    // What would change how the signature is made or the payload read, and is not understood here (RFC 7515 section 4.1.11,
    // RFC 7797, RFC 7516 section 4.1.3). jku, jwk, x5u and x5c are ignored: a token does not choose the key that it is held to.
    private static readonly string[] RefusedParameters = ["crit", "b64", "zip"];

    private static readonly string[] Algorithms =
    [
        Algorithm,
        "Ed25519",
        .. EcCurve.All.Select(curve => curve.Algorithm),
    ];

    /// <summary>
    /// Signs the payload under the key's <c>alg</c> and the given further header parameters, in their order. With an Ed25519 key the
    /// same input gives the same text.
    /// </summary>
    /// <exception cref="ArgumentException">The parameters set <c>alg</c> themselves.</exception>
    public static string Sign(
        IEnumerable<KeyValuePair<string, JsonNode?>> parameters,
        ReadOnlySpan<byte> payload,
        SigningKey key
    )
    {
        var header = new JsonObject { ["alg"] = key.Algorithm };
        foreach (var (name, value) in parameters)
        {
            header.Add(name, value?.DeepClone());
        }
        var encodedHeader = StrictBase64Url.Encode(
            Encoding.UTF8.GetBytes(header.ToJsonString(PlainJson.Options))
        );
        var signed = $"{encodedHeader}.{StrictBase64Url.Encode(payload)}";
        var signature = key.Sign(Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{StrictBase64Url.Encode(signature)}";
    }

    /// <summary>
    /// Takes a compact JWS apart without verifying it. False with a sentence for people unless it has exactly three non-empty
    /// segments in canonical base64url, a header without duplicate names, an algorithm of ours with a signature of its length, and no
    /// <c>crit</c>, <c>b64</c> or <c>zip</c>.
    /// </summary>
    public static bool TryParse(string? compact, out ParsedJws? parsed, out string reason)
    {
        parsed = null;
        if (compact is null || compact.Length > MaxLength)
        {
            reason = $"The token is missing or longer than {MaxLength} characters.";
            return false;
        }
        var first = compact.IndexOf('.', StringComparison.Ordinal);
        var last = compact.LastIndexOf('.');
        if (
            first <= 0
            || last <= first + 1
            || last == compact.Length - 1
            || compact.IndexOf('.', first + 1) != last
        )
        {
            reason = "The token does not have three non-empty segments.";
            return false;
        }
        if (
            !StrictBase64Url.TryDecode(compact.AsSpan(0, first), out var headerBytes)
            || !StrictBase64Url.TryDecode(
                compact.AsSpan(first + 1, last - first - 1),
                out var payload
            )
            || !StrictBase64Url.TryDecode(compact.AsSpan(last + 1), out var signature)
        )
        {
            reason = "A segment of the token is not canonical base64url.";
            return false;
        }
        if (!CredentialJson.TryParse(headerBytes, MaxLength, out var header, out var headerReason))
        {
            reason = $"The token's header is refused: {headerReason}";
            return false;
        }
        if (RefuseHeader(header, signature) is { } refusal)
        {
            reason = refusal;
            return false;
        }
        parsed = new ParsedJws(
            header,
            payload,
            signature,
            Encoding.ASCII.GetBytes(compact[..last])
        );
        reason = "";
        return true;
    }

    /// <summary>Takes a compact JWS apart, finds its key by <c>kid</c> and verifies it.</summary>
    internal static ProofResult Check(
        string? compact,
        KeyFinder findKey,
        Func<ParsedJws, string?> keyId,
        out ParsedJws? parsed,
        string purpose = ProofPurposes.AssertionMethod
    )
    {
        if (!TryParse(compact, out parsed, out var reason))
        {
            return new ProofResult(ProofOutcome.Fail, reason);
        }
        var method = keyId(parsed!);
        var result = new ProofResult(ProofOutcome.Fail, "The token's header names no key.")
        {
            Cryptosuite = parsed!.Algorithm,
            VerificationMethod = method,
        };
        if (method is null)
        {
            return result;
        }
        var lookup = findKey(method, purpose);
        return lookup.Status switch
        {
            KeyLookupStatus.NotFound => result with { Reason = lookup.Reason },
            KeyLookupStatus.Unreachable => result with
            {
                Outcome = ProofOutcome.Unknown,
                Reason = lookup.Reason,
            },
            _ => Check(parsed, lookup.PublicKey!, result),
        };
    }

    private static ProofResult Check(ParsedJws token, VerifyingKey key, ProofResult result)
    {
        if (token.IsSignedBy(key))
        {
            return result with
            {
                Outcome = ProofOutcome.Pass,
                Reason = "The signature matches the token and the key.",
            };
        }
        return result with
        {
            Reason = key.IsFor(token.Algorithm)
                ? "The signature does not match the token and the key."
                : $"The token is signed by {token.Algorithm}, but its key is for {key.Algorithm}.",
        };
    }

    private static string? RefuseHeader(JsonElement header, byte[] signature)
    {
        foreach (var name in RefusedParameters)
        {
            if (header.TryGetProperty(name, out _))
            {
                return $"The header parameter '{name}' is not accepted.";
            }
        }
        // Exact letters: RFC 7515 section 4.1.1 compares algorithm names case-sensitively.
        var algorithm = UntrustedJson.Text(header, "alg");
        if (!Algorithms.Contains(algorithm, StringComparer.Ordinal))
        {
            return "The token's algorithm is not EdDSA, ES256, ES384 or ES512.";
        }
        var length = EcCurve.OfAlgorithm(algorithm)?.SignatureLength ?? Ed25519.SignatureLength;
        return signature.Length == length
            ? null
            : $"The token's signature does not have the {length} bytes of {algorithm}.";
    }
}
