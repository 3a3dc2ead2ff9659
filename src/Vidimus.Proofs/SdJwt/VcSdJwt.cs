using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>VC 2.0 credentials in an SD-JWT: W3C Securing Verifiable Credentials using JOSE and COSE 1.0, section 3.2.1.</summary>
public static class VcSdJwt
{
    /// <summary>Media type (without <c>application/</c>) and <c>typ</c>.</summary>
    public const string Type = "vc+sd-jwt";

    // What a verifier cannot do without; a holder could otherwise hide that the credential has ended (RFC 9901 section 9.7).
    private static readonly HashSet<string> AlwaysDisclosed = new(StringComparer.Ordinal)
    {
        "@context",
        "type",
        "issuer",
        "validFrom",
        "validUntil",
        "iss",
        "nbf",
        "exp",
        "cnf",
    };

    /// <summary>
    /// Verifies the token; the claims are the credential with what was disclosed. Registered claims, where present, must agree with
    /// it (section 3.1.3). Never throws for what the text holds.
    /// </summary>
    public static SdJwtVerification Verify(string? compact, SdJwtVerifyOptions options) =>
        SdJwtVerifier.Run(compact, options, [Type], AlwaysDisclosed, RefuseClaims);

    private static string? RefuseClaims(JsonElement claims) => VcJwtClaims.RefuseNames(claims);
}
