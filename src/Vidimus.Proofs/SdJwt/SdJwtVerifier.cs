using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Verification of an SD-JWT with or without key binding (RFC 9901 sections 7.1 and 7.3).</summary>
internal static class SdJwtVerifier
{
    private static readonly ProofResult NotTried = new(
        ProofOutcome.Skipped,
        "Not tried, because the issuer's proof did not pass."
    );

    internal static SdJwtVerification Run(
        string? compact,
        SdJwtVerifyOptions options,
        string[] types,
        IReadOnlySet<string>? alwaysDisclosed,
        Func<JsonElement, string?> refuse
    )
    {
        if (!SdJwt.TryParse(compact, out var token, out var reason))
        {
            return Failed(new ProofResult(ProofOutcome.Fail, reason));
        }
        var proof = Jws.Check(token.IssuerToken, options.FindKey, KeyId, out var issued);
        if (proof.Outcome != ProofOutcome.Pass)
        {
            return Failed(proof);
        }
        if (!types.Any(type => VcJwt.IsMediaType(issued!.Type, type)))
        {
            return Failed(Fail(proof, $"The token's typ is not {types[0]}."));
        }
        var outcome = token.Process(
            issued!.Payload.Span,
            alwaysDisclosed,
            out var claims,
            out _,
            out reason
        );
        if (outcome != ProofOutcome.Pass)
        {
            return Failed(proof with { Outcome = outcome, Reason = reason });
        }
        if (refuse(claims) is { } refusal)
        {
            return Failed(Fail(proof, refusal));
        }
        var validity = CheckTimes(claims, options);
        var binding = CheckBinding(token, claims, options);
        return new SdJwtVerification(proof, claims, validity, binding)
        {
            IsAccepted =
                validity.Outcome == ProofOutcome.Pass
                && (options.KeyBinding is null || binding.Outcome == ProofOutcome.Pass),
        };
    }

    private static ProofResult CheckTimes(JsonElement claims, SdJwtVerifyOptions options) =>
        JwtClaims.RefuseTimes(claims, options.Now, options.ClockTolerance) is { } refusal
            ? new ProofResult(ProofOutcome.Fail, refusal)
            : new ProofResult(ProofOutcome.Pass, "The token's times allow it now.");

    private static ProofResult CheckBinding(
        SdJwt token,
        JsonElement claims,
        SdJwtVerifyOptions options
    )
    {
        if (options.KeyBinding is not { } expected)
        {
            return new ProofResult(ProofOutcome.Skipped, "Key binding was not asked for.");
        }
        if (token.KeyBinding is null)
        {
            return new ProofResult(ProofOutcome.Fail, "The holder did not show to have the key.");
        }
        if (ReadHolderKey(claims, out var reason) is not { } key)
        {
            return new ProofResult(ProofOutcome.Fail, reason);
        }
        return RefuseBinding(token, key, expected, options.Now) is { } refusal
            ? new ProofResult(ProofOutcome.Fail, refusal) { Cryptosuite = key.Algorithm }
            : new ProofResult(ProofOutcome.Pass, "The holder showed to have the key.")
            {
                Cryptosuite = key.Algorithm,
            };
    }

    /// <summary>The key in <c>cnf</c>, <c>jwk</c> (RFC 7800 section 3.2), the only confirmation method read.</summary>
    private static VerifyingKey? ReadHolderKey(JsonElement claims, out string reason)
    {
        if (
            !claims.TryGetProperty("cnf"u8, out var confirmation)
            || confirmation.ValueKind != JsonValueKind.Object
            || !confirmation.TryGetProperty("jwk"u8, out var jwk)
        )
        {
            reason = "The credential is not bound to a key of the holder (cnf with jwk).";
            return null;
        }
        return Jwk.TryRead(jwk, out var key, out reason) ? key : null;
    }

    internal static string? RefuseBinding(
        SdJwt token,
        VerifyingKey key,
        ExpectedBinding expected,
        DateTimeOffset now
    )
    {
        if (!Jws.TryParse(token.KeyBinding, out var binding, out var reason))
        {
            return reason;
        }
        if (!binding!.IsSignedBy(key))
        {
            return "The key binding's signature does not match the holder's key.";
        }
        if (!VcJwt.IsMediaType(binding.Type, SdJwtHolder.KeyBindingType))
        {
            return $"The key binding's typ is not {SdJwtHolder.KeyBindingType}.";
        }
        if (
            !CredentialJson.TryParse(
                binding.Payload.Span,
                Jws.MaxLength,
                out var claims,
                out reason
            )
        )
        {
            return reason;
        }
        if (UntrustedJson.Text(claims, "sd_hash") != SdJwtDisclosure.DigestOf(token.Bound))
        {
            return "The key binding was made for another token or other disclosures.";
        }
        // RFC 9901 section 4.3: the audience is a single string here.
        return UntrustedJson.Text(claims, "aud") is null
            ? "The presentation is not meant for this verifier."
            : expected.Refuse(claims, now);
    }

    /// <summary>A <c>kid</c> with a colon is a URL by itself; any other is a key of the issuer's.</summary>
    private static string? KeyId(ParsedJws token)
    {
        var keyId = token.KeyId;
        if (string.IsNullOrEmpty(keyId) || keyId.Contains(':', StringComparison.Ordinal))
        {
            return string.IsNullOrEmpty(keyId) ? null : keyId;
        }
        return
            CredentialJson.TryParse(token.Payload.Span, Jws.MaxLength, out var claims, out _)
            && (UntrustedJson.Text(claims, "iss") ?? VcJwtClaims.IssuerOf(claims)) is { } issuer
            ? $"{issuer}#{keyId.TrimStart('#')}"
            : null;
    }

    private static ProofResult Fail(ProofResult proof, string reason) =>
        proof with
        {
            Outcome = ProofOutcome.Fail,
            Reason = reason,
        };

    private static SdJwtVerification Failed(ProofResult proof) =>
        new(proof, null, NotTried, NotTried);
}
