using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// Credentials whose claims the holder discloses one by one: draft-ietf-oauth-sd-jwt-vc (media type <c>dc+sd-jwt</c>) on RFC 9901,
/// digests by SHA-256.
/// </summary>
public static class SdJwtVc
{
    /// <summary>Media type (without <c>application/</c>) and <c>typ</c>.</summary>
    public const string Type = "dc+sd-jwt";

    // draft-ietf-oauth-sd-jwt-vc, section "Registered JWT Claims": never in a disclosure, nor anything in them.
    internal static readonly HashSet<string> AlwaysDisclosed = new(StringComparer.Ordinal)
    {
        "iss",
        "nbf",
        "exp",
        "cnf",
        "vct",
        "vct#integrity",
        "aka_vcts",
        "status",
    };

    /// <summary>
    /// Issues a credential with all its disclosures, as the holder gets it: <c>token~disclosure~…~</c>. The same claims, options and
    /// randomness give the same text.
    /// </summary>
    /// <param name="claims">The claims about the subject.</param>
    /// <param name="disclosable">What the holder may keep back; a claim inside such a claim may be named too.</param>
    /// <param name="options">What the credential says about itself.</param>
    /// <param name="key">The issuer's key.</param>
    /// <exception cref="ArgumentException">
    /// A path names no claim or one that must always be disclosed; a claim is set by the options, or named like the mechanism's own.
    /// </exception>
    /// <exception cref="JsonException">The claims are not strict JSON: RFC 8785 has no form for them.</exception>
    public static string Issue(
        JsonObject claims,
        IReadOnlyList<ClaimPath> disclosable,
        SdJwtVcOptions options,
        SigningKey key
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PadDigestsTo, 1);
        foreach (var path in disclosable)
        {
            if (path.Root is null || AlwaysDisclosed.Contains(path.Root))
            {
                throw new ArgumentException($"The claim {path} must always be disclosed.");
            }
        }
        var payload = Registered(options);
        foreach (var (name, value) in claims)
        {
            payload.Add(name, value?.DeepClone());
        }
        Jcs.Canonicalize(payload);
        var issuing = new SdJwtIssuing(disclosable, options.PadDigestsTo, options.Random);
        issuing.Conceal(payload);
        if (issuing.Disclosures.Count > 0)
        {
            payload["_sd_alg"] = SdJwt.HashAlgorithm;
        }
        var token = Jws.Sign(
            [new("typ", Type), new("kid", options.KeyId)],
            Encoding.UTF8.GetBytes(payload.ToJsonString(PlainJson.Options)),
            key
        );
        var compact = new StringBuilder(token).Append('~');
        foreach (var disclosure in issuing.Disclosures)
        {
            compact.Append(disclosure.Encoded).Append('~');
        }
        return compact.ToString();
    }

    /// <summary>Verifies a credential, presented with or without key binding. Never throws for what the text holds.</summary>
    public static SdJwtVerification Verify(string? compact, SdJwtVerifyOptions options) =>
        SdJwtVerifier.Run(compact, options, [Type], AlwaysDisclosed, RefuseClaims);

    private static string? RefuseClaims(JsonElement claims) =>
        string.IsNullOrEmpty(UntrustedJson.Text(claims, "vct"))
            ? "The credential has no type (vct)."
            : null;

    private static JsonObject Registered(SdJwtVcOptions options)
    {
        var payload = new JsonObject();
        if (options.Issuer is not null)
        {
            payload["iss"] = options.Issuer;
        }
        AddTime(payload, "iat", options.IssuedAt);
        AddTime(payload, "nbf", options.NotBefore);
        AddTime(payload, "exp", options.Expires);
        payload["vct"] = options.Vct;
        if (options.HolderKey is not null)
        {
            payload["cnf"] = new JsonObject { ["jwk"] = options.HolderKey.ToJwk() };
        }
        if (options.Status is not null)
        {
            payload["status"] = options.Status.ToClaim();
        }
        return payload;
    }

    private static void AddTime(JsonObject payload, string name, DateTimeOffset? time)
    {
        if (time is not null)
        {
            payload[name] = time.Value.ToUnixTimeSeconds();
        }
    }
}
