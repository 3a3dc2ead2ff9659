using System.Buffers.Text;
using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>What verifying an SD-JWT came to: the issuer's proof, the disclosed claims, and the holder's key binding.</summary>
internal sealed record SdJwtReading(
    ProofResult Proof,
    JsonElement? Claims,
    ProofResult Holder,
    bool IsW3c
)
{
    private static readonly ProofResult NotTried = new(ProofOutcome.Skipped, "Not tried.");

    public static SdJwtReading Unsupported { get; } =
        new(
            new(
                ProofOutcome.Unknown,
                "The token is signed by an algorithm that is not supported; EdDSA, ES256, ES384 and ES512 are."
            ),
            null,
            NotTried,
            false
        );

    public static async Task<SdJwtReading> Read(
        string compact,
        ParsedJws token,
        string? issuer,
        ExpectedBinding? expected,
        IssuerKeys keys,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var method = MethodOf(token, issuer);
        await keys.Resolve(method is null ? [] : [method], cancellation);
        var isW3c = token.Type is VcSdJwt.Type or "application/" + VcSdJwt.Type;
        var wanted = expected ?? AsPresented(compact);
        var result = Verify(new SdJwtVerifyOptions(keys.Find, now) { KeyBinding = wanted });
        // The proof names the key that was used, whatever the claims say of an issuer.
        return new(result.Proof, result.Claims, result.KeyBinding, isW3c);

        SdJwtVerification Verify(SdJwtVerifyOptions options) =>
            isW3c ? VcSdJwt.Verify(compact, options) : SdJwtVc.Verify(compact, options);
    }

    /// <summary>A <c>kid</c> with a colon is a URL by itself; any other is a key of the issuer's.</summary>
    private static string? MethodOf(ParsedJws token, string? issuer) =>
        token.KeyId switch
        {
            null or "" => null,
            { Length: > IssuerKeys.LongestMethod } => null,
            var url when url.Contains(':') => url,
            var key => $"{issuer}#{key.TrimStart('#')}",
        };

    /// <summary>
    /// What a key binding itself says that it is for: so its signature and hash are checked, and nothing about the occasion.
    /// </summary>
    private static ExpectedBinding? AsPresented(string compact)
    {
        var binding = compact[(compact.LastIndexOf('~') + 1)..];
        if (binding.Length == 0)
            return null;
        var parts = binding.Split('.');
        if (parts.Length != 3)
            return new("", "");
        try
        {
            var payload = Base64Url.DecodeFromChars(parts[1]);
            if (!CredentialJson.TryParse(payload, Jws.MaxLength, out var claims, out _))
                return new("", "");
            return new(
                CredentialFacts.Text(claims, "aud") ?? "",
                CredentialFacts.Text(claims, "nonce") ?? ""
            )
            {
                MaxAge = TimeSpan.FromDays(36_500),
            };
        }
        catch (FormatException)
        {
            return new("", "");
        }
    }
}
