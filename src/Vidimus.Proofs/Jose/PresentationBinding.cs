using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>What a holder binds a presentation to, so that it serves one verifier once.</summary>
/// <param name="Audience">The verifier's identifier (<c>aud</c>).</param>
/// <param name="Nonce">The verifier's one-time value (<c>nonce</c>).</param>
/// <param name="IssuedAt">When the presentation is signed (<c>iat</c>); written to the second.</param>
public sealed record PresentationBinding(string Audience, string Nonce, DateTimeOffset IssuedAt)
{
    /// <summary>When the signature ends (<c>exp</c>); not written when null.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>What a verifier expects a presentation to be bound to.</summary>
/// <param name="Audience">Its own identifier, compared letter by letter.</param>
/// <param name="Nonce">The one-time value that it gave out.</param>
public sealed record ExpectedBinding(string Audience, string Nonce)
{
    /// <summary>How old the signature may be; five minutes unless chosen otherwise.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far the holder's clock may be ahead or behind; one minute unless chosen otherwise.</summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What there is to object to in the claims, or null. <c>iat</c>, <c>aud</c> and <c>nonce</c> are required.</summary>
    internal string? Refuse(JsonElement claims, DateTimeOffset now)
    {
        if (!JwtClaims.NamesAudience(claims, Audience))
        {
            return "The presentation is not meant for this verifier.";
        }
        if (UntrustedJson.Text(claims, "nonce") != Nonce)
        {
            return "The presentation does not answer the verifier's nonce.";
        }
        if (!JwtClaims.TryReadTime(claims, "iat", out var issuedAt) || issuedAt is null)
        {
            return "The claim iat is missing or not a time.";
        }
        if (issuedAt > now + ClockTolerance)
        {
            return "The presentation was signed in the future.";
        }
        return issuedAt < now - MaxAge - ClockTolerance
            ? "The presentation was signed too long ago."
            : JwtClaims.RefuseTimes(claims, now, ClockTolerance);
    }
}
