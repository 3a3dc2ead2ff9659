using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// <c>nbf</c> and <c>exp</c> of a token (RFC 7519 section 4.1). They are held against the clock with the credential's own
/// dates, so that a token that ended is told to have expired, not to be forged.
/// </summary>
internal sealed record TokenTimes(DateTimeOffset? From, DateTimeOffset? Until, bool Readable)
{
    public static TokenTimes None { get; } = new(null, null, true);

    public static TokenTimes Read(JsonElement claims)
    {
        var readable =
            JwtClaims.TryReadTime(claims, "nbf", out var from)
            & JwtClaims.TryReadTime(claims, "exp", out var until);
        return new(from, until, readable && !(from >= until));
    }

    /// <summary>A time at which the token holds, for looking at its signature alone.</summary>
    public DateTimeOffset Inside(DateTimeOffset now) =>
        !Readable ? now
        : now < From ? From.Value
        : now >= Until ? Until.Value.AddTicks(-1)
        : now;
}
