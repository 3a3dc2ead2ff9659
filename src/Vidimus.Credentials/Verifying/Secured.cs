using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>A secured credential, taken apart, with the outcome of each proof.</summary>
/// <param name="Facts">What it says, verified or not; null when it cannot be read.</param>
/// <param name="Proofs">The outcomes.</param>
/// <param name="Problem">Why it cannot be read; empty when it can.</param>
internal sealed record Secured(
    CredentialFacts? Facts,
    IReadOnlyList<ProofResult> Proofs,
    string Problem = ""
)
{
    public TokenTimes Times { get; init; } = TokenTimes.None;

    public static Secured Unreadable(string reason) => new(null, [], reason);

    /// <summary>Whether its issuer's own key signed it, and nothing about its proofs is wrong.</summary>
    public bool IsConfirmed =>
        Facts?.IssuerId is { } issuer
        && Proofs.All(p => p.Outcome != ProofOutcome.Fail)
        && ProofCheck.Signers(Proofs).Contains(issuer);
}

/// <summary>Reads secured credentials in JSON and in JWT, fetches the keys, and checks the proofs.</summary>
internal sealed class SecuredReader(IssuerKeys keys, ProofWork work, TimeProvider clock)
{
    // RFC 7518 section 3.1 and RFC 8812 section 3.2, the asymmetric ones: real signatures of a kind that is not read here.
    // None, and secrets shared with the issuer, prove nothing to anybody.
    private static readonly string[] ForeignAlgorithms =
    [
        "ES256K",
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "Ed448",
    ];

    /// <summary>Reads text that is JSON with embedded proofs, an enveloped credential, or a <c>vc+jwt</c>.</summary>
    public async Task<Secured> Read(
        ReadOnlyMemory<byte> text,
        int mostBytes,
        CancellationToken cancellation
    )
    {
        var bytes = text.Span.Trim(" \t\r\n"u8);
        if (bytes.Length == 0 || bytes[0] != (byte)'{')
            return await Jwt(Encoding.UTF8.GetString(bytes), cancellation);
        if (!CredentialJson.TryParse(bytes, mostBytes, out var json, out var reason))
            return Secured.Unreadable(reason);
        if (!IsEnveloped(json))
            return await Json(json, cancellation);
        return
            Enveloped.TryUnwrap(json, Enveloped.CredentialType, out var inside, out reason)
            && inside!.MediaType == VcJwt.Type
            ? await Jwt(inside.Token, cancellation)
            : Secured.Unreadable(reason.Length > 0 ? reason : "It is not a vc+jwt.");
    }

    public async Task<Secured> Json(JsonElement credential, CancellationToken cancellation)
    {
        // Many documents may be read for one request; who gave it up pays for no more of them.
        cancellation.ThrowIfCancellationRequested();
        var facts = new CredentialFacts(credential);
        await keys.Resolve(facts.VerificationMethods(), cancellation);
        var options = new VerifyOptions(keys.Find, clock.GetUtcNow()) { Work = work };
        return new(facts, DataIntegrity.Verify(credential, options));
    }

    public async Task<Secured> Jwt(string jwt, CancellationToken cancellation)
    {
        if (!TryOpen(jwt, out var token, out var payload, out var reason))
            return Secured.Unreadable(reason);
        var facts = new CredentialFacts(payload);
        var times = TokenTimes.Read(payload);
        if (Unsupported(token, payload) is { } unsupported)
            return new(facts, [new(ProofOutcome.Unknown, unsupported)]) { Times = times };
        cancellation.ThrowIfCancellationRequested();
        if (!work.TryBegin())
            return new(facts, [new(ProofOutcome.Unknown, ProofWork.Spent)]) { Times = times };
        var method = Method(token!, facts.IssuerId);
        await keys.Resolve(method is null ? [] : [method], cancellation);
        // The result names the key that was used, which a header may have chosen: never the one that should have been.
        var result = VcJwt.Verify(jwt, keys.Find, times.Inside(clock.GetUtcNow())).Proof;
        return new(facts, [result]) { Times = times };
    }

    public static bool IsEnveloped(JsonElement json) =>
        CredentialFacts.Texts(json, "type").Contains(Enveloped.CredentialType);

    /// <summary>The key's DID URL; a <c>kid</c> that is only a fragment belongs to the issuer.</summary>
    public static string? Method(ParsedJws token, string? issuer) =>
        token.KeyId is { } kid && kid.StartsWith('#') ? issuer + kid
        : token.KeyId is { Length: <= IssuerKeys.LongestMethod } other ? other
        : null;

    /// <summary>
    /// Takes a token apart. One that is signed by another algorithm has no <paramref name="token"/> to verify, but can be
    /// read all the same.
    /// </summary>
    public static bool TryOpen(
        string jwt,
        out ParsedJws? token,
        out JsonElement payload,
        out string reason
    )
    {
        payload = default;
        if (Jws.TryParse(jwt, out token, out reason))
            return CredentialJson.TryParse(
                token!.Payload.Span,
                Jws.MaxLength,
                out payload,
                out reason
            );
        var parts = jwt.Length > Jws.MaxLength ? [] : jwt.Split('.', 4);
        return parts.Length == 3
            && TryPart(parts[0], out var header)
            && ForeignAlgorithms.Contains(CredentialFacts.Text(header, "alg"))
            && TryPart(parts[1], out payload);
    }

    private static string? Unsupported(ParsedJws? token, JsonElement payload) =>
        token is null
            ? "The token is signed by an algorithm that is not supported; EdDSA, ES256, ES384 and ES512 are."
        // VC Data Model 1.1, section 6.3.1: another encoding, in which claims replace parts of the credential.
        : CredentialFacts.Member(payload, "vc") is not null && token.Type is null or "JWT"
            ? "It is a token in the form of VC 1.1, which is not supported."
        : null;

    private static bool TryPart(string part, out JsonElement json)
    {
        json = default;
        try
        {
            return CredentialJson.TryParse(
                Base64Url.DecodeFromChars(part),
                Jws.MaxLength,
                out json,
                out _
            );
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
