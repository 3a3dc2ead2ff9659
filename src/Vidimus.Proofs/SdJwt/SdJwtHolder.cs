using System.Text;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>What a holder does with an SD-JWT: choose what to disclose, and show to have the key (RFC 9901 section 7.2).</summary>
public static class SdJwtHolder
{
    /// <summary>The <c>typ</c> of a key binding token.</summary>
    public const string KeyBindingType = "kb+jwt";

    /// <summary>
    /// Keeps the disclosures that the paths need: each path reveals what it names, all inside it, and the claims that it stands in.
    /// Claims that are always disclosed need no path. False with a sentence for people when the text is no SD-JWT as an issuer
    /// sends it. The issuer's signature is not looked at.
    /// </summary>
    public static bool TryPresent(
        string? issued,
        IReadOnlyList<ClaimPath> reveal,
        out string presentation,
        out string reason
    )
    {
        presentation = "";
        if (!SdJwt.TryParse(issued, out var token, out reason))
        {
            return false;
        }
        if (token.KeyBinding is not null)
        {
            reason = "The token carries a key binding: it is a presentation already.";
            return false;
        }
        if (!token.TryReadPayload(out var payload))
        {
            reason = "The issuer's token cannot be read.";
            return false;
        }
        var outcome = token.Process(payload.Span, null, out _, out var placed, out reason);
        if (outcome != ProofOutcome.Pass)
        {
            return false;
        }
        var chosen = new HashSet<SdJwtDisclosure>();
        foreach (var path in reveal)
        {
            var needed = placed!
                .Placed.Where(place => path.Overlaps(place.Path))
                .Select(place => place.Disclosure);
            chosen.UnionWith(needed);
        }
        var compact = new StringBuilder(token.IssuerToken).Append('~');
        foreach (var disclosure in token.Disclosures.Where(chosen.Contains))
        {
            compact.Append(disclosure.Encoded).Append('~');
        }
        presentation = compact.ToString();
        return true;
    }

    /// <summary>Appends the token by which the holder shows, to one verifier and once, to have the key in <c>cnf</c>.</summary>
    /// <exception cref="ArgumentException">The presentation does not end with a tilde.</exception>
    public static string BindKey(string presentation, PresentationBinding binding, SigningKey key)
    {
        if (!presentation.EndsWith('~'))
        {
            throw new ArgumentException("Not an SD-JWT without key binding.", nameof(presentation));
        }
        var payload = new JsonObject
        {
            ["iat"] = binding.IssuedAt.ToUnixTimeSeconds(),
            ["aud"] = binding.Audience,
            ["nonce"] = binding.Nonce,
            ["sd_hash"] = SdJwtDisclosure.DigestOf(presentation),
        };
        if (binding.Expires is { } expires)
        {
            payload["exp"] = expires.ToUnixTimeSeconds();
        }
        var json = Encoding.UTF8.GetBytes(payload.ToJsonString(PlainJson.Options));
        return presentation + Jws.Sign([new("typ", KeyBindingType)], json, key);
    }
}
