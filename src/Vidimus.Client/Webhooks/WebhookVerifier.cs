using System.Text;

namespace Vidimus.Client;

/// <summary>A message that came from the server, unchanged, at about this time.</summary>
/// <param name="Id">The event's id, the same however often the event is sent.</param>
/// <param name="At">When it was signed: anew for each attempt.</param>
public sealed record VerifiedWebhook(string Id, DateTimeOffset At);

/// <summary>Whether an Ed25519 signature is the organization's, over exactly these bytes.</summary>
public delegate bool WebhookSignatureCheck(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);

/// <summary>
/// Says whether a message came from the server, by the signatures of Standard Webhooks (<see cref="Verify"/>) or by the one
/// header that the compatible surfaces send (<see cref="VerifyStamped"/>). Thread-safe; make one and keep it. It cannot say
/// whether the same message came before: that is for an <see cref="IReplayMemory"/>.
/// </summary>
public sealed class WebhookVerifier
{
    /// <summary>How far the time of signing may lie from now, unless said otherwise.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    private const int LongestHeader = 8 * 1024;
    private const int LongestId = 128;
    private const int DigestLength = 32;
    private const int Ed25519Length = 64;

    private readonly SigningSecret[] secrets;
    private readonly TimeSpan tolerance = DefaultTolerance;

    /// <summary>A verifier for what is signed with any of these secrets; while one is being replaced there are two.</summary>
    /// <param name="secrets">Each <c>whsec_…</c> as the server told it.</param>
    /// <exception cref="ArgumentException">There is none, or one is not a secret; the message never repeats it.</exception>
    public WebhookVerifier(params IEnumerable<Secret> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        this.secrets = [.. secrets.Select(SigningSecret.Of)];
        if (this.secrets.Length == 0)
            throw new ArgumentException("There is no secret to verify with.", nameof(secrets));
    }

