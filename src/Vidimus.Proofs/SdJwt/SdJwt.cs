using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// Selective Disclosure JWTs (RFC 9901) in compact form, taken apart: the issuer's token, the disclosures, and the holder's key
/// binding token if there is one.
/// </summary>
internal sealed class SdJwt
{
    /// <summary>Longest compact form read, in characters.</summary>
    internal const int MaxLength = Jws.MaxLength;

    /// <summary>The one hash algorithm, which RFC 9901 section 4.1.1 makes everybody have.</summary>
    internal const string HashAlgorithm = "sha-256";

    /// <summary>Names that only the mechanism itself may use (section 4.1).</summary>
    internal static readonly HashSet<string> ReservedNames = new(StringComparer.Ordinal)
    {
        "_sd",
        "...",
        "_sd_alg",
    };

    private static readonly HashSet<string> NoNames = [];

    private SdJwt(
        string issuerToken,
        IReadOnlyList<SdJwtDisclosure> disclosures,
        string? keyBinding,
        string bound
    )
    {
        IssuerToken = issuerToken;
        Disclosures = disclosures;
        KeyBinding = keyBinding;
        Bound = bound;
    }

    internal string IssuerToken { get; }

    internal IReadOnlyList<SdJwtDisclosure> Disclosures { get; }

    /// <summary>The key binding token; null when the compact form ends with a tilde.</summary>
    internal string? KeyBinding { get; }

    /// <summary>What a key binding token hashes: all up to and with the last tilde (section 4.3.1).</summary>
    internal string Bound { get; }

    internal static bool TryParse(
        string? compact,
        [NotNullWhen(true)] out SdJwt? parsed,
        out string reason
    )
    {
        parsed = null;
        if (compact is null || compact.Length > MaxLength)
        {
            reason = $"The token is missing or longer than {MaxLength} characters.";
            return false;
        }
        var last = compact.LastIndexOf('~');
        if (last < 0)
        {
            reason = "The token has no tilde: it is not an SD-JWT.";
            return false;
        }
        var parts = compact[..last].Split('~');
        var disclosures = new SdJwtDisclosure[parts.Length - 1];
        for (var at = 1; at < parts.Length; at++)
        {
            if (!SdJwtDisclosure.TryRead(parts[at], out var disclosure))
            {
                reason = $"Disclosure {at} is not an array of salt, name and value in base64url.";
                return false;
            }
            disclosures[at - 1] = disclosure;
        }
        var keyBinding = last == compact.Length - 1 ? null : compact[(last + 1)..];
        parsed = new SdJwt(parts[0], disclosures, keyBinding, compact[..(last + 1)]);
        reason = "";
        return true;
    }

    /// <summary>
    /// Reads the issuer's payload, whose signature has been verified or does not matter, and puts the disclosed claims into it.
    /// </summary>
    internal ProofOutcome Process(
        ReadOnlySpan<byte> payload,
        IReadOnlySet<string>? always,
        out JsonElement claims,
        out SdJwtClaims? placed,
        out string reason
    )
    {
        claims = default;
        placed = null;
        if (!CredentialJson.TryParse(payload, MaxLength, out var issued, out reason))
        {
            return ProofOutcome.Fail;
        }
        if (issued.TryGetProperty("_sd_alg"u8, out var algorithm))
        {
            if (!UntrustedJson.TryGetText(algorithm, out var name))
            {
                reason = "The claim _sd_alg is not a string.";
                return ProofOutcome.Fail;
            }
            if (name != HashAlgorithm)
            {
                reason = "The hash algorithm of the disclosures is not supported.";
                return ProofOutcome.Unknown;
            }
        }
        return SdJwtClaims.TryProcess(
            issued,
            Disclosures,
            always ?? NoNames,
            out claims,
            out placed,
            out reason
        )
            ? ProofOutcome.Pass
            : ProofOutcome.Fail;
    }

    /// <summary>The payload's bytes of a token without looking at its signature; false when it is no token.</summary>
    internal bool TryReadPayload(out ReadOnlyMemory<byte> payload)
    {
        var read = Jws.TryParse(IssuerToken, out var token, out _);
        payload = read ? token!.Payload : default;
        return read;
    }
}
