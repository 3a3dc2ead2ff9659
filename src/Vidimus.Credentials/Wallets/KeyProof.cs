using System.Security.Cryptography;
using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Wallets;

/// <summary>A key that a wallet showed to have, and the DID by which it goes.</summary>
internal sealed record WalletKey(VerifyingKey Key, string Did)
{
    /// <summary>Digest of the key, for the record.</summary>
    public string Digest => Multibase.EncodeBase64Url(SHA256.HashData(Canonical(Key)));

    /// <summary>Whether a DID is this key.</summary>
    public bool IsFor(string did) =>
        did == Did
        || (
            WalletForms.KeyOf(did) is { } other
            && Canonical(other).AsSpan().SequenceEqual(Canonical(Key))
        );

    private static byte[] Canonical(VerifyingKey key) => Jcs.Canonicalize(key.ToJwk());
}

/// <summary>What a key proof came to.</summary>
internal sealed record ProvenKey(WalletKey Key, string Nonce);

/// <summary>Reads a key proof of type <c>jwt</c> (OpenID4VCI 1.0, appendix F.1 and F.4).</summary>
internal static class KeyProof
{
    public const string Type = "openid4vci-proof+jwt";
    private const int Longest = 16_384;

    /// <summary>What a key proof may be signed by.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["ES256", "EdDSA", "Ed25519"];

    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    public static Result<ProvenKey> Read(string jwt, string audience, DateTimeOffset now)
    {
        if (jwt.Length > Longest)
            return Wrong($"It is longer than {Longest} characters.");
        if (!Jws.TryParse(jwt, out var token, out var reason))
            return Wrong(reason);
        if (token!.Type != Type)
            return Wrong($"Its typ is not {Type}.");
        if (!Algorithms.Contains(token.Algorithm))
            return Wrong($"Its alg is not one of {string.Join(", ", Algorithms)}.");
        var key = KeyOf(token);
        if (key.Problem is { } unknown)
            return unknown;
        if (!token.IsSignedBy(key.Value!.Key))
            return Wrong("Its signature does not match the key that it names.");
        if (!CredentialJson.TryParse(token.Payload.Span, Longest, out var claims, out reason))
            return Wrong(reason);
        if (Text(claims, "aud") != audience)
            return Wrong($"Its aud is not {audience}.");
        if (Objection(claims, now) is { } untimely)
            return Wrong(untimely);
        return Text(claims, "nonce") is { Length: > 0 } nonce
            ? new ProvenKey(key.Value, nonce)
            : Wrong("It has no nonce; get one at the nonce endpoint.");
    }

    private static Result<WalletKey> KeyOf(ParsedJws token)
    {
        string[] named =
        [
            .. new[] { "jwk", "kid", "x5c" }.Where(n => token.Header.TryGetProperty(n, out _)),
        ];
        if (named is not ["jwk"] and not ["kid"])
            return Wrong("Its header must name the key by exactly one of jwk and kid.");
        if (token.Header.TryGetProperty("jwk", out var jwk))
            return Jwk.TryRead(jwk, out var key, out var reason)
                ? new WalletKey(key, DidJwk.From(key))
                : Wrong(reason);
        var method = token.KeyId ?? "";
        var did = method.Split('#')[0];
        var found =
            did.Length == method.Length ? null
            : DidKey.TryResolve(did, out var document) || DidJwk.TryResolve(did, out document)
                ? document.FindKey(method, ProofPurposes.Authentication).PublicKey
            : null;
        return found is null
            ? Wrong("Its kid is not the DID URL of a key as did:key or did:jwk.")
            : new WalletKey(found, did);
    }

    private static string? Objection(JsonElement claims, DateTimeOffset now)
    {
        if (Time(claims, "iat") is not { } issued)
            return "It has no iat.";
        if (issued > now + ClockDifference)
            return "It was issued in the future.";
        if (issued < now - Nonces.Lifetime - ClockDifference)
            return "It was issued too long ago.";
        if (claims.TryGetProperty("exp", out _) && !(Time(claims, "exp") > now - ClockDifference))
            return "It is over.";
        return
            claims.TryGetProperty("nbf", out _) && !(Time(claims, "nbf") <= now + ClockDifference)
            ? "It is not good yet."
            : null;
    }

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds)
        && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static Problem Wrong(string reason) =>
        WalletProblems.InvalidProof.With($"The key proof does not hold. {reason}");
}