    /// <summary>How far the time of signing may lie from now, either way; up to one hour.</summary>
    public TimeSpan Tolerance
    {
        get => tolerance;
        init =>
            tolerance =
                value > TimeSpan.Zero && value <= TimeSpan.FromHours(1)
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(value),
                        "Tolerance must be more than nothing and at most one hour."
                    );
    }

    /// <summary>
    /// Checks a <c>v1a</c> signature with the organization's public key (the key set at
    /// <c>/v1/webhook-keys/{organizationId}</c>). .NET has no Ed25519 of its own, so that the check is yours to give; without
    /// it only <c>v1</c> counts.
    /// </summary>
    public WebhookSignatureCheck? Ed25519 { get; init; }

    /// <summary>Verifies a message by <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>.</summary>
    /// <param name="header">Gives a header's value by its name; null where it is absent.</param>
    /// <param name="body">The bytes as they came. What was parsed and written again is another body.</param>
    /// <param name="now">The time; this machine's when null.</param>
    /// <exception cref="WebhookRefusedException">It is not to be acted on; says why.</exception>
    public VerifiedWebhook Verify(
        Func<string, string?> header,
        ReadOnlySpan<byte> body,
        DateTimeOffset? now = null
    )
    {
        ArgumentNullException.ThrowIfNull(header);
        var id = Present(header, "webhook-id");
        var time = Present(header, "webhook-timestamp");
        var signatures = Present(header, "webhook-signature");
        if (!IsId(id))
            throw Malformed("webhook-id");
        var at = Fresh(time, "webhook-timestamp", now);
        // Without a dot in id or time, what is signed can be taken apart in one way only.
        var signed = (ReadOnlySpan<byte>)Encoding.ASCII.GetBytes($"{id}.{time}.");
        if (!AnyMatches(signatures, signed, body))
            throw NoMatch();
        return new(id, at);
    }

    /// <summary>
    /// Verifies a message as <see cref="Verify"/> does and reads the event in it, which must be the one its headers name. Events of
    /// orders have a body of another contract: verify those, and read them yourself.
    /// </summary>
    /// <inheritdoc cref="Verify" path="/param"/>
    /// <inheritdoc cref="Verify" path="/exception"/>
    public WebhookEvent Event(
        Func<string, string?> header,
        ReadOnlySpan<byte> body,
        DateTimeOffset? now = null
    )
    {
        var verified = Verify(header, body, now);
        var read = WebhookEvent.Read(body);
        return read.Id == verified.Id ? read : throw WebhookEvent.NotAnEvent("$.id");
    }

    /// <summary>
    /// Verifies a message by one header of the form <c>t=…,v1=…</c>: <c>Vidimus-Signature</c>, <c>x-verdacert-signature</c> or
    /// <c>X-Verity-Signature</c>. It covers the time and the body; the event's id is in the body.
    /// </summary>
    /// <param name="signature">The header's value; null where it is absent.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="now">The time; this machine's when null.</param>
    /// <returns>When it was signed.</returns>
    /// <exception cref="WebhookRefusedException">It is not to be acted on; says why.</exception>
    public DateTimeOffset VerifyStamped(
        string? signature,
        ReadOnlySpan<byte> body,
        DateTimeOffset? now = null
    )
    {
        const string name = "The signature's header";
        if (string.IsNullOrEmpty(signature))
            throw new WebhookRefusedException(WebhookRefusal.MissingHeader, $"{name} is missing.");
        if (signature.Length > LongestHeader)
            throw Malformed(name);
        var parts = signature.Split(',', StringSplitOptions.TrimEntries);
        var times = parts.Where(p => p.StartsWith("t=", StringComparison.Ordinal)).ToArray();
        if (times.Length != 1)
            throw Malformed(name);
        var time = times[0][2..];
        var at = Fresh(time, name, now);
        var signed = (ReadOnlySpan<byte>)Encoding.ASCII.GetBytes($"{time}.");
        var matches = false;
        foreach (var part in parts)
            if (
                part.StartsWith("v1=", StringComparison.Ordinal)
                && FromHex(part.AsSpan(3)) is { } given
            )
                foreach (var secret in secrets)
                    matches |= secret.SignedText(signed, body, given);
        return matches ? at : throw NoMatch();
    }

    private bool AnyMatches(string signatures, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> body)
    {
        var matches = false;
        foreach (var part in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                part.StartsWith("v1,", StringComparison.Ordinal)
                && FromBase64(part.AsSpan(3), DigestLength) is { } mac
            )
                foreach (var secret in secrets)
                    matches |= secret.Signed(signed, body, mac);
            else if (
                Ed25519 is { } check
                && part.StartsWith("v1a,", StringComparison.Ordinal)
                && FromBase64(part.AsSpan(4), Ed25519Length) is { } signature
            )
                matches |= check([.. signed, .. body], signature);
        }
        return matches;
    }

    private DateTimeOffset Fresh(string time, string name, DateTimeOffset? now)
    {
        if (
            time.Length is 0 or > 11
            || time.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0
            || (time.Length > 1 && time[0] == '0')
        )
            throw Malformed(name);
        var at = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(time, System.Globalization.CultureInfo.InvariantCulture)
        );
        // In whole seconds, as the sender counts.
        var age =
            (now ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds() - at.ToUnixTimeSeconds();
        if (age > tolerance.TotalSeconds)
            throw new WebhookRefusedException(
                WebhookRefusal.TooOld,
                $"The message was signed {age} seconds ago; {tolerance.TotalSeconds} are allowed."
            );
        if (-age > tolerance.TotalSeconds)
            throw new WebhookRefusedException(
                WebhookRefusal.TooNew,
                $"The message was signed {-age} seconds ahead of this clock; {tolerance.TotalSeconds} are allowed."
            );
        return at;
    }

    private static string Present(Func<string, string?> header, string name)
    {
        var value = header(name);
        if (string.IsNullOrEmpty(value))
            throw new WebhookRefusedException(
                WebhookRefusal.MissingHeader,
                $"The header {name} is missing."
            );
        return value.Length <= LongestHeader ? value : throw Malformed(name);
    }

    private static bool IsId(string id) =>
        id.Length <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static byte[]? FromBase64(ReadOnlySpan<char> text, int length)
    {
        var bytes = new byte[length + 2];
        return Convert.TryFromBase64Chars(text, bytes, out var written) && written == length
            ? bytes[..length]
            : null;
    }

    private static byte[]? FromHex(ReadOnlySpan<char> text)
    {
        var bytes = new byte[DigestLength];
        return
            text.Length == 2 * DigestLength
            && Convert.FromHexString(text, bytes, out _, out var written)
                is System.Buffers.OperationStatus.Done
            && written == DigestLength
            ? bytes
            : null;
    }

    private static WebhookRefusedException Malformed(string name) =>
        new(WebhookRefusal.Malformed, $"{name} is not of the form it must have.");

    private static WebhookRefusedException NoMatch() =>
        new(
            WebhookRefusal.NoSignatureMatches,
            "No signature belongs to this body and this endpoint's secret."
        );
}
