using System.Text.Json;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// <c>nbf</c> and <c>exp</c> of a token (RFC 7519 section 4.1). They are held against the clock with the credential's own
/// dates, so that a token that ended is told to have expired, not to be forged.
/// </summary>
internal sealed record TokenTimes(DateTimeOffset? From, DateTimeOffset? Until, bool Readable)
{
    // Seconds to 9999-12-31, beyond which no time can be told.
    private const double LastSecond = 253402300799;

    public static TokenTimes None { get; } = new(null, null, true);

    public static TokenTimes Read(JsonElement claims)
    {
        var readable = TryTime(claims, "nbf", out var from) & TryTime(claims, "exp", out var until);
        return new(from, until, readable && !(from >= until));
    }

    /// <summary>A time at which the token holds, for looking at its signature alone.</summary>
    public DateTimeOffset Inside(DateTimeOffset now) =>
        !Readable ? now
        : now < From ? From.Value
        : now >= Until ? Until.Value.AddTicks(-1)
        : now;

    private static bool TryTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (CredentialFacts.Member(claims, name) is not { } value)
            return true;
        if (
            value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out var seconds)
            || seconds is not (>= 0 and <= LastSecond)
        )
            return false;
        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }
}
