using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs.Tests;

internal static class SdJwtSamples
{
    internal const string Issuer = "did:web:school.example";
    internal const string KeyId = Issuer + "#key-1";
    internal const string Vct = "https://school.example/types/diploma";

    internal static readonly ExpectedBinding Expected = new("https://verifier.example", "n-1");

    internal static Ed25519PrivateKey IssuerKey { get; } = Ed25519PrivateKey.FromSeed(new byte[32]);

    internal static Ed25519PrivateKey Holder { get; } =
        Ed25519PrivateKey.FromSeed(Enumerable.Repeat((byte)7, 32).ToArray());

    internal static JsonObject Claims() =>
        JsonNode
            .Parse(
                """
                {
                  "sub": "did:example:subject",
                  "name": "Ada Example",
                  "address": {"street": "1 Sample Road", "city": "Sampleton", "geo": {"lat": 1.5, "lon": -2}},
                  "grades": ["A", {"course": "Logic", "mark": 1}, null, ["x", "y"]],
                  "born": "1815-12-10",
                  "note": null,
                  "ünïcode": "schön \"quoted\" 😀"
                }
                """
            )!
            .AsObject();

    internal static readonly IReadOnlyList<ClaimPath> Disclosable =
    [
        ClaimPath.Of("name"),
        ClaimPath.Of("address"),
        ClaimPath.Of("address", "street"),
        ClaimPath.Of("address", "geo", "lat"),
        ClaimPath.Of("grades").Each(),
        ClaimPath.Of("grades").At(1).Member("mark"),
        ClaimPath.Of("grades").At(3).Each(),
        ClaimPath.Of("born"),
        ClaimPath.Of("note"),
        ClaimPath.Of("ünïcode"),
    ];

    internal static SdJwtVcOptions Options =>
        new(Vct, KeyId)
        {
            Issuer = Issuer,
            IssuedAt = Samples.Now,
            NotBefore = Samples.Now,
            Expires = Samples.Now.AddYears(1),
            HolderKey = Holder.VerifyingKey,
        };

    /// <summary>Bytes that are the same for the same seed in every run.</summary>
    internal static RandomFill Deterministic(int seed)
    {
        var counter = 0;
        return bytes =>
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = SHA256.HashData(
                    BitConverter.GetBytes(((long)seed << 32) | (uint)counter++)
                )[0];
            }
        };
    }

    internal static string Issue(SdJwtVcOptions? options = null) =>
        SdJwtVc.Issue(Claims(), Disclosable, options ?? Options, IssuerKey);

    internal static KeyLookup FindKey(string method, string purpose) =>
        method == KeyId && purpose == ProofPurposes.AssertionMethod
            ? KeyLookup.Found(IssuerKey.VerifyingKey)
            : KeyLookup.NotFound($"No key {method}.");

    internal static SdJwtVerifyOptions Verifying => new(FindKey, Samples.Now.AddDays(1));

    internal static SdJwtVerification Verify(string? compact, SdJwtVerifyOptions? options = null) =>
        SdJwtVc.Verify(compact, options ?? Verifying);

    internal static string Encode(string text) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    internal static string Digest(string disclosure) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(disclosure)));

    /// <summary>A correctly signed token over any payload.</summary>
    internal static string Token(
        string payload,
        string header = $$"""{"alg":"EdDSA","typ":"dc+sd-jwt","kid":"{{KeyId}}"}"""
    )
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        var signature = IssuerKey.Sign(Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
